"""Independent sources as a tree of lines, for a terminal."""

from collections.abc import Iterable

from rich.text import Text
from rich.tree import Tree

from cuibono.analysis.independence.counting import Reason
from cuibono.analysis.independence.model import (
    Collapse,
    Group,
    Independence,
    IndependentSources,
    Source,
)
from cuibono.analysis.model import Statement, Thing

_SHARED = {
    Reason.EVIDENCE: "rest on",
    Reason.CIRCLE: "draw on one another, through",
    Reason.DOCUMENT: "are reported in",
    Reason.ACTOR: "have behind them",
}


def independence_tree(found: Independence) -> Tree:
    """Return the tree of both sides: groups, their sources, and what these share."""
    tree = Tree(Text(found.claim.label, style="bold"))
    for title, side in (("for it", found.support), ("against it", found.dispute)):
        branch = tree.add(Text(f"{title}: {counted(side)}", style="bold"))
        if side.absence:
            branch.add(Text(side.absence.explanation))
        for number, group in enumerate(side.groups, start=1):
            _add_group(branch, number, group)
    return tree


def counted(side: IndependentSources) -> str:
    """Return the two counts in words, such as `3 sources, 1 independent`."""
    noun = "source" if side.sources == 1 else "sources"
    return f"{side.sources} {noun}, {side.independent} independent"


def _add_group(tree: Tree, number: int, group: Group) -> None:
    branch = tree.add(Text(f"group {number}"))
    for source in group.sources:
        _add_source(branch, source)
    for collapse in group.collapses:
        branch.add(_collapse(collapse, len(group.sources)))


def _add_source(tree: Tree, source: Source) -> None:
    branch = tree.add(_line(f"{source.evidence.slug}: {source.evidence.label}", source.statement))
    if source.rests_on:
        branch.add(Text(f"rests on {_slugs(source.rests_on)}"))
    for piece in source.pieces:
        cited = "cited" if piece.evidence == source.evidence else f"by {piece.evidence.slug}"
        inferred = any(statement.inferred_by_reader for statement in piece.path)
        links = " < ".join(statement.href.rpartition("/")[2] for statement in piece.path)
        branch.add(_marked(f"{cited}, through {links}", inferred))
    if source.unknown:
        roles = ", ".join(f"{absence.what} ({absence.kind})" for absence in source.unknown)
        branch.add(Text(f"nobody on record as {roles}", style="dim"))


def _collapse(collapse: Collapse, number: int) -> Text:
    many = len(collapse.sources)
    who = "all" if many == number else f"{many} of them"
    roles = f" ({', '.join(collapse.roles)})" if collapse.roles else ""
    shared = f"{_SHARED[collapse.reason]} {collapse.shared.label.rstrip('.')}{roles}"
    return Text(f"one, since {who} {shared}", style="italic")


def _marked(text: str, inferred: bool) -> Text:
    line = Text(text)
    if inferred:
        line.append(" (a reader's inference)", style="italic")
    return line


def _line(text: str, statement: Statement) -> Text:
    places = "; ".join(f"{p.section}: {p.start}-{p.end}" for p in statement.passages)
    line = _marked(text, statement.inferred_by_reader)
    return line.append(f"  [{places}]" if places else "", style="dim")


def _slugs(things: Iterable[Thing]) -> str:
    return ", ".join(thing.slug for thing in things)

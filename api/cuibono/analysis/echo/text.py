"""An echo as a time line, for a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.text import Text
from rich.tree import Tree

from cuibono.analysis.echo.model import (
    Echo,
    EchoCounts,
    EchoDocument,
    EchoUtterance,
    Order,
    Report,
    Way,
)
from cuibono.analysis.model import Statement, Thing

SHOWN: Final = 4
"""Pieces of evidence that a line names; JSON has all."""

_VERBS: Final = {
    "asserted": "says it",
    "attributed": "passes it on",
    "denied": "denies it",
    "withdrawn": "takes it back",
}
_WAYS: Final = {
    Way.REPORTS: "reports",
    Way.ARGUES: "argues from",
    Way.DESCRIBES: "describes",
}


def echo_tree(echo: Echo) -> Tree:
    """Return the documents that repeat a claim in order of time, each with whom it reports."""
    tree = Tree(Text(echo.claim.label, style="bold"))
    tree.add(_line(f"claim {echo.claim.slug}", echo.statement))
    if echo.note:
        tree.add(Text(echo.note))
    _add(tree, "in order of time", (_document(one, echo) for one in echo.documents))
    _add(tree, "undated", (_document(one, echo) for one in echo.undated))
    _add(tree, "document not on record", map(_utterance, echo.without_document))
    _add(
        tree,
        "against it",
        (_utterance(one.utterance, one.document) for one in echo.against),
    )
    _add(tree, "in circles", (Tree(Text(" → ".join(c))) for c in echo.circles))
    _add(tree, "counted", (Tree(Text(line)) for line in _counted(echo)))
    return tree


def _document(one: EchoDocument, echo: Echo) -> Tree:
    first = " (the earliest on record)" if one.document in echo.earliest else ""
    head = f"{one.date}  " if one.date else ""
    tree = Tree(Text(f"{head}{one.document.label}{first}"))
    for utterance in one.utterances:
        tree.children.append(_utterance(utterance))
    for way, name in _WAYS.items():
        seen = {look.evidence.slug: look.by_reader for look in one.looks if look.way is way}
        if seen:
            tree.add(_evidence(name, seen))
    if not one.looks:
        tree.add(Text("no look at evidence is on record", style="dim"))
    return tree


def _evidence(verb: str, seen: Mapping[str, bool]) -> Text:
    """Return evidence by name, what sources tie to the claim first; a long list is cut."""
    stated = [name for name, by_reader in seen.items() if not by_reader]
    others = [name for name, by_reader in seen.items() if by_reader]
    parts = [_cut(stated)] if stated else []
    parts += [f"{_cut(others)} (by a reader's link)"] if others else []
    return Text(f"{verb} {'; '.join(parts)}")


def _cut(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _utterance(utterance: EchoUtterance, document: Thing | None = None) -> Tree:
    where = f" in {document.label}" if document else ""
    parts = [f"{_names(utterance.speakers)} {_VERBS[utterance.stance]}{where}"]
    if utterance.circular:
        parts.append("in a circle of reports")
    if not utterance.was_read:
        parts.append("known only through the passage of another text")
    tree = Tree(_line(", ".join(parts), utterance.statement))
    tree.children.extend(map(_report, utterance.reports))
    direct = {report.reported for report in utterance.reports}
    for origin in utterance.origins:
        if origin.utterance not in direct:
            where = f" in {_names(origin.documents)}" if origin.documents else ""
            who = _names(origin.speakers) or "an utterance that is not on record"
            tree.add(Text(f"back to {who}{where}, {origin.steps} steps"))
    return tree


def _report(report: Report) -> Tree:
    if report.stance is None:
        return Tree(Text(f"after {report.reported}, which is not on record"))
    where = f" in {_names(report.documents)}" if report.documents else ""
    text = f"after {_names(report.speakers)}{where}"
    if report.stance not in ("asserted", "attributed"):
        text += f", who {_VERBS[report.stance]}"
    if report.order is Order.BEFORE:
        text += "; by its date it is earlier than what it reports"
    if not report.reported_was_read:
        text += "; that itself was not read"
    return Tree(Text(text))


def _counted(echo: Echo) -> Iterable[str]:
    counts: EchoCounts = echo.counts
    yield (
        f"documents that repeat it: {counts.documents}; dated {counts.dated}, undated "
        f"{counts.undated}; making it their own {counts.asserting}, only passing it on "
        f"{counts.only_passing_on}; themselves read {counts.read}"
    )
    if not counts.evidence:
        yield f"no evidence on record bears on it: {_absence(echo)}"
        return
    yield (
        f"on record as having looked at evidence: {counts.looked} of {counts.documents}; at some "
        f"for it {counts.looked_for}, at some against or qualifying it {counts.looked_against}; "
        f"pieces of evidence that bear on it: {counts.evidence}"
    )


def _absence(echo: Echo) -> str:
    absence = echo.evidence_absence
    return absence.explanation if absence else ""


def _add(tree: Tree, title: str, branches: Iterable[Tree]) -> None:
    children = list(branches)
    if children:
        tree.add(Text(title, style="bold")).children.extend(children)


def _line(text: str, statement: Statement) -> Text:
    places = "; ".join(f"{p.section}: {p.start}-{p.end}" for p in statement.passages)
    line = Text(text)
    if statement.inferred_by_reader:
        line.append(" (a reader's inference)", style="italic")
    return line.append(f"  [{places}]" if places else "", style="dim")


def _names(things: Iterable[Thing]) -> str:
    return ", ".join(thing.label for thing in things)

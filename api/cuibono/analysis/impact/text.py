"""Impact as a tree of lines, for a terminal."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from rich.text import Text
from rich.tree import Tree

from cuibono.analysis.impact.losses import Loss
from cuibono.analysis.impact.model import Impact, NetworkImpact, PolicyImpact, SupportLoss
from cuibono.analysis.model import Statement
from cuibono.terms import compact

SHOWN: Final = 10
"""How many of a long list of IRIs the tree shows; JSON has all."""


def impact_tree(found: Impact) -> Tree:
    """Return the tree of what is set aside, what falls with it, and what loses what."""
    tree = Tree(Text("set aside", style="bold"))
    for one in found.set_aside:
        tree.add(_line(f"{compact(one.thing.iri)} ({one.reason})", one.statement))
    if found.note:
        tree.add(Text(found.note))
    falls = [_line(f"{e.evidence.slug} ({e.cause})", e.statement) for e in found.evidence]
    _add(tree, "evidence that falls", falls)
    for loss, some in groupby(found.losses, key=lambda one: one.loss):
        _add(tree, f"loses {loss}", [_loss(one, loss) for one in some])
    _add(tree, "loses its only passage", _some(found.without_passage), len(found.without_passage))
    _add(tree, "no longer asserted by anybody", [Text(t.slug) for t in found.unasserted])
    _add(tree, "policies that rest on it", [_policy(one) for one in found.policies])
    for network in found.networks:
        _add(tree, f"{network.kind} over {network.concept}: ties that vanish", _ties(network))
    return tree


def _add(tree: Tree, title: str, lines: Iterable[Text | Tree], number: int | None = None) -> None:
    children = list(lines)
    if children:
        many = len(children) if number is None else number
        branch = tree.add(Text(f"{title}: {many}", style="bold"))
        for child in children:
            branch.add(child)


def _loss(lost: SupportLoss, loss: Loss) -> Tree:
    after = "" if loss is Loss.ALL else f" to {lost.sources_after} ({lost.independent_after})"
    counts = f"{lost.sources_before} ({lost.independent_before} independent){after}"
    tree = Tree(Text(f"{lost.node.slug}: sources {counts}"))
    cited = {piece.evidence.iri for piece in lost.pieces}
    for source in lost.sources:
        if source.iri not in cited:
            tree.add(Text(f"without the source {source.slug}"))
    for piece in lost.pieces:
        last = piece.path[-1] if piece.path else None
        tree.add(_line(f"without {piece.evidence.slug}", last))
    return tree


def _policy(policy: PolicyImpact) -> Tree:
    counts = f"{policy.supported_before} to {policy.supported_after}"
    tree = Tree(Text(f"{policy.policy.slug}: claims with support {counts}"))
    for use in policy.uses:
        what = "the use falls" if use.use_falls else f"loses {use.loss}"
        tree.add(_line(f"used for it: {use.claim.slug}, {what}", use.statement))
    return tree


def _ties(network: NetworkImpact) -> list[Text]:
    if network.note:
        return [Text(network.note)]
    return [
        Text(f"{tie.source.label} - {tie.target.label} (weight {tie.weight:g})")
        for tie in network.ties
    ]


def _some(iris: tuple[str, ...]) -> list[Text]:
    more = len(iris) - SHOWN
    lines = [Text(compact(iri)) for iri in iris[:SHOWN]]
    return [*lines, Text(f"and {more} more (--format json)")] if more > 0 else lines


def _line(text: str, statement: Statement | None) -> Text:
    line = Text(text)
    if statement is None:
        return line
    if statement.inferred_by_reader:
        line.append(" (a reader's inference)", style="italic")
    places = "; ".join(f"{p.section}: {p.start}-{p.end}" for p in statement.passages)
    return line.append(f"  [{places}]" if places else "", style="dim")

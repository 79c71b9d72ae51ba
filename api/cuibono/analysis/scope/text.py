"""Scopes side by side: a table of relations, or a tree with the values and what says them."""

from collections.abc import Iterable

from rich.text import Text
from rich.tree import Tree

from cuibono.analysis.model import Statement
from cuibono.analysis.scope.comparison import Dimension
from cuibono.analysis.scope.model import Comparison, EvidenceScope, ScopeGap, ScopeValue

COLUMNS = ("evidence", "links", *Dimension)


def scope_rows(found: ScopeGap) -> list[list[str]]:
    """Return a row for each piece of evidence: its slug, its direction, and each relation."""
    return [
        [
            one.evidence.slug,
            f"{one.direction} ({len(one.path)})",
            *(comparison.relation for comparison in one.comparisons),
        ]
        for one in found.evidence
    ]


def scope_tree(found: ScopeGap) -> Tree:
    """Return a tree of the evidence, with both values of each dimension that is on record."""
    tree = Tree(Text(found.claim.label, style="bold"))
    for one in found.evidence:
        _add_evidence(tree, one)
    if not found.evidence:
        tree.add(Text("No evidence for or against it is on record."))
    return tree


def _add_evidence(tree: Tree, one: EvidenceScope) -> None:
    links = f", through {len(one.path)} links" if len(one.path) > 1 else ""
    title = f"{one.evidence.slug} {one.direction} it{links}"
    branch = tree.add(Text(title, style="bold"))
    silent = [c.dimension for c in one.comparisons if not (c.claim or c.evidence)]
    for comparison in one.comparisons:
        if comparison.dimension not in silent:
            _add_comparison(branch, comparison)
    if silent:
        branch.add(Text(f"nothing on record of either: {', '.join(silent)}", style="dim"))


def _add_comparison(tree: Tree, comparison: Comparison) -> None:
    branch = tree.add(Text(f"{comparison.dimension}: {comparison.relation}. {comparison.note}"))
    for side, values in (("claim", comparison.claim), ("evidence", comparison.evidence)):
        for value in values:
            branch.add(_value(side, value))
    for statement in comparison.through:
        inferred = " (a reader's inference)" if statement.inferred_by_reader else ""
        slug = statement.href.rpartition("/")[2]
        branch.add(Text(f"by {slug}{inferred}").append(_places([statement]), style="dim"))


def _value(side: str, value: ScopeValue) -> Text:
    line = Text(f"{side}: {value.value}")
    if value.of.slug not in value.statement.iri and value.thing is None:
        line.append(f" (of {value.of.slug})")
    return line.append(_places([value.statement]), style="dim")


def _places(statements: Iterable[Statement]) -> str:
    places = "; ".join(
        f"{p.section}: {p.start}-{p.end}" for one in statements for p in one.passages
    )
    return f"  [{places}]" if places else ""

"""Where a claim says more than its evidence, or other: both statements side by side."""

from collections.abc import Iterable
from typing import Final

from cuibono.analysis.lookup import Lookup, iris_in, text_in, written
from cuibono.analysis.model import Statement
from cuibono.analysis.scope.book import ScopeBook, Value
from cuibono.analysis.scope.comparison import Dimension, Relation
from cuibono.analysis.scope.model import Comparison, EvidenceScope, ScopeGap, ScopeValue
from cuibono.analysis.tables import Tables
from cuibono.analysis.trace_model import Direction
from cuibono.errors import NotFoundError
from cuibono.terms import kind_and_slug

_NOTES: Final = {
    Relation.WIDER: "The claim speaks of more than the evidence.",
    Relation.EQUAL: "Both speak of the same.",
    Relation.NARROWER: "The evidence speaks of more than the claim.",
    Relation.DIFFERENT: "Neither is on record as holding the other.",
}


def scope_gap(
    tables: Tables, lookup: Lookup, claim: str, *, direct: bool = False, inferred: bool = True
) -> ScopeGap:
    """Return a claim beside each piece of evidence for and against it; raises `NotFoundError`.

    `direct` leaves out evidence that bears on it through other claims, `inferred` says whether
    what only a reader draws counts. `docs/analyses/scope-gap.md` defines the comparison.
    """
    found = kind_and_slug(claim)
    if found is None or found[0] != "claim":
        raise NotFoundError(f"<{claim}> is no claim; only claims are compared with their evidence")
    thing, book = lookup.require(claim), tables.once(ScopeBook.read)
    rows = [
        (piece, direction, [line.link for line in path])
        for direction in (Direction.SUPPORTS, Direction.DISPUTES)
        for piece, path in book.argument.grounds(claim, direction, inferred=inferred).items()
        if len(path) == 1 or not direct
    ]
    return ScopeGap(
        claim=thing,
        evidence=tuple(
            EvidenceScope(
                evidence=lookup.thing(piece),
                direction=direction,
                path=tuple(map(lookup.statement, path)),
                comparisons=tuple(
                    _comparison(lookup, book, (claim, piece), dimension, inferred)
                    for dimension in Dimension
                ),
            )
            for piece, direction, path in rows
        ),
        snapshot=lookup.snapshot.id,
    )


def _comparison(
    lookup: Lookup, book: ScopeBook, pair: tuple[str, str], dimension: Dimension, inferred: bool
) -> Comparison:
    sides = [book.of(node, dimension) for node in pair]
    relation = book.compare(*pair, dimension, inferred=inferred)
    claim, evidence = (tuple(_value(lookup, dimension, one) for one in side) for side in sides)
    return Comparison(
        dimension=dimension,
        relation=relation,
        claim=claim,
        evidence=evidence,
        through=_through(lookup, book, sides, inferred),
        note=_NOTES.get(relation) or _why_unknown(dimension, sides),
    )


def _value(lookup: Lookup, dimension: Dimension, value: Value) -> ScopeValue:
    of, statement = lookup.thing(value.of), lookup.statement(value.of)
    if dimension is Dimension.PERIOD:
        return ScopeValue(value=value.value, thing=None, of=of, statement=statement)
    thing = lookup.thing(value.value)
    label = thing.label
    if dimension is Dimension.THRESHOLD:
        statement = lookup.statement(value.value)
        label = _figure(lookup, value.value) or label
    return ScopeValue(value=label, thing=thing, of=of, statement=statement)


def _through(
    lookup: Lookup, book: ScopeBook, sides: list[tuple[Value, ...]], inferred: bool
) -> tuple[Statement, ...]:
    claim, evidence = sides
    steps = [
        book.steps(inner.value, outer.value, inferred)
        for one, other in ((evidence, claim), (claim, evidence))
        for inner in one
        for outer in other
    ]
    said = dict.fromkeys(statement for path in steps if path for statement in path)
    return tuple(map(lookup.statement, said))


def _why_unknown(dimension: Dimension, sides: Iterable[tuple[Value, ...]]) -> str:
    lacking = [who for who, side in zip(("claim", "evidence"), sides, strict=True) if not side]
    if lacking:
        return f"Of the {' and the '.join(lacking)} no {dimension} is on record."
    return f"What is on record as {dimension} cannot be compared as it is written."


def _figure(lookup: Lookup, figure: str) -> str | None:
    rows = lookup.ask("trace/figures", figure=figure)
    value = text_in(rows[0], "value") if rows else None
    unit, bound = (next(iter(iris_in(rows, name)), None) for name in ("unit", "bound"))
    return written(value, unit, bound) if value else None

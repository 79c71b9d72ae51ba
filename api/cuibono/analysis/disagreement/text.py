"""A disagreement as lines of text, for a terminal."""

from collections.abc import Iterable, Iterator

from cuibono.analysis.disagreement.model import (
    ComparedDimension,
    Contested,
    ContestedList,
    Count,
    Disagreement,
    Dispute,
    Ground,
    Side,
    SidedFigure,
    Voice,
)
from cuibono.analysis.independence.text import counted
from cuibono.analysis.model import Statement, Thing
from cuibono.analysis.trace_model import ScopeTerm
from cuibono.terms import compact


def disagreement_lines(found: Disagreement) -> Iterator[str]:
    """Yield the lines of a disagreement: both sides, what is disputed, the figures."""
    yield found.claim.label
    yield from _side("For it", "asserts it", found.for_it)
    yield from _side("Against it", "denies it", found.against_it)
    if found.qualifications:
        yield from ("", "On neither side, what narrows or conditions it")
        yield from (f"  {line}" for one in found.qualifications for line in _ground(one))
    yield from ("", "What is disputed")
    yield from (f"  {line}" for one in found.disputed for line in _dispute(one))
    if found.note:
        yield f"  {found.note}"
    if found.rivals:
        yield from ("", "Claims that it stands against, or that stand against it")
        yield from (f"  {rival.claim.label}  {_iris(rival.statements)}" for rival in found.rivals)
    if found.compared:
        yield from ("", "The figures of both sides")
        yield from (f"  {line}" for one in found.compared for line in _compared(one))


def contested_row(one: Contested) -> list[str]:
    """Return a disputed claim as the cells of a row."""
    return [
        one.claim.label,
        _count(one.for_it),
        _count(one.against_it),
        ", ".join(one.matters),
        str(len(one.rivals)),
    ]


def contested_words(found: ContestedList) -> str:
    """Return what a list of disputed claims is of, and how much of it this page is."""
    about = f" about {found.about.label}" if found.about else " on record"
    return (
        f"{len(found.items)} of {found.total} disputed claims; {found.claims} claims are{about} "
        "(sources, independent ones, speakers)"
    )


def _count(count: Count) -> str:
    return f"{count.sources}, {count.independent}, {count.voices}"


def _side(title: str, stance: str, side: Side) -> Iterator[str]:
    yield from ("", f"{title}: {counted(side.sources)}")
    if side.sources.absence:
        yield f"  {side.sources.absence.explanation}"
    yield from (f"  {line}" for voice in side.voices for line in _voice(stance, voice))
    yield from (f"  {line}" for ground in side.grounds for line in _ground(ground))
    yield from (f"  {line}" for figure in side.figures for line in _figure(figure))


def _voice(stance: str, voice: Voice) -> Iterator[str]:
    said = voice.utterance
    notes = [
        *([said.document.label] if said.document else []),
        *([said.date] if said.date else []),
        *(["taken back"] if voice.taken_back else []),
    ]
    yield f"{_labels(said.speakers)} {stance}{_noted(notes)}  {_iris([said.statement])}"


def _ground(ground: Ground) -> Iterator[str]:
    notes = [
        *([f"drawn by {_labels(ground.drawn_by)}"] if ground.drawn_by else []),
        *([ground.directness.label] if ground.directness else []),
        *([f"on its {ground.aspect.label}"] if ground.aspect else []),
        *([f"not the same {_labels(ground.mismatches)}"] if ground.mismatches else []),
        *(["inferred by a reader"] if ground.statement.inferred_by_reader else []),
    ]
    kind = "claim" if ground.source.kind == "claim" else "evidence"
    yield f"{kind}: {ground.source.label}{_noted(notes)}  {_iris([ground.statement])}"


def _figure(figure: SidedFigure) -> Iterator[str]:
    yield f"figure: {figure.written}{_noted(_scope(figure))}  {_iris([figure.statement])}"


def _scope(figure: SidedFigure) -> list[str]:
    own = [_term(term) for term in figure.scope]
    return own + [f"{_term(term)} (of the whole)" for term in figure.scope_of_whole]


def _term(term: ScopeTerm) -> str:
    return f"{term.dimension}: {term.value}"


def _dispute(dispute: Dispute) -> Iterator[str]:
    words = {
        "claim": "the claim itself",
        "rival": "the claim, by another claim",
        "comparability": "whether what is measured can be compared",
    }[dispute.matter]
    notes = [
        *([f"on its {_labels(dispute.aspects)}"] if dispute.aspects else []),
        *([f"not the same {_labels(dispute.mismatches)}"] if dispute.mismatches else []),
    ]
    yield f"{words}{_noted(notes)}"
    yield f"  {_iris(dispute.statements)}"


def _compared(one: ComparedDimension) -> Iterator[str]:
    yield f"{one.dimension}: {one.likeness}"
    yield f"  for it: {'; '.join(one.for_it) or 'not stated'}"
    yield f"  against it: {'; '.join(one.against_it) or 'not stated'}"


def _labels(things: Iterable[Thing]) -> str:
    return ", ".join(thing.label for thing in things)


def _iris(statements: Iterable[Statement]) -> str:
    return " ".join(compact(one.iri) for one in statements)


def _noted(notes: list[str]) -> str:
    return f" ({'; '.join(notes)})" if notes else ""

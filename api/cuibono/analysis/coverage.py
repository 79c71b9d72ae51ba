"""How much of a source text the graph covers: passages, claims and references, section by section.

Measured is the running text (`cuibono.texts.structure`) without white space, so that the layout of
lines does not count; a passage counts where it still stands exactly as recorded.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from pydantic import computed_field
from pyoxigraph import Literal, NamedNode, Quad

from cuibono.analysis.model import Model
from cuibono.ingest.passages import TextRecord
from cuibono.terms import term
from cuibono.texts import (
    Passage,
    Section,
    SourceText,
    Span,
    State,
    find_references,
    normalise,
    reference_key,
    resolves,
    running_text,
    sections,
    verify,
)

_WORDS_SHOWN: Final = 8
_WHOLE: Final = "whole text"


class Stretch(Model):
    """A run of running text that no passage lies over, within one section."""

    start: int
    end: int
    characters: int
    """Without white space."""
    begins: str
    """Its first words."""


class Share(Model):
    """How much of some running text is covered, and what is said in it."""

    characters: int
    """Characters of running text, without white space."""
    covered: int
    """Of these, the ones that lie under some passage."""
    claims: int
    utterances: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def share(self) -> float | None:
        """The covered share, None where there is no running text."""
        return round(self.covered / self.characters, 4) if self.characters else None


class SectionCoverage(Share):
    """What is covered of one section: from its heading to the next of any level."""

    section: str
    title: str
    start: int
    end: int
    stretches: tuple[Stretch, ...]
    """The longest that are not covered, longest first."""


class CitedWork(Model):
    """A reference in brackets, with every place where it stands."""

    key: str
    document: str | None
    """IRI of the document that is cited so (`cb:citedAs`), None where there is none."""
    places: tuple[Span, ...]


class Coverage(Share):
    """What the graph covers of one text. A claim that is made in two sections counts in both."""

    text: str
    passages: int
    not_exact: tuple[str, ...]
    """Passages that do not stand as recorded, and so cover nothing."""
    sections: tuple[SectionCoverage, ...]
    references: tuple[CitedWork, ...]

    @property
    def unresolved(self) -> tuple[CitedWork, ...]:
        """The references that are no document of the graph."""
        return tuple(work for work in self.references if work.document is None)


@dataclass(frozen=True)
class Statements:
    """What stands at which passages, and how documents are cited, read from some quads."""

    claims: frozenset[str]
    utterances: frozenset[str]
    passages: Mapping[str, frozenset[str]]
    cited: frozenset[tuple[str, str]]
    """Citation keys (`reference_key`, in lower case), each with the document."""

    @classmethod
    def of(cls, quads: Iterable[Quad], ontology: Iterable[Quad]) -> "Statements":
        """Return the statements in some quads; the ontology tells claims from utterances."""
        below = _subclasses(ontology)
        kinds = {name: below[term(name)] for name in ("cb:Claim", "cb:Utterance")}
        passages: dict[str, set[str]] = defaultdict(set)
        typed: dict[str, set[str]] = defaultdict(set)
        cited: set[tuple[str, str]] = set()
        for quad in quads:
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode):
                continue
            if quad.predicate == term("cb:atPassage") and isinstance(value, NamedNode):
                passages[subject.value].add(value.value)
            elif quad.predicate == term("rdf:type"):
                for name in (name for name, classes in kinds.items() if value in classes):
                    typed[name].add(subject.value)
            elif quad.predicate == term("cb:citedAs") and isinstance(value, Literal):
                cited.add((reference_key(value.value).lower(), subject.value))
        return cls(
            frozenset(typed["cb:Claim"]),
            frozenset(typed["cb:Utterance"]),
            {thing: frozenset(found) for thing, found in passages.items()},
            frozenset(cited),
        )

    def standing_at(self, things: Iterable[str], passages: frozenset[str]) -> frozenset[str]:
        """Return those of some things that stand at one of these passages."""
        nowhere = frozenset[str]()
        return frozenset(thing for thing in things if self.passages.get(thing, nowhere) & passages)


def coverage(
    text: SourceText, record: TextRecord, statements: Statements, *, stretches: int = 3
) -> Coverage:
    """Return what a graph covers of a text; `stretches` are shown of each section.

    `text` is the copy of the very text version of the record.
    """
    findings = list(verify(record.passages, text, record.digest))
    exact = [finding.passage for finding in findings if finding.state is State.EXACT]
    content = text.content
    counted = _Counted(content, exact, statements)
    parts = sections(content) or _recorded_sections(record.passages, len(content))
    found = tuple(counted.section(part, stretches) for part in parts)
    here = frozenset(passage.iri for passage in record.passages)
    known = statements.standing_at((document for _, document in statements.cited), here)
    keys = {key: document for key, document in sorted(statements.cited) if document in known}
    return Coverage(
        text=record.iri,
        passages=len(findings),
        not_exact=tuple(f.passage.iri for f in findings if f.state is not State.EXACT),
        sections=found,
        references=_cited_works(content, parts, keys),
        characters=sum(part.characters for part in found),
        covered=sum(part.covered for part in found),
        claims=len(statements.standing_at(statements.claims, here)),
        utterances=len(statements.standing_at(statements.utterances, here)),
    )


class _Counted:
    """The characters of a text that count, and which of them are covered."""

    def __init__(self, content: str, passages: Sequence[Passage], statements: Statements) -> None:
        self._content = content
        self._passages = passages
        self._statements = statements
        self._counts = bytearray(len(content))
        for start, end in running_text(content):
            for position in range(start, end):
                self._counts[position] = not content[position].isspace()
        self._covered = bytearray(len(content))
        for passage in passages:
            length = passage.end - passage.start
            self._covered[passage.start : passage.end] = b"\x01" * length

    def section(self, part: Section, shown: int) -> SectionCoverage:
        positions = [p for p in range(part.start, part.end) if self._counts[p]]
        gaps = sorted(self._gaps(positions), key=lambda gap: (-gap.characters, gap.start))
        here = frozenset(p.iri for p in self._passages if part.start <= p.start < part.end)
        statements = self._statements
        return SectionCoverage(
            section=part.label,
            title=part.title,
            start=part.start,
            end=part.end,
            characters=len(positions),
            covered=sum(self._covered[p] for p in positions),
            claims=len(statements.standing_at(statements.claims, here)),
            utterances=len(statements.standing_at(statements.utterances, here)),
            stretches=tuple(gaps[:shown]),
        )

    def _gaps(self, positions: Sequence[int]) -> Iterator[Stretch]:
        for covered, group in groupby(positions, key=lambda p: self._covered[p]):
            run = list(group)
            if not covered:
                start, end = run[0], run[-1] + 1
                words = normalise(self._content[start:end]).split()[:_WORDS_SHOWN]
                yield Stretch(start=start, end=end, characters=len(run), begins=" ".join(words))


def _recorded_sections(passages: Sequence[Passage], length: int) -> list[Section]:
    """Return the sections that passages were recorded under, for a text without headings.

    One reaches from its first passage to the first passage of the next.
    """
    starts: dict[str, int] = {}
    for passage in sorted(passages, key=lambda passage: passage.start):
        starts.setdefault(passage.section or _WHOLE, passage.start)
    labels = list(starts) or [_WHOLE]
    edges = [0, *list(starts.values())[1:], length]
    return [
        Section(label, "", start, start, end)
        for label, (start, end) in zip(labels, pairwise(edges), strict=True)
    ]


def _cited_works(
    content: str, parts: Sequence[Section], cited: Mapping[str, str]
) -> tuple[CitedWork, ...]:
    lists = [range(part.start, part.end) for part in parts if part.lists_references]
    places: dict[tuple[str, str | None], list[Span]] = defaultdict(list)
    for reference in find_references(content):
        if not any(reference.start in part for part in lists):
            document = resolves(reference, cited)
            places[reference.key, document].append((reference.start, reference.end))
    return tuple(
        CitedWork(key=key, document=document, places=tuple(spans))
        for (key, document), spans in sorted(places.items(), key=lambda item: item[0][0].lower())
    )


def _subclasses(ontology: Iterable[Quad]) -> Mapping[NamedNode, frozenset[object]]:
    """Return the classes of an ontology, each with those below it and itself."""
    above: dict[object, set[object]] = defaultdict(set)
    for quad in ontology:
        if quad.predicate == term("rdfs:subClassOf"):
            above[quad.subject].add(quad.object)
    below: dict[NamedNode, set[object]] = defaultdict(set)
    for node in list(above):
        seen, waiting = set[object](), [node]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += above.get(current, ())
        for found in seen:
            if isinstance(found, NamedNode):
                below[found].add(node)
                below[found].add(found)
    return {node: frozenset(classes) for node, classes in below.items()}

"""The standing of a graph: what is open in it, counted and listed; see `docs/analyses/standing.md`.

Findings are made once for a snapshot, and kept; items are made of them a page at a time.
"""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import RLock
from typing import Final

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.model import Thing
from cuibono.analysis.standing.findings import (
    Findings,
    Found,
    circular,
    second_hand,
    single_source,
    statements_of,
    unanswered,
    unverified,
    used_without_evidence,
)
from cuibono.analysis.standing.model import (
    Standing,
    StandingCount,
    StandingItem,
    StandingKind,
    StandingRequest,
)
from cuibono.analysis.tables import Tables
from cuibono.errors import NotFoundError
from cuibono.questions import Catalogue
from cuibono.terms import PREFIXES
from cuibono.texts import TextLibrary

MOST_STATEMENTS: Final = 20
_GRAPHS: Final = PREFIXES["graph"]

TITLES: Final[Mapping[StandingKind, tuple[str, str]]] = {
    StandingKind.UNVERIFIED: (
        "Passages not verified",
        "Passages whose words do not stand at their place in a copy of the text, and texts of "
        "which no copy is at hand.",
    ),
    StandingKind.UNSUPPORTED: (
        "Claims used for policy without evidence",
        "Claims that are used to justify a policy item, and that no evidence on record supports, "
        "directly or through other claims. Claims on what should be done are left out.",
    ),
    StandingKind.CIRCULAR: (
        "What rests on itself",
        "Claims that support one another in a circle, evidence that draws on itself, reports of "
        "one another.",
    ),
    StandingKind.SECOND_HAND: (
        "Known at second hand only",
        "Claims that nobody was read saying or denying in a document of his own, and evidence of "
        "which no document that reports it was read.",
    ),
    StandingKind.SINGLE_SOURCE: (
        "Claims known from one text only",
        "Claims all of whose utterances were read in one text; what fewest assert there first.",
    ),
    StandingKind.UNANSWERED: (
        "Questions without an answer",
        "Questions of the catalogue that have no row as an answer when asked of everything.",
    ),
}

NEXT_STEPS: Final[Mapping[StandingKind, str]] = {
    StandingKind.UNSUPPORTED: "Look in the text for evidence of it and code it with a support "
    "link; where there is none, record that it was searched for: a cb:NegativeSearch for "
    "cb:supportedBy.",
    StandingKind.CIRCULAR: "Look for the statement that points the wrong way round; where the "
    "source does argue in a circle, keep it and say so in a gloss.",
    StandingKind.SECOND_HAND: "Get the document itself, and code it from its own passages.",
    StandingKind.SINGLE_SOURCE: "Look for another text that says it or denies it, and code that.",
    StandingKind.UNANSWERED: "Code what answers it, or record that it was searched for and not "
    "found; `cuibono ask NAME --describe` says what it asks.",
}
_COPY: Final = (
    "Put a lawful copy of the text into the folder of texts (`--texts DIR`, CUIBONO_TEXTS); it is "
    "found by its digest."
)
_PLACE: Final = (
    "Read the passage in the text; `cuibono passages find` prints the one to put in its place."
)


class StandingOf:
    """The standing of one snapshot. May be shared by threads and requests."""

    def __init__(
        self, tables: Tables, lookup: Lookup, catalogue: Catalogue, texts: TextLibrary
    ) -> None:
        self.lookup = lookup
        self._tables = tables
        self._catalogue = catalogue
        self._texts = texts
        self._found: dict[tuple[StandingKind, str], Findings] = {}
        self._finding = RLock()

    def standing(self, asked: StandingRequest) -> Standing:
        """Return the counts and a page of items, of the kind asked for or of all.

        Raises `NotFoundError` for a source that there is not.
        """
        sources = self.sources()
        source = self._source(asked.source, sources)
        kinds = [asked.kind] if asked.kind else list(StandingKind)
        every = [(kind, found) for kind in kinds for found in self.findings(kind, source).found]
        page = every[asked.offset : asked.offset + asked.limit]
        return Standing(
            counts=tuple(self._count(kind, source) for kind in kinds),
            source=source.removeprefix(_GRAPHS) or None,
            sources=sources,
            items=tuple(self._items(page)),
            total=len(every),
            limit=asked.limit,
            offset=asked.offset,
            snapshot=self.lookup.snapshot.id,
        )

    def counts(self, source: str | None) -> tuple[StandingCount, ...]:
        """Return how much is open in each way; raises `NotFoundError` for an unknown source."""
        iri = self._source(source, self.sources())
        return tuple(self._count(kind, iri) for kind in StandingKind)

    def sources(self) -> tuple[str, ...]:
        """Return the slugs of the graphs of sources."""
        rows = self._tables.rows("SELECT DISTINCT graph FROM statements ORDER BY graph")
        return tuple(str(row["graph"]).removeprefix(_GRAPHS) for row in rows)

    def findings(self, kind: StandingKind, source: str = "") -> Findings:
        """Return what is open in one way, in the whole graph or as a source states it."""
        with self._finding:
            if (kind, source) not in self._found:
                self._found[kind, source] = self._find(kind, source)
            return self._found[kind, source]

    def _find(self, kind: StandingKind, source: str) -> Findings:
        of_tables: Mapping[StandingKind, Callable[[Tables, str], Findings]] = {
            StandingKind.UNSUPPORTED: used_without_evidence,
            StandingKind.CIRCULAR: circular,
            StandingKind.SECOND_HAND: second_hand,
            StandingKind.SINGLE_SOURCE: single_source,
        }
        match kind:
            case StandingKind.UNVERIFIED:
                return unverified(self._tables, source, self._texts)
            case StandingKind.UNANSWERED if source:
                return Findings((), "Questions are asked of the whole graph, not of one source.")
            case StandingKind.UNANSWERED:
                return unanswered(self._catalogue, self.lookup.snapshot)
            case _:
                return of_tables[kind](self._tables, source)

    def _source(self, name: str | None, there: Sequence[str]) -> str:
        """Return the IRI of a source's graph, given as slug or IRI; nothing for all sources."""
        if name is None:
            return ""
        slug = name.removeprefix(_GRAPHS).removeprefix("graph:")
        if slug in there:
            return _GRAPHS + slug
        near = difflib.get_close_matches(slug, there, n=3, cutoff=0.4)
        hint = f"the nearest are {', '.join(near)}" if near else f"there are {', '.join(there[:5])}"
        raise NotFoundError(
            f"there is no source {name!r}; {hint}", parameter="source", nearest=near
        )

    def _count(self, kind: StandingKind, source: str) -> StandingCount:
        findings = self.findings(kind, source)
        title, definition = TITLES[kind]
        return StandingCount(
            kind=kind,
            title=title,
            definition=definition,
            total=len(findings.found),
            note=findings.note,
        )

    def _items(self, page: Sequence[tuple[StandingKind, Found]]) -> Iterator[StandingItem]:
        nodes = [found.node for kind, found in page if kind is not StandingKind.UNANSWERED]
        statements = statements_of(self._tables, nodes)
        for kind, found in page:
            yield self._item(kind, found, statements)

    def _item(
        self, kind: StandingKind, found: Found, statements: Mapping[tuple[str, str], list[str]]
    ) -> StandingItem:
        lookup = self.lookup
        if kind is StandingKind.UNANSWERED:
            return StandingItem(
                kind=kind, thing=None, question=found.node, finding=found.finding, numbers={},
                statements=(), next_step=NEXT_STEPS[kind],
            )  # fmt: skip
        thing = lookup.thing(found.node)
        behind = self._behind(kind, found, thing, statements)
        return StandingItem(
            kind=kind,
            thing=thing,
            finding=found.finding,
            numbers={**found.numbers, "statements": len(behind)},
            members=tuple(map(lookup.thing, found.members)) or self._policies(kind, thing),
            statements=tuple(map(lookup.statement, behind[:MOST_STATEMENTS])),
            absence=lookup.absence(thing.iri, "supportedBy", what="support")
            if kind is StandingKind.UNSUPPORTED
            else None,
            next_step=_next_step(kind, thing),
        )

    def _behind(
        self,
        kind: StandingKind,
        found: Found,
        thing: Thing,
        statements: Mapping[tuple[str, str], list[str]],
    ) -> Sequence[str]:
        """Return the statements through which something was found."""
        if found.statements:
            return found.statements
        if thing.kind == "evidence":
            return (found.node,)
        which = {StandingKind.UNSUPPORTED: "use", StandingKind.UNVERIFIED: "resting"}
        return statements.get((found.node, which.get(kind, "utterance")), ())

    def _policies(self, kind: StandingKind, thing: Thing) -> tuple[Thing, ...]:
        if kind is not StandingKind.UNSUPPORTED:
            return ()
        return self.lookup.things(self.lookup.ask("trace/uses", claim=thing.iri), "policy")


def _next_step(kind: StandingKind, thing: Thing) -> str:
    if kind is StandingKind.UNVERIFIED:
        return _COPY if thing.kind == "text" else _PLACE
    return NEXT_STEPS[kind]

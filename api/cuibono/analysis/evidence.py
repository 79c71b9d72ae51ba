"""Trace a piece of evidence: who is behind it, what it covers, where it is weak."""

from collections.abc import Iterable, Mapping
from typing import Final

from cuibono.analysis.lookup import Lookup, grouped, iri_in, iris_in, text_in, written
from cuibono.analysis.model import Thing
from cuibono.analysis.ties import Ties
from cuibono.analysis.trace_model import (
    Backer,
    Evidence,
    Figure,
    Limitation,
    Role,
    ScopeTerm,
)
from cuibono.store import Row

_ROLES: Final = {"producer": "producedBy", "data owner": "dataOwner", "funder": "fundedBy"}


class EvidenceTrace:
    """Traces evidence for one claim; `policies` are those that the claim is used for."""

    def __init__(
        self,
        lookup: Lookup,
        policies: Iterable[str],
        supported: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Trace for these policies; `supported` has the claims that evidence speaks for."""
        self._lookup = lookup
        self._ties = Ties(lookup, policies)
        self._supported = supported or {}
        self._shown: set[str] = set()

    def evidence(self, iri: str, *, with_figures: bool = True) -> Evidence:
        """Return a piece of evidence with all behind it, each root where it is met first.

        A study that a figure is part of comes without its other figures.
        """
        lookup = self._lookup
        self._shown.add(iri)
        parts = grouped(lookup.ask("trace/parts", evidence=iri), "relation")
        thing = lookup.thing(iri)
        roots = {iri: True for iri in iris_in(parts["draws on"], "part")}
        roots |= {iri: False for iri in iris_in(parts["part of"], "part")}
        known = [root for root in roots if root in self._shown]
        figures = [
            part
            for part in iris_in(parts["has part"], "part")
            if lookup.thing(part).type == "Figure"
        ]
        return Evidence(
            thing=thing,
            statement=lookup.statement(iri),
            documents=lookup.things(parts["reported in"], "part"),
            roles=tuple(self._role(iri, role) for role in _ROLES),
            scope=self.scope(iri),
            figure=self.figure(iri) if thing.type == "Figure" else None,
            figures=tuple(map(self.figure, figures)) if with_figures else (),
            limitations=tuple(map(self.limitation, iris_in(parts["limited by"], "part"))),
            rests_on=tuple(
                self.evidence(root, with_figures=with_its_figures)
                for root, with_its_figures in roots.items()
                if root not in known
            ),
            rests_on_elsewhere=tuple(map(lookup.thing, known)),
            missing=lookup.missing(iri, besides=_ROLES.values()),
        )

    def figure(self, iri: str) -> Figure:
        """Return a figure with what it measures."""
        lookup = self._lookup
        rows = lookup.ask("trace/figures", figure=iri)
        value = text_in(rows[0], "value") if rows else None
        unit, bound = (next(iter(iris_in(rows, name)), None) for name in ("unit", "bound"))
        scope = {term.dimension: term for term in self.scope(iri)}
        return Figure(
            thing=lookup.thing(iri),
            statement=lookup.statement(iri),
            value=value,
            unit=unit,
            written=written(value, unit, bound) if value else "",
            bound=lookup.first(rows, "bound"),
            measure=_thing(scope.get("measure")),
            denominator=_thing(scope.get("denominator")),
            population=_value(scope.get("population in words")),
            places=tuple(t.thing for t in self.scope(iri) if t.dimension == "place" and t.thing),
            period=_value(scope.get("period")),
            compared_with=lookup.things(rows, "comparedWith"),
        )

    def limitation(self, iri: str) -> Limitation:
        """Return a limitation with its kinds, its threshold and who states it."""
        lookup = self._lookup
        rows = lookup.ask("trace/limitations", limitation=iri)
        threshold = next(iter(iris_in(rows, "threshold")), None)
        return Limitation(
            thing=lookup.thing(iri),
            statement=lookup.statement(iri),
            kinds=lookup.things(rows, "limitationKind"),
            threshold=self.figure(threshold) if threshold else None,
            stated_by=lookup.things(rows, "statedBy"),
            undercuts=tuple(
                map(
                    lookup.thing,
                    dict.fromkeys(
                        claim
                        for evidence in iris_in(rows, "evidence")
                        for claim in self._supported.get(evidence, ())
                    ),
                )
            ),
        )

    def scope(self, node: str) -> tuple[ScopeTerm, ...]:
        """Return what a claim or a piece of evidence speaks of, dimension by dimension."""
        rows = self._lookup.ask("trace/scope", node=node)
        return tuple(self._scope_term(row) for row in rows)

    def _scope_term(self, row: Row) -> ScopeTerm:
        iri = iri_in(row, "value")
        thing = self._lookup.thing(iri) if iri else None
        return ScopeTerm(
            dimension=text_in(row, "dimension") or "",
            value=thing.label if thing else text_in(row, "value") or "",
            thing=thing,
        )

    def _role(self, evidence: str, role: str) -> Role:
        lookup = self._lookup
        rows = [
            row
            for row in lookup.ask("trace/backers", evidence=evidence)
            if text_in(row, "role") == role
        ]
        statement = next(iter(iris_in(rows, "statement")), None)
        return Role(
            role=role,
            actors=tuple(
                Backer(
                    actor=lookup.thing(actor),
                    statement=lookup.statement(iri_in(members[0], "statement") or ""),
                    ties=self._ties.of(actor),
                )
                for actor, members in grouped(rows, "actor").items()
            ),
            statement=lookup.statement(statement) if statement else None,
            absence=None if rows else lookup.absence(evidence, _ROLES[role], what=role),
        )


def _thing(term: ScopeTerm | None) -> Thing | None:
    return term.thing if term else None


def _value(term: ScopeTerm | None) -> str | None:
    return term.value if term else None

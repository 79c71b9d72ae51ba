"""A network as a caller asks for it: things and days still as written."""

import difflib
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import partial

from pydantic import Field

from cuibono.analysis.networks.parameters import (
    ConceptKind,
    Kind,
    NetworkOptions,
    NetworkParameters,
    wrong,
)
from cuibono.analysis.tables import Tables
from cuibono.errors import NotFoundError
from cuibono.terms import SLUG, expand, iri

_THINGS = "; slug, prefixed name or IRI, given again for more."


class NetworkRequest(NetworkOptions):
    """What the command and the route take; `parameters` says what it means on a graph."""

    concept: ConceptKind = Field(default=ConceptKind.CLAIM, description="What counts as a concept.")
    start: str | None = Field(default=None, description="First day: YYYY, YYYY-MM, YYYY-MM-DD.")
    stop: str | None = Field(default=None, description="Last day: YYYY, YYYY-MM, YYYY-MM-DD.")
    only_actor: list[str] = Field(default=[], description=f"Only these actors{_THINGS}")
    only_concept: list[str] = Field(default=[], description=f"Only these concepts{_THINGS}")
    without_actor: list[str] = Field(default=[], description=f"Not these actors{_THINGS}")
    without_concept: list[str] = Field(default=[], description=f"Not these concepts{_THINGS}")

    def parameters(self, kind: Kind, tables: Tables) -> NetworkParameters:
        """Return the parameters; raises `ParameterError` and `NotFoundError`."""
        known = partial(_known_iris, tables)
        return NetworkParameters(
            **self.model_dump(include=set(NetworkOptions.model_fields)),
            kind=kind,
            concept_kind=self.concept,
            start=read_day("start", self.start),
            stop=read_day("stop", self.stop, last=True),
            actors=known("actor", self.only_actor, "only_actor"),
            concepts=known(self.concept.of_things, self.only_concept, "only_concept"),
            without_actors=known("actor", self.without_actor, "without_actor"),
            without_concepts=known(self.concept.of_things, self.without_concept, "without_concept"),
        ).checked()


def read_day(name: str, text: str | None, *, last: bool = False) -> date | None:
    """Return the day that YYYY, YYYY-MM or YYYY-MM-DD means: its first, or its last.

    Raises `ParameterError`.
    """
    if text is None:
        return None
    try:
        parts = [int(part) for part in text.split("-")]
        if [len(part) for part in text.split("-")] not in ([4], [4, 2], [4, 2, 2]):
            raise ValueError
        year, month, day = [*parts, *[0] * (3 - len(parts))]
        month = month if len(parts) > 1 else (12 if last else 1)
        return date(year, month, day if len(parts) == 3 else _edge(year, month, last))
    except ValueError:
        raise wrong(name, f"{name} is YYYY, YYYY-MM or YYYY-MM-DD, not {text!r}") from None


def _known_iris(tables: Tables, kind: str, values: Iterable[str], name: str) -> tuple[str, ...]:
    """Return the IRIs of things given as slug, prefixed name or IRI.

    Raises `NotFoundError` with the nearest where there is no such thing.
    """
    given = list(values)
    if not given:
        return ()
    rows = tables.rows("SELECT DISTINCT thing FROM things WHERE kind = :kind", {"kind": kind})
    there = {str(row["thing"]) for row in rows}
    return tuple(_known(value, kind, there, name) for value in given)


def _known(value: str, kind: str, there: set[str], name: str) -> str:
    try:
        full = iri(kind, value) if SLUG.fullmatch(value) else expand(value)
    except ValueError:
        full = value
    if full in there:
        return full
    slugs = [known.rpartition("/")[2] for known in there]
    near = difflib.get_close_matches(value.rpartition("/")[2].rpartition(":")[2], slugs, n=3)
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    raise NotFoundError(f"there is no {kind} {value!r}{hint}", parameter=name, nearest=near)


def _edge(year: int, month: int, last: bool) -> int:
    return monthrange(year, month)[1] if last else 1

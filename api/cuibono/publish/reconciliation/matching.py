"""Match names and property values to entities; each candidate with the features of its score."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, model_validator
from rapidfuzz import fuzz

from cuibono.analysis.lookup import Lookup, iri_in, text_in
from cuibono.analysis.search import Hit, SearchIndex, SearchRequest, find, words_of
from cuibono.publish.reconciliation.schema import Schema
from cuibono.store import Row
from cuibono.terms import BASE, kind_and_slug

MOST_QUERIES: Final = 100
_MOST_CANDIDATES: Final = 50
_POOL: Final = 50
"""How many things that are found are compared with what is asked for."""
_ENTITY: Final = f"{BASE}id/"


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]


class EntityValue(BaseModel):
    """A value that is an entity, such as one that was reconciled before."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str | None = None


class PropertyMapping(BaseModel):
    """Values of a property that candidates should have."""

    model_config = ConfigDict(frozen=True)

    pid: str
    v: Annotated[list[bool | int | float | str | EntityValue], BeforeValidator(_as_list)]


class ReconciliationQuery(BaseModel):
    """One query of a batch: a name, property values or both, with the types that are wanted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: str = Field("", max_length=500)
    type: Annotated[list[str], BeforeValidator(_as_list)] = []
    limit: Annotated[int, Field(ge=1)] = 10
    properties: list[PropertyMapping] = []
    type_strict: Literal["any", "should", "all"] = "any"

    @model_validator(mode="after")
    def _asks_for_something(self) -> "ReconciliationQuery":
        if not self.query and not self.properties:
            raise ValueError("give a query, properties, or both")
        return self


class QueryBatch(
    RootModel[Annotated[dict[str, ReconciliationQuery], Field(max_length=MOST_QUERIES)]]
):
    """Queries by their ids."""


class Reconciler:
    """Answers reconciliation queries from the text index and the graph."""

    def __init__(self, index: SearchIndex, lookup: Lookup, schema: Schema) -> None:
        self._index = index
        self._lookup = lookup
        self._schema = schema

    def results(self, batch: QueryBatch) -> dict[str, dict[str, object]]:
        """Return the candidates for each query, the best first."""
        return {key: {"result": self.candidates(query)} for key, query in batch.root.items()}

    def candidates(self, query: ReconciliationQuery) -> list[dict[str, Any]]:
        """Return the candidates for one query.

        One is a match where it alone has the name, the types and the values asked for.
        """
        found = [self._candidate(hit, query) for hit in self._hits(query)]
        fitting = [one for one in found if self._has_types(one, query)]
        fitting.sort(key=lambda one: (-one["score"], one["id"]))
        perfect = [one for one in fitting if one["score"] == 100]
        if len(perfect) == 1 and query.query:
            perfect[0]["match"] = True
        return fitting[: min(query.limit, _MOST_CANDIDATES)]

    def _hits(self, query: ReconciliationQuery) -> Iterator[Hit]:
        names = [query.query] if query.query else _names(query)
        seen = set[str]()
        for name in names:
            if hit := self._named_by_id(name):
                seen.add(hit.thing.iri)
                yield hit
            for hit in find(self._index, SearchRequest(q=name[:500], limit=_POOL)).hits:
                if hit.thing.iri not in seen:
                    seen.add(hit.thing.iri)
                    yield hit

    def _named_by_id(self, name: str) -> Hit | None:
        """Return the thing whose id or IRI the name is."""
        iri = entity_iri(name)
        if iri is None or not self._lookup.ask("trace/things", thing=iri):
            return None
        thing = self._lookup.thing(iri)
        empty: Mapping[str, Any] = dict.fromkeys(
            ("other_names", "sources", "policies", "years"), ()
        )
        return Hit(thing=thing, score=0, gloss=None, **empty)

    def _candidate(self, hit: Hit, query: ReconciliationQuery) -> dict[str, Any]:
        names = (hit.thing.label, *hit.other_names, hit.gloss or "")
        features: dict[str, float | bool] = {}
        if query.query:
            by_id = entity_iri(query.query) == hit.thing.iri
            alike = 1.0 if by_id else max(_alike(query.query, name) for name in names)
            features["name"] = alike
        types = self._types(hit)
        if query.type:
            features["type"] = bool({*query.type} & {*types})
        for mapping in query.properties:
            features[mapping.pid] = self._fit(hit.thing.iri, mapping)
        return {
            "id": entity_id(hit.thing.iri),
            "name": hit.thing.label,
            "description": self._described(hit),
            "score": _score(features),
            "match": False,
            "features": [{"id": name, "value": value} for name, value in features.items()],
            "type": [self._schema.types[name].brief() for name in types],
        }

    def _types(self, hit: Hit) -> list[str]:
        own = [hit.thing.type] if hit.thing.type else []
        return [name for name in self._schema.with_broader(own) if name in self._schema.types]

    def _has_types(self, candidate: Mapping[str, Any], query: ReconciliationQuery) -> bool:
        types = {one["id"] for one in candidate["type"]}
        match query.type_strict:
            case "all":
                return {*query.type} <= types
            case "any":
                return not query.type or bool({*query.type} & types)
            case "should":
                return True

    def _fit(self, iri: str, mapping: PropertyMapping) -> float:
        """Return how well the values of a property fit those asked for, from 0 to 1."""
        if mapping.pid not in self._schema.properties:
            return 0.0
        rows = self._lookup.ask("publish/values", thing=iri, property=mapping.pid)
        fits = [max((_value_fit(row, value) for row in rows), default=0.0) for value in mapping.v]
        return sum(fits) / len(fits) if fits else 0.0

    def _described(self, hit: Hit) -> str:
        own = self._schema.types.get(hit.thing.type or "")
        parts = (own.name if own else hit.thing.kind or "", *hit.other_names[:2], hit.gloss or "")
        return "; ".join(filter(None, parts))


def entity_id(iri: str) -> str:
    """Return the id of an entity: the part of its IRI after `/id/`, such as `actor/ebay`."""
    return iri.removeprefix(_ENTITY)


def entity_iri(name: str) -> str | None:
    """Return the IRI of an entity given by its id or IRI; None where it is neither."""
    iri = _ENTITY + name.strip().removeprefix(_ENTITY)
    return iri if kind_and_slug(iri) else None


def _names(query: ReconciliationQuery) -> list[str]:
    """Return what to look for where only properties are given."""
    values = [value for mapping in query.properties for value in mapping.v]
    return [text for value in values if (text := _text(value))]


def _text(value: object) -> str:
    return value.name or value.id if isinstance(value, EntityValue) else str(value)


def _alike(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1, whatever their case, accents and word order."""
    folded = " ".join(words_of(one)), " ".join(words_of(other))
    if folded[0] == folded[1]:
        return float(bool(folded[0]))
    return min(fuzz.token_sort_ratio(*folded) / 100, 0.99)


def _value_fit(row: Row, value: object) -> float:
    found = iri_in(row, "value")
    if found is None:
        text = text_in(row, "value") or ""
        return 1.0 if _same_number(text, value) else _alike(text, _text(value))
    if isinstance(value, EntityValue):
        return float(entity_iri(value.id) == found)
    names = (text_in(row, "label") or "", found, entity_id(found))
    return max(_alike(name, _text(value)) for name in names)


def _same_number(text: str, value: object) -> bool:
    if isinstance(value, bool):
        return text in ("true", "1") if value else text in ("false", "0")
    try:
        return Decimal(text) == Decimal(str(value))
    except InvalidOperation:
        return False


def _score(features: Mapping[str, float | bool]) -> float:
    """Return 0 to 100: the mean of the features, in which the name counts twice."""
    weights = {name: 2 if name == "name" else 1 for name in features}
    total = sum(float(value) * weights[name] for name, value in features.items())
    return round(100 * total / sum(weights.values()), 2)

"""Fetch property values of entities that were reconciled (data extension)."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from cuibono.analysis.lookup import Lookup, iri_in, text_in
from cuibono.errors import ParameterError
from cuibono.publish.reconciliation.matching import entity_id, entity_iri
from cuibono.publish.reconciliation.schema import Schema
from cuibono.store import Row
from cuibono.terms import kind_and_slug

MOST_VALUES: Final = 1_000
"""Ids by properties that one request may ask for."""

_INTEGERS: Final = ("integer", "int", "long", "nonNegativeInteger")


class PropertySettings(BaseModel):
    """What can be set for a property; clients send numbers as text."""

    limit: Annotated[int, Field(ge=0)] = 0
    content: str = "literal"


class ExtensionProperty(BaseModel):
    """A property to fetch."""

    id: str
    settings: PropertySettings = PropertySettings()


class ExtensionQuery(BaseModel):
    """Which properties of which entities to fetch."""

    model_config = ConfigDict(frozen=True)

    ids: list[str]
    properties: list[ExtensionProperty]


def extend(lookup: Lookup, schema: Schema, query: ExtensionQuery) -> dict[str, object]:
    """Return the values, by entity and property; raises `ParameterError` for unknown properties."""
    if unknown := [one.id for one in query.properties if one.id not in schema.properties]:
        raise ParameterError(f"there is no property {', '.join(unknown)}", parameter="extend")
    if len(query.ids) * len(query.properties) > MOST_VALUES:
        raise ParameterError(
            f"at most {MOST_VALUES} ids times properties in one request", parameter="extend"
        )
    return {
        "meta": [schema.properties[one.id].brief() for one in query.properties],
        "rows": {
            name: {one.id: _values(lookup, name, one) for one in query.properties}
            for name in query.ids
        },
    }


def _values(lookup: Lookup, name: str, wanted: ExtensionProperty) -> list[dict[str, object]]:
    iri = entity_iri(name)
    rows = lookup.ask("publish/values", thing=iri, property=wanted.id) if iri else []
    found = {str(row["value"]): _value(row, wanted.settings.content) for row in rows}
    values = list(found.values())
    return values[: wanted.settings.limit] if wanted.settings.limit else values


def _value(row: Row, content: str) -> dict[str, object]:
    iri = iri_in(row, "value")
    text = text_in(row, "value") or ""
    if iri is None:
        datatype = getattr(getattr(row["value"], "datatype", None), "value", "")
        kind = datatype.rpartition("#")[2]
        if kind in _INTEGERS:
            return {"int": int(text)}
        return {"float": float(text)} if kind in ("decimal", "double", "float") else {"str": text}
    if content == "id" or not kind_and_slug(iri):
        return {"str": entity_id(iri)}
    return {"id": entity_id(iri), "name": text_in(row, "label") or entity_id(iri)}

"""Everything said of a thing, both ways, for kinds that have no page of their own shape."""

from typing import Final

from pyoxigraph import Literal, NamedNode

from cuibono.analysis.lookup import Lookup, iri_in, text_in
from cuibono.analysis.model import Thing
from cuibono.analysis.profile_model import Description, Property, Value
from cuibono.analysis.wording import class_words, title_of
from cuibono.errors import NotFoundError
from cuibono.store import Row
from cuibono.terms import NS, STATEMENTS, Graph, compact, term

LIMIT: Final = 2000
"""Rows that `queries/profiles/description.rq` returns at most."""

_AT_PASSAGE: Final = term("cb:atPassage")
_PLAIN: Final = {
    term(f"xsd:{name}").value for name in ("string", "integer", "decimal", "date", "gYear")
}
_NAMES: Final = {
    "rdf:type": "kind",
    "skos:prefLabel": "name",
    "skos:altLabel": "other name",
    "cb:gloss": "in short",
    "rdfs:comment": "comment",
}
"""Properties that come first, in this order, and what they are called."""


def describe_thing(lookup: Lookup, iri: str) -> Description:
    """Return what is said of a thing; raises `NotFoundError`.

    A statement that was asserted and also follows by rule counts as asserted.
    """
    rows = lookup.ask("profiles/description", thing=iri)
    if not rows:
        raise NotFoundError(f"there is nothing on record under <{iri}>", iri=iri)
    is_cut = len(rows) >= LIMIT
    rows = _without_echoes(rows)
    properties: dict[tuple[bool, str], list[Row]] = {}
    for row in rows:
        key = (text_in(row, "direction") == "in", iri_in(row, "predicate") or "")
        properties.setdefault(key, []).append(row)
    thing = _named(lookup, iri, rows)
    return Description(
        thing=thing,
        title=title_of(lookup, thing),
        statement=lookup.statement(iri),
        properties=tuple(
            _property(lookup, iri=predicate, is_inverse=is_inverse, rows=members)
            for (is_inverse, predicate), members in sorted(
                properties.items(), key=lambda item: _rank(*item[0])
            )
        ),
        graphs=tuple(dict.fromkeys(name for row in rows if (name := iri_in(row, "graph")))),
        is_cut=is_cut,
    )


def _without_echoes(rows: list[Row]) -> list[Row]:
    """Return the rows without derived ones that only turn another one round.

    Passages are left out as well: they come with the statement, by section and position.
    """
    named = {row["other"] for row in rows if text_in(row, "direction") == "out"}

    def adds(row: Row) -> bool:
        if text_in(row, "direction") == "out":
            return row["predicate"] != _AT_PASSAGE
        return row["graph"] != Graph.INFERRED or row["other"] not in named

    return list(filter(adds, rows))


def _named(lookup: Lookup, iri: str, rows: list[Row]) -> Thing:
    """Return the thing itself; one of no class of ours has its label from its own statements."""
    thing = lookup.thing(iri)
    label = term("skos:prefLabel")
    labels = [row["other"] for row in rows if row["predicate"] == label]
    own = next((other.value for other in labels if isinstance(other, Literal)), thing.label)
    return thing if thing.type else Thing(iri=iri, label=own)


def _rank(is_inverse: bool, predicate: str) -> tuple[bool, int, str]:
    name = compact(predicate)
    first = list(_NAMES)
    return is_inverse, first.index(name) if name in first else len(first), name


def _property(lookup: Lookup, *, iri: str, is_inverse: bool, rows: list[Row]) -> Property:
    values: dict[str, Value] = {}
    for row in rows:
        value = _value(lookup, row)
        known = values.get(value.text if value.thing is None else value.thing.iri)
        if known is None or known.is_derived:
            values[value.text if value.thing is None else value.thing.iri] = value
    name = compact(iri)
    return Property(
        iri=iri,
        name=_NAMES.get(name) or text_in(rows[0], "name") or name,
        is_inverse=is_inverse,
        values=tuple(sorted(values.values(), key=lambda value: value.is_derived)),
    )


def _value(lookup: Lookup, row: Row) -> Value:
    other = row["other"]
    is_derived = row["graph"] == Graph.INFERRED
    if isinstance(other, NamedNode):
        thing = _thing(lookup, other.value)
        return Value(thing=thing, text=thing.label, note=None, is_derived=is_derived)
    note = None
    if isinstance(other, Literal):
        note = _note(other.language, other.datatype.value)
    text = other.value if isinstance(other, Literal) else str(other)
    return Value(thing=None, text=text, note=note, is_derived=is_derived)


def _note(language: str | None, datatype: str) -> str | None:
    """Return what a literal's language or datatype adds to its text, if anything."""
    if language:
        return language if language != "en" else None
    return None if datatype in _PLAIN else compact(datatype)


def _thing(lookup: Lookup, iri: str) -> Thing:
    """Return a thing to link to; statements without a label, and classes, go by names in words."""
    known = lookup.thing(iri)
    if known.type and known.kind in STATEMENTS and known.label == compact(iri):
        label = f"{class_words(known.type)}: {known.slug.replace('-', ' ')}"
        return known.model_copy(update={"label": label})
    if known.type:
        return known
    name = iri.removeprefix(NS)
    return Thing(iri=iri, label=class_words(name) if name != iri else compact(iri))

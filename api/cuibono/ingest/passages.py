"""Passages as RDF: read those on record, write a new one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from cuibono.errors import DataError
from cuibono.terms import compact, iri, kind_and_slug, term
from cuibono.texts import Passage, SourceText, digest, normalise


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A text version on record, with its passages in the order of the text."""

    iri: str
    digest: str
    passages: tuple[Passage, ...]


def text_records(quads: Iterable[Quad]) -> list[TextRecord]:
    """Return the text versions that some quads describe, each with its passages.

    Raises `DataError` for a passage that lacks what it takes to verify it.
    """
    graph = ox.Store()
    graph.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    by_text: dict[NamedNode, list[Passage]] = defaultdict(list)
    for quad in graph.quads_for_pattern(None, term("cb:passageOf"), None):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode)
        by_text[quad.object].append(_passage(graph, quad.subject, quad.object))
    return [
        TextRecord(
            text.value,
            _required(graph, text, "cb:digest"),
            tuple(sorted(passages, key=lambda passage: (passage.start, passage.end, passage.iri))),
        )
        for text, passages in sorted(by_text.items(), key=lambda item: item[0].value)
    ]


def turtle_of(text: SourceText, span: tuple[int, int], version: str, section: str | None) -> str:
    """Return the Turtle of a new passage on the text version with this IRI."""
    start, end = span
    words = text.content[start:end]
    found = kind_and_slug(version)
    name = iri("passage", f"{found[1] if found else 'text'}-{start}-{end}")
    lines = [
        "a cb:Passage, oa:SpecificResource",
        f'cb:digest "{digest(words)}"',
        "cb:normalisation normalisation:nfc-collapse-1",
        f"cb:normalisedLength {len(normalise(words))}",
        f"cb:passageOf {compact(version)}",
        *([f"cb:section {ox.Literal(section)}"] if section else []),
        f"oa:hasSelector <{name}#selector>",
        f"oa:hasSource {compact(version)}",
    ]
    selector = ["a oa:TextPositionSelector", f"oa:end {end}", f"oa:start {start}"]
    return f"{_block(compact(name), lines)}\n\n{_block(f'<{name}#selector>', selector)}"


def _block(subject: str, lines: list[str]) -> str:
    return f"{subject} " + " ;\n  ".join(lines) + " ."


def _passage(graph: ox.Store, node: NamedNode, text: NamedNode) -> Passage:
    selector = _value(graph, node, "oa:hasSelector")
    length = _value(graph, node, "cb:normalisedLength")
    section = _value(graph, node, "cb:section")
    exact = _value(graph, selector, "oa:exact") or _value(graph, node, "oa:exact")
    return Passage(
        iri=node.value,
        text=text.value,
        start=_position(graph, node, selector, "oa:start"),
        end=_position(graph, node, selector, "oa:end"),
        digest=_required(graph, node, "cb:digest"),
        normalised_length=int(length.value) if isinstance(length, ox.Literal) else None,
        section=section.value if isinstance(section, ox.Literal) else None,
        exact=exact.value if isinstance(exact, ox.Literal) else None,
    )


def _position(graph: ox.Store, node: NamedNode, selector: object, prop: str) -> int:
    value = _value(graph, selector, prop)
    if not isinstance(value, ox.Literal) or not value.value.lstrip("+-").isdecimal():
        raise DataError(
            f"{compact(node.value)} has no {prop} that is a whole number; a passage has a "
            "selector (oa:hasSelector) with oa:start and oa:end"
        )
    return int(value.value)


def _required(graph: ox.Store, node: NamedNode, prop: str) -> str:
    value = _value(graph, node, prop)
    if not isinstance(value, ox.Literal):
        raise DataError(f"{compact(node.value)} has no {prop}; without it nothing can be verified")
    return value.value


def _value(graph: ox.Store, node: object, prop: str) -> object:
    if not isinstance(node, NamedNode | ox.BlankNode):
        return None
    return next((q.object for q in graph.quads_for_pattern(node, term(prop), None)), None)

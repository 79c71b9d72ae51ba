"""Validate data and tell the results in words."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from pyoxigraph import NamedNode, Triple

from cuibono.terms import STATEMENTS, compact, kind_and_slug, term
from cuibono.validation.engines import Engine, run
from cuibono.validation.paths import Path, Steps, path_text, read_path
from cuibono.validation.results import Report, Result, Severity, name_of
from cuibono.validation.shapes import Shapes, bundled_shapes
from cuibono.validation.triples import Statement, Term, Triples, as_term
from cuibono.validation.walks import States, View, Walker, Walks

_SEVERITIES = {
    term("sh:Violation"): Severity.VIOLATION,
    term("sh:Warning"): Severity.WARNING,
    term("sh:Info"): Severity.INFO,
}
_LABELS = tuple(map(term, ("skos:prefLabel", "rdfs:label", "dcterms:title")))
_GLOSS = term("cb:gloss")
_TYPE, _LABEL = term("rdf:type"), term("rdfs:label")
_AT_PASSAGE, _SECTION = term("cb:atPassage"), term("cb:section")
_START, _END, _SELECTOR = term("oa:start"), term("oa:end"), term("oa:hasSelector")
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]*[\w/#]")


def report(
    data: Iterable[Statement], shapes: Shapes | None = None, engine: Engine = Engine.AUTO
) -> Report:
    """Return what the shapes find in the data, all of its graphs taken together.

    The data includes the ontology where shapes are to see its classes. Without shapes, those of
    the `shapes/` folder are used.
    """
    shapes = shapes or bundled_shapes()
    statements = list(data)
    graph = run(engine, shapes, statements)
    results = _results(graph)
    return _read(results, shapes, graph, _about(results.values(), statements))


def report_on(
    view: View, nodes: Collection[Term], triples: Sequence[Triple], shapes: Shapes, engine: Engine
) -> Report:
    """Return what the shapes find about some nodes, from the triples that they read of the view."""
    graph = run(engine, shapes, triples)
    results = {result: focus for result, focus in _results(graph).items() if focus in nodes}
    walker, starts = _told()
    positions = {(state, focus) for focus in results.values() for state in starts}
    return _read(results, shapes, graph, walker.forward(view, positions)[1])


def _results(graph: Triples) -> dict[Term, Term]:
    """Return the results of a report graph, each with its focus node."""
    return {
        result: focus
        for root in graph.subjects(term("rdf:type"), term("sh:ValidationReport"))
        for result in graph.values(root, term("sh:result"))
        if (focus := graph.value(result, term("sh:focusNode"))) is not None
    }


def _read(
    results: Iterable[Term], shapes: Shapes, graph: Triples, about: Iterable[Statement]
) -> Report:
    reader = _Reader(shapes, graph, Triples(about))
    return Report.of(map(reader.result, results))


def _about(nodes: Iterable[Term], statements: Sequence[Statement]) -> Iterator[Statement]:
    """Yield what reports tell about these nodes, their classes and their passages."""
    asked, steps = set(nodes), [{_TYPE, _AT_PASSAGE, _SELECTOR}, {_SELECTOR}, set[NamedNode]()]
    while asked and steps:
        found = [one for one in statements if one.subject in asked]
        yield from found
        leading = steps.pop(0)
        asked = {as_term(one.object) for one in found if one.predicate in leading}


@cache
def _told() -> tuple[Walker, States]:
    """Return the same as paths from the nodes."""
    walks = Walks()
    passage = Steps("?", (_AT_PASSAGE,))
    place = Steps("|", (_SECTION, Steps("/", (_SELECTOR, Steps("|", (_START, _END))))))
    paths: tuple[Path, ...] = (
        *_LABELS,
        _GLOSS,
        Steps("/", (_TYPE, _LABEL)),
        Steps("/", (passage, place)),
    )
    starts = walks.resolved(walks.add(Steps("|", paths)))
    return Walker(walks), starts


class _Reader:
    """Reads the results of a report graph."""

    def __init__(self, shapes: Shapes, graph: Triples, about: Triples) -> None:
        self._shapes = shapes
        self._graph = graph
        self._about = about

    def result(self, node: Term) -> Result:
        focus = self._graph.value(node, term("sh:focusNode"))
        shape = self._graph.value(node, term("sh:sourceShape"))
        severity = self._graph.iri(node, term("sh:resultSeverity"))
        assert focus is not None
        assert shape is not None
        assert severity is not None
        path_node = self._graph.value(node, term("sh:resultPath"))
        component = self._graph.iri(node, term("sh:sourceConstraintComponent"))
        value = self._graph.value(node, term("sh:value"))
        path = read_path(self._graph, path_node) if path_node is not None else None
        rule = self._graph.value(node, term("sh:sourceConstraint")) or shape
        return Result(
            node=focus,
            path=path,
            value=value,
            severity=_SEVERITIES.get(severity, Severity.VIOLATION),
            shape=name_of(self._shapes.named(shape)),
            component=component.value if component else "",
            message=self._message(node, rule, shape, _known(focus, value, path)),
            hint=self._hint(rule, shape),
            focus_label=self._label(focus),
            passage=self._passage(focus),
        )

    def _message(self, node: Term, rule: Term, shape: Term, known: dict[str, str]) -> str:
        """Return the rule in words.

        The engines put in the values of `sh:sparql` variables only, as bare IRIs; what a message
        can say of the node, value and path is put in here. Their own words for rules without a
        message differ, and are not used.
        """
        predicate = term("sh:message")
        lookup = self._shapes.lookup
        template = lookup.words(rule, predicate) or lookup.words(shape, predicate)
        if template and set(_PLACEHOLDER.findall(template)) - known.keys():
            template = self._graph.words(node, term("sh:resultMessage"))
        if template is None:
            template = f"The data does not fit {compact(name_of(self._shapes.named(shape)))}."
        filled = _PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), template)
        return _IRI.sub(lambda found: compact(found[0]), filled)

    def _hint(self, rule: Term, shape: Term) -> str | None:
        """Return how to repair: the description of the rule, its shape, or a shape around it."""
        lookup, description = self._shapes.lookup, term("sh:description")
        found = lookup.words(rule, description)
        around: Term | None = shape
        for _ in range(8):
            if found or around is None:
                break
            found = lookup.words(around, description)
            around = self._shapes.around(around)
        return found

    def _label(self, focus: Term) -> str:
        """Return the name of a node.

        What has none is told by the curator's words for it; relations, where such words are a
        remark, by what they are and their slug.
        """
        kind, slug = kind_and_slug(name_of(focus)) or ("", "")
        words = _LABELS if kind in STATEMENTS else (*_LABELS, _GLOSS)
        found = (self._about.words(focus, label) for label in words)
        if label := next((label for label in found if label), None):
            return label
        types = self._about.values(focus, _TYPE)
        classes = sorted(self._about.words(t, _LABEL) or kind for t in types)
        if slug:
            return f"{(classes or [kind])[0]}: {slug.replace('-', ' ')}"
        return compact(name_of(focus))

    def _passage(self, focus: Term) -> str | None:
        """Return where in its source a node stands: the section and the characters."""
        passages = [focus, *sorted(self._about.values(focus, _AT_PASSAGE), key=str)]
        for passage in passages:
            section = self._about.words(passage, _SECTION)
            for selector in sorted(self._about.values(passage, _SELECTOR), key=str):
                start, end = (self._about.words(selector, edge) for edge in (_START, _END))
                if start and end:
                    place = f"section {section}, " if section else ""
                    return f"{place}characters {start} to {end} ({compact(name_of(passage))})"
        return None


def _known(focus: Term, value: Term | None, path: Path | None) -> dict[str, str]:
    """Return what a message may name: `{$this}`, `{?value}`, `{$PATH}`."""
    known = {"this": compact(name_of(focus))}
    if value is not None:
        known["value"] = compact(value.value)
    if path is not None:
        known["path"] = known["PATH"] = path_text(path)
    return known

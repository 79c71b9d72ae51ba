"""A report as text, Turtle, JSON or HTML; grouped by cause, each node with its file and line."""

import io
import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import count, groupby
from typing import Any

import jinja2
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.store.formats import RDF_FORMATS, format_named, serialise
from cuibono.terms import compact, expand, term
from cuibono.validation.locating import Locator, Source
from cuibono.validation.paths import path_text, write_path
from cuibono.validation.results import Report, Result, Severity

SHOWN = 10
"""How many nodes of one cause are shown to people where nothing else is asked for."""

_WIDTH = 100
_MIN_COUNT = expand("sh:MinCountConstraintComponent")
_HEADINGS = {
    Severity.VIOLATION: "MUST BE REPAIRED",
    Severity.WARNING: "PLEASE REVIEW",
    Severity.INFO: "WORTH KNOWING",
}
_NOUNS = {
    Severity.VIOLATION: ("violation", "violations"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("note", "notes"),
}


class ReportFormat(StrEnum):
    """The formats of a report."""

    TEXT = "text"
    TTL = "ttl"
    JSON = "json"
    HTML = "html"


def render(
    report: Report,
    form: ReportFormat,
    locator: Locator | None = None,
    *,
    shown: int = SHOWN,
    notes: Sequence[str] = (),
) -> str:
    """Return a report in a format.

    `shown` is the number of nodes told for each cause in text and HTML, 0 for all; Turtle and JSON
    are always whole. `notes` say what was validated.
    """
    found = locator or Locator(())
    match form:
        case ReportFormat.TEXT:
            return _text(report, found, shown, notes)
        case ReportFormat.TTL:
            return _turtle(report, found)
        case ReportFormat.JSON:
            return _json(report, found, notes)
        case ReportFormat.HTML:
            return _html(report, found, shown, notes)


def render_text(report: Report, sources: Iterable[Source] = ()) -> str:
    """Return a report as text for a terminal, with places in the files that were read."""
    return render(report, ReportFormat.TEXT, Locator(sources)).rstrip("\n")


def summary(report: Report) -> str:
    """Return one sentence with the counts."""
    counts = ", ".join(
        f"{number:,} {_NOUNS[severity][number != 1]}"
        for severity, number in report.counts.items()
        if number
    )
    verdict = "The data conforms to the rules" if report.conforms else "The data breaks the rules"
    return f"{verdict}: {counts}." if counts else f"{verdict}."


def _text(report: Report, locator: Locator, shown: int, notes: Sequence[str]) -> str:
    lines = [*notes, summary(report)]
    for cause in report.causes():
        lines += ["", *_cause_lines(cause, locator, shown)]
    return "\n".join(lines) + "\n"


def _cause_lines(cause: Sequence[Result], locator: Locator, shown: int) -> Iterator[str]:
    first = cause[0]
    yield f"{_HEADINGS[first.severity]}: {rule_of(cause)}"
    if first.hint:
        yield from _wrapped(f"How to repair: {first.hint}", "  ")
    yield f"  Rule: {compact(first.shape)}"
    limit = shown or len(cause)
    for result in cause[:limit]:
        place = locator.of(result)
        yield f"  - {compact(result.focus)}{_label(result)}"
        if place:
            yield f"      {place}"
        yield from (f"      {detail}" for detail in details(result, told=rule_of(cause)))
    if len(cause) > limit:
        yield f"  … and {len(cause) - limit:,} more; {len(cause):,} in all"


def rule_of(cause: Sequence[Result]) -> str:
    """Return what to say of a cause once: its message, where that does not differ by node."""
    messages = {result.message for result in cause}
    return messages.pop() if len(messages) == 1 else f"{compact(cause[0].shape)} is not kept"


def details(result: Result, *, told: str) -> Iterator[str]:
    """Yield what is particular to one node; `told` is what was said of the cause already."""
    if result.message != told:
        yield result.message
    if result.path is not None:
        value = f" is {result.value_text}" if result.value_text else ""
        stated = "missing" if result.component == _MIN_COUNT else "property"
        yield f"{stated}: {path_text(result.path)}{value}"
    if result.passage:
        yield f"passage: {result.passage}"


def _label(result: Result) -> str:
    label = textwrap.shorten(result.focus_label, _WIDTH, placeholder=" …")
    return "" if label == compact(result.focus) else f"  “{label}”"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False
    )


def _json(report: Report, locator: Locator, notes: Sequence[str]) -> str:
    whole = {
        "conforms": report.conforms,
        "counts": {severity.value: number for severity, number in report.counts.items()},
        "notes": list(notes),
        "results": [_members(result, locator) for result in report.results],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _members(result: Result, locator: Locator) -> dict[str, Any]:
    place = locator.of(result)
    return {
        "severity": result.severity.value,
        "shape": result.shape,
        "component": result.component,
        "message": result.message,
        "hint": result.hint,
        "focus": result.focus,
        "label": result.focus_label,
        "path": path_text(result.path) if result.path is not None else None,
        "value": result.value.value if result.value is not None else None,
        "passage": result.passage,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


def _turtle(report: Report, locator: Locator) -> str:
    """Return a `sh:ValidationReport`; hint and place are comments of each result."""
    root = BlankNode("report")
    triples = [
        Triple(root, term("rdf:type"), term("sh:ValidationReport")),
        Triple(root, term("sh:conforms"), Literal(report.conforms)),
    ]
    nodes = [BlankNode(f"result{number}") for number, _ in enumerate(report.results, start=1)]
    triples += [Triple(root, term("sh:result"), node) for node in nodes]
    for node, result in zip(nodes, report.results, strict=True):
        triples += _result_triples(node, result, locator)
    sink = io.BytesIO()
    turtle = format_named("turtle", RDF_FORMATS)
    assert turtle is not None
    serialise(triples, sink, turtle)
    return sink.getvalue().decode()


def _result_triples(node: BlankNode, result: Result, locator: Locator) -> Iterator[Triple]:
    yield Triple(node, term("rdf:type"), term("sh:ValidationResult"))
    yield Triple(node, term("sh:focusNode"), result.node)
    steps: list[Triple] = []
    if result.path is not None:
        number = count(1)
        path, steps = write_path(result.path, lambda: BlankNode(f"{node.value}path{next(number)}"))
        yield Triple(node, term("sh:resultPath"), path)
    if result.value is not None:
        yield Triple(node, term("sh:value"), result.value)
    severity = term(f"sh:{result.severity.capitalize()}")
    yield Triple(node, term("sh:resultSeverity"), severity)
    yield Triple(node, term("sh:sourceShape"), NamedNode(result.shape))
    yield Triple(node, term("sh:sourceConstraintComponent"), NamedNode(result.component))
    yield Triple(node, term("sh:resultMessage"), Literal(result.message, language="en"))
    place = locator.of(result)
    for comment in (f"How to repair: {result.hint}" if result.hint else "", str(place or "")):
        if comment:
            yield Triple(node, term("rdfs:comment"), Literal(comment, language="en"))
    yield from steps


def _html(report: Report, locator: Locator, shown: int, notes: Sequence[str]) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cuibono.validation", "."),
        autoescape=True,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    groups = groupby(report.causes(), key=lambda cause: cause[0].severity)
    return environment.get_template("report.html").render(
        report=report,
        summary=summary(report),
        notes=notes,
        groups=[(_HEADINGS[severity].capitalize(), list(causes)) for severity, causes in groups],
        limit=shown or len(report.results),
        locate=locator.of,
        compact=compact,
        rule_of=rule_of,
        details=details,
    )

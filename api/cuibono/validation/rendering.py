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
_LONGEST = 300
_RULE = "rule"
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
    shown: int | None = None,
    notes: Sequence[str] = (),
) -> str:
    """Return a report in a format.

    `shown` is the number of nodes told for each cause, 0 for all; where it is not given, people
    are told of a few and programs of all. Every format says how many there are. `notes` say what
    was validated.
    """
    found = locator or Locator(())
    is_for_people = form in (ReportFormat.TEXT, ReportFormat.HTML)
    limit = (SHOWN if is_for_people else 0) if shown is None else shown
    limit = limit or max(1, len(report.results))
    match form:
        case ReportFormat.TEXT:
            return _text(report, found, limit, notes)
        case ReportFormat.TTL:
            return _turtle(report, found, limit)
        case ReportFormat.JSON:
            return _json(report, found, limit, notes)
        case ReportFormat.HTML:
            return _html(report, found, limit, notes)


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


def _text(report: Report, locator: Locator, limit: int, notes: Sequence[str]) -> str:
    lines = [*notes, summary(report)]
    for cause in report.causes():
        lines += ["", *_cause_lines(cause, locator, limit)]
    return "\n".join(lines) + "\n"


def _cause_lines(cause: Sequence[Result], locator: Locator, limit: int) -> Iterator[str]:
    first = cause[0]
    yield f"{_HEADINGS[first.severity]}: {rule_of(cause)}"
    if first.hint:
        yield from _wrapped(f"How to repair: {first.hint}", "  ")
    yield f"  Rule: {compact(first.shape)}"
    for result in cause[:limit]:
        place = locator.of(result)
        yield f"  - {compact(result.focus)}{_label(result)}"
        if place:
            yield f"      {place}"
        for name, detail in details(result, told=rule_of(cause)):
            yield f"      {name}: {detail}" if name != _RULE else f"      {detail}"
    if len(cause) > limit:
        yield f"  … and {len(cause) - limit:,} more; {len(cause):,} in all"


def rule_of(cause: Sequence[Result]) -> str:
    """Return what to say of a cause once: its message, where that does not differ by node."""
    messages = {result.message for result in cause}
    return messages.pop() if len(messages) == 1 else f"{compact(cause[0].shape)} is not kept"


def details(result: Result, *, told: str) -> list[tuple[str, str]]:
    """Return what is particular to one node, by name; `told` was said of the cause already."""
    found: list[tuple[str, str]] = []
    if result.message != told:
        found.append((_RULE, result.message))
    value = result.value_text and textwrap.shorten(result.value_text, _LONGEST, placeholder=" …")
    if result.path is not None:
        stated = "missing" if result.component == _MIN_COUNT else "property"
        found.append((stated, f"{path_text(result.path)}{f' is {value}' if value else ''}"))
    if result.passage:
        found.append(("passage", result.passage))
    return found


def _label(result: Result) -> str:
    label = textwrap.shorten(result.focus_label, _WIDTH, placeholder=" …")
    return "" if label == compact(result.focus) else f"  “{label}”"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False
    )


def _json(report: Report, locator: Locator, limit: int, notes: Sequence[str]) -> str:
    causes = report.causes()
    whole = {
        "conforms": report.conforms,
        "counts": {severity.value: number for severity, number in report.counts.items()},
        "notes": list(notes),
        "causes": [
            {
                "severity": cause[0].severity.value,
                "shape": cause[0].shape,
                "component": cause[0].component,
                "rule": rule_of(cause),
                "hint": cause[0].hint,
                "total": len(cause),
            }
            for cause in causes
        ],
        "results": [_members(result, locator) for cause in causes for result in cause[:limit]],
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


def _turtle(report: Report, locator: Locator, limit: int) -> str:
    """Return a `sh:ValidationReport`; hint, place and passage are comments of each result."""
    root = BlankNode("report")
    triples = [
        Triple(root, term("rdf:type"), term("sh:ValidationReport")),
        Triple(root, term("sh:conforms"), Literal(report.conforms)),
    ]
    causes = report.causes()
    for cause in (cause for cause in causes if len(cause) > limit):
        comment = f"{compact(cause[0].shape)}: {limit} of {len(cause)} results are listed"
        triples.append(Triple(root, term("rdfs:comment"), Literal(comment, language="en")))
    results = [result for cause in causes for result in cause[:limit]]
    nodes = [BlankNode(f"result{number}") for number, _ in enumerate(results, start=1)]
    triples += [Triple(root, term("sh:result"), node) for node in nodes]
    for node, result in zip(nodes, results, strict=True):
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
    comments = {"How to repair": result.hint, "Where": place, "Passage": result.passage}
    for name, said in comments.items():
        if said:
            comment = f"{name}: {said}"
            yield Triple(node, term("rdfs:comment"), Literal(comment, language="en"))
    yield from steps


def _html(report: Report, locator: Locator, limit: int, notes: Sequence[str]) -> str:
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
        limit=limit,
        anchor=_anchor,
        nouns=_NOUNS,
        locate=locator.of,
        compact=compact,
        rule_of=rule_of,
        details=details,
    )


def _anchor(cause: Sequence[Result]) -> str:
    """Return the name of a cause within the page."""
    parts = (cause[0].severity, compact(cause[0].shape), compact(cause[0].component))
    return "-".join("".join(c if c.isalnum() else "-" for c in part) for part in parts)

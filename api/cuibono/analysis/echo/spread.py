"""The spread of a claim as files: a graph of who repeats it after whom, a table of documents."""

import csv
import io
from importlib import import_module
from typing import Any, Final

from cuibono.analysis.echo.model import Echo, EchoDocument, EchoUtterance
from cuibono.analysis.model import Thing
from cuibono.analysis.networks.exports import graphml, printable

COLUMNS: Final = (
    "date",
    "document",
    "label",
    "asserts",
    "was_read",
    "speakers",
    "after",
    "looked",
    "evidence",
    "statements",
)


def as_graphml(echo: Echo) -> str:
    """Return who repeats the claim after whom as GraphML (http://graphml.graphdrawing.org/).

    Nodes are documents, and utterances whose document is not on record; an edge leads from a
    document to the one that it reports, with the attribution that says so.
    """
    networkx: Any = import_module("networkx")  # here, since others need not wait for it; untyped
    graph = networkx.DiGraph()
    for one in (*echo.documents, *echo.undated):
        graph.add_node(one.document.iri, **_attributes(one))
    for utterance in echo.without_document:
        label = ", ".join(speaker.label for speaker in utterance.speakers)
        _add(graph, utterance.statement.iri, label, date=utterance.date or "", was_read=False)
    for one in (*echo.documents, *echo.undated):
        for utterance in one.utterances:
            _add_reports(graph, one.document.iri, utterance)
    for utterance in echo.without_document:
        _add_reports(graph, utterance.statement.iri, utterance)
    return graphml(graph)


def as_csv(echo: Echo) -> str:
    """Return the documents as CSV, one a row, in order of time; lists are parted by a space."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(one) for one in (*echo.documents, *echo.undated))
    return sink.getvalue()


def _attributes(one: EchoDocument) -> dict[str, str | bool | int]:
    return {
        "label": printable(one.document.label),
        "date": one.date or "",
        "asserts": one.asserts,
        "was_read": one.was_read,
        "evidence": len({look.evidence.iri for look in one.looks}),
    }


def _add_reports(graph: Any, source: str, utterance: EchoUtterance) -> None:
    for report in utterance.reports:
        ends = [document.iri for document in report.documents] or [report.reported]
        for end in ends:
            if end not in graph:  # it denies the claim, or is not on record at all
                things = report.documents or report.speakers
                _add(graph, end, _labels(things) or end, was_read=report.reported_was_read)
            graph.add_edge(source, end, statement=report.statement.iri, order=str(report.order))


def _add(graph: Any, iri: str, label: str, **attributes: str | bool) -> None:
    graph.add_node(iri, label=printable(label), **attributes)


def _row(one: EchoDocument) -> list[str | bool]:
    speakers = [speaker.iri for utterance in one.utterances for speaker in utterance.speakers]
    return [
        one.date or "",
        one.document.iri,
        one.document.label,
        one.asserts,
        one.was_read,
        " ".join(dict.fromkeys(speakers)),
        " ".join(document.iri for document in one.after),
        " ".join(sorted({str(look.way) for look in one.looks})),
        " ".join(sorted({look.evidence.iri for look in one.looks})),
        " ".join(utterance.statement.iri for utterance in one.utterances),
    ]


def _labels(things: tuple[Thing, ...]) -> str:
    return ", ".join(thing.label for thing in things)

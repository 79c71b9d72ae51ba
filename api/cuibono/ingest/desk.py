"""Do the writes that clients ask for: each whole or not at all, several published at once."""

import json
import shutil
from collections.abc import Mapping, Sequence

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from cuibono.errors import (
    CuibonoError,
    DataError,
    DataSyntaxError,
    GateError,
    GraphForbiddenError,
    NotFoundError,
    PreconditionError,
    ScopeError,
)
from cuibono.ingest.archive import Archive
from cuibono.ingest.changes import Change, Document, Kind, Outcome
from cuibono.ingest.clash_text import clashes_text
from cuibono.ingest.merging import by_source, merged
from cuibono.ingest.reading import SourceFile
from cuibono.ingest.session import Session, Vocabulary, opened
from cuibono.store import RDF_FORMATS, DurableWriter, QueryLimits, Store, Writer
from cuibono.store.embedded import PATIENCE
from cuibono.store.formats import format_named
from cuibono.store.updating import DEFAULT, Updating
from cuibono.terms import Graph
from cuibono.validation import Locator, Report, ReportFormat, render, summary

Graphs = dict[NamedNode, list[Quad]]


class Desk:
    """Takes changes in batches; the store is open only while a batch is done."""

    def __init__(self, store: Store, limits: QueryLimits) -> None:
        self._store = store
        self._archive = Archive(store.data)
        self._updating = Updating(limits)
        self._vocabulary = Vocabulary()

    def do(self, changes: Sequence[Change]) -> list[Outcome]:
        """Return what became of each change, once all that were done are published.

        Without changes, only what an interruption left half done is mended.
        """
        outcomes: list[Outcome] = []
        with opened(
            self._store, self._archive, self._vocabulary, lambda _: None, PATIENCE
        ) as session:
            for change in changes:
                outcomes.append(self._attempt(session.writer, session, change))
        snapshot = "" if self._store.is_empty() else self._store.current_name()
        return [one if one.error else Outcome(one.is_created, snapshot) for one in outcomes]

    def _attempt(self, writer: DurableWriter, session: Session, change: Change) -> Outcome:
        try:
            self._presume(change)
            graphs, is_created = self._changed(writer, change)
            self._write(session, change, graphs)
        except CuibonoError as fault:
            return Outcome.of(fault)
        except RecursionError:
            return Outcome.of(DataError("the statements are nested too deeply to be checked"))
        return Outcome(is_created)

    def _presume(self, change: Change) -> None:
        if change.snapshot and (
            self._store.is_empty() or change.snapshot != self._store.current_name()
        ):
            raise PreconditionError(
                "the store was written to since the state that If-Match names; look again"
            )

    def _changed(self, writer: DurableWriter, change: Change) -> tuple[Graphs, bool]:
        """Return the graphs that a change touches, as they are after it, and whether one is new."""
        if change.kind is Kind.UPDATE:
            return self._updated(writer, change.update), False
        assert change.graph
        name = NamedNode(change.graph)
        exists = writer.ask(f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}")
        if change.is_new and exists:
            raise PreconditionError(f"there is a graph <{change.graph}> already")
        if change.kind in (Kind.DELETE, Kind.PATCH) and not exists:
            raise NotFoundError(f"there is no graph <{change.graph}>")
        match change.kind:
            case Kind.DELETE:
                return {name: []}, False
            case Kind.PATCH:
                return {name: self._patched(writer, name, change.update)}, False
            case Kind.POST:
                before = _quads(writer, name)
                return {name: [*before, *_read(name, change.documents)]}, not exists
            case _:
                return {name: _read(name, change.documents)}, not exists

    def _updated(self, writer: DurableWriter, update: str) -> Graphs:
        copy = self._store.data / "update-copy"
        shutil.rmtree(copy, ignore_errors=True)
        try:
            writer.copy(copy)
            changed = self._updating.on_store(update, copy)
        finally:
            shutil.rmtree(copy, ignore_errors=True)
        if DEFAULT in changed:
            raise GraphForbiddenError(
                "the update writes outside any named graph; write into GRAPH <…> { … }, so that "
                "it is known which source says it"
            )
        graphs = {NamedNode(name): _parsed(name, content) for name, content in changed.items()}
        return self._without_our_own(writer, graphs)

    def _without_our_own(self, writer: Writer, graphs: Graphs) -> Graphs:
        """Leave out what was removed from graphs that cuibono makes again, as by CLEAR ALL.

        What was put into them is refused, and so is an update that does nothing else.
        """
        ours = {name for name in (Graph.INFERRED, Graph.ONTOLOGY) if name in graphs}
        others = {name: quads for name, quads in graphs.items() if name not in ours}
        is_clearing = len(ours) == 2 and not any(graphs[name] for name in ours)
        for name in ours:
            is_aimed_at = not others and not is_clearing
            if is_aimed_at or set(graphs[name]) - set(_quads(writer, name)):
                raise GraphForbiddenError(
                    f"{name} is made by cuibono itself, and cannot be written to"
                )
        return others

    def _patched(self, writer: Writer, name: NamedNode, update: str) -> list[Quad]:
        before = "".join(f"{quad.triple} .\n" for quad in _quads(writer, name))
        changed = self._updating.on_graph(update, before.encode())
        if others := sorted(set(changed) - {DEFAULT}):
            raise DataError(
                f"the update writes to <{others[0]}>; a PATCH changes {name} alone, without GRAPH"
            )
        return _parsed(name.value, changed.get(DEFAULT, before.encode()))

    def _write(self, session: Session, change: Change, graphs: Graphs) -> None:
        sources = by_source(graphs)
        if change.sources and (beyond := sorted(set(sources) - set(change.sources))):
            raise ScopeError(f"the token does not reach the source {', '.join(beyond)}")
        files = {source: merged(self._archive, source, own) for source, own in sources.items()}
        incoming: Mapping[NamedNode, list[Quad]] = {
            name: [quad for file in files[source] for quad in file.quads if quad.graph_name == name]
            for source, own in sources.items()
            for name in own
        }
        report = session.check(incoming)
        if not report.conforms:
            raise _refusal(report, change)
        clashes = session.keep(files, {source: list(own) for source, own in sources.items()})
        if clashes:
            raise GateError(
                "nothing was written. It contradicts the axioms of the vocabulary.",
                text=clashes_text(clashes, Locator(())),
            )


def _quads(writer: Writer, name: NamedNode) -> list[Quad]:
    triples = writer.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}")
    return [Quad(t.subject, t.predicate, t.object, name) for t in triples]


def _parsed(name: str, content: bytes) -> list[Quad]:
    graph = NamedNode(name)
    quads = ox.parse(content, format=RdfFormat.N_TRIPLES)
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


def _read(name: NamedNode, documents: Sequence[Document]) -> list[Quad]:
    """Return the quads of what was sent; raises `DataSyntaxError`."""
    found: list[Quad] = []
    for document in documents:
        form = format_named(document.form, RDF_FORMATS)
        assert form
        assert isinstance(form.engine, RdfFormat)
        try:
            quads = list(
                ox.parse(
                    document.content.removeprefix(b"\xef\xbb\xbf"),
                    format=form.engine,
                    base_iri=name.value,
                    rename_blank_nodes=True,
                )
            )
        except SyntaxError as fault:
            raise DataSyntaxError(
                f"{document.name} cannot be read as {form.media_type}: {fault.msg}",
                line=fault.lineno,
                column=fault.offset,
            ) from None
        if strays := {q.graph_name for q in quads} - {name, DefaultGraph()}:
            stray = sorted(map(str, strays))[0]
            raise DataSyntaxError(
                f"{document.name} has statements in the graph {stray}, and is to be {name}"
            )
        found += [Quad(q.subject, q.predicate, q.object, name) for q in quads]
    return list(dict.fromkeys(found))


def _refusal(report: Report, change: Change) -> GateError:
    """Return the error with the report: in words, and as data."""
    sent = [
        SourceFile(document.name, document.name, document.content, ())
        for document in change.documents
        if document.form in ("turtle", "trig")
    ]
    locator = Locator(sent)
    return GateError(
        f"nothing was written. {summary(report)}",
        report=json.loads(render(report, ReportFormat.JSON, locator)),
        text=render(report, ReportFormat.TEXT, locator),
    )

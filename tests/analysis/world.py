"""Small worlds in Turtle, as analyses see them: tables, look-ups, and how to write them short."""

from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import DuckTables
from cuibono.ingest.loading import read_ontology
from cuibono.questions import Catalogue
from cuibono.reasoning import compile_rules, materialise
from cuibono.store import EmbeddedStore
from cuibono.terms import BASE, PREFIXES, Graph
from cuibono.texts import TextLibrary

SOURCE = NamedNode(f"{BASE}graph/source")
TEXT = """
text:t a cb:TextVersion ; cb:textOf document:d ; cb:digest "sha256:0" .
document:d a cb:Document ; cb:citedAs "D 2001" .
passage:p a cb:Passage ; cb:passageOf text:t ; cb:digest "sha256:1" ; cb:section "1" ;
  oa:hasSelector <https://w3id.org/cuibono/id/passage/p#selector> .
<https://w3id.org/cuibono/id/passage/p#selector> oa:start 3 ; oa:end 9 .
"""


def world(folder: Path, *statements: str) -> tuple[DuckTables, Lookup]:
    """Return what analyses take, for a graph of these statements in Turtle."""
    turtle = "".join(f"@prefix {name}: <{value}> .\n" for name, value in PREFIXES.items())
    turtle += TEXT + "\n".join(statements)
    ontology = read_ontology()
    store = EmbeddedStore(folder)
    with store.writing() as writer:
        quads = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
        writer.replace({SOURCE: quads, Graph.ONTOLOGY: ontology})
        materialise(writer, compile_rules(ontology))
    snapshot = store.current()
    return DuckTables(snapshot), Lookup(snapshot, Catalogue.read(), TextLibrary(None))


def claim(slug: str, more: str = "") -> str:
    return (
        f'claim:{slug} a cb:EmpiricalClaim ; cb:gloss "{slug}"@en ; cb:atPassage passage:p {more} .'
    )


def evidence(slug: str, more: str = "", kind: str = "Study") -> str:
    return f'evidence:{slug} a cb:{kind} ; cb:gloss "{slug}"@en ; cb:atPassage passage:p {more} .'


def link(slug: str, source: str, kind: str, target: str, more: str = "") -> str:
    return (
        f"link:{slug} a cb:{kind.capitalize()}Link ; cb:linkSource {source} ; "
        f"cb:{kind}Target claim:{target} ; cb:atPassage passage:p {more} ."
    )

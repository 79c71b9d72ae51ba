"""A small set of shapes with one rule of each kind, and data that keeps and breaks them."""

from collections.abc import Callable

import pyoxigraph as ox
import pytest
from pyoxigraph import Quad

from cuibono.terms import PREFIXES
from cuibono.validation import Shapes

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

SHAPES = """
shape:prefixes sh:declare [
  sh:prefix "cb" ; sh:namespace "https://w3id.org/cuibono/ns#"^^xsd:anyURI ] .
shape:Promotion a sh:NodeShape ;
  sh:targetClass cb:Promotion ;
  sh:property shape:Promotion-atPassage , shape:Promotion-role ,
    [ sh:path cb:promoter ; sh:minCount 1 ; sh:message "{$this} has no promoter."@en ] ;
  sh:sparql shape:Promotion-self .
shape:Promotion-atPassage a sh:PropertyShape ;
  sh:path cb:atPassage ; sh:minCount 1 ;
  sh:message "Ohne Stelle."@de , "Every relation stands at a passage."@en ;
  sh:description "Add cb:atPassage."@en .
shape:Promotion-role a sh:PropertyShape ;
  sh:path cb:role ; sh:in ( "lead" "host" 1 ) ; sh:severity sh:Warning ;
  sh:message "{?value} is no role; {$PATH} takes lead or host."@en .
shape:Promotion-self a sh:SPARQLConstraint ;
  sh:message "{?who} promotes itself."@en ; sh:prefixes shape:prefixes ;
  sh:select "SELECT $this ?who WHERE { $this cb:promoter ?who ; cb:promotedItem ?who }" .
shape:Dates a sh:NodeShape ;
  sh:targetObjectsOf cb:date ; sh:datatype xsd:gYear ; sh:message "A date is a year."@en .
shape:Size a sh:NodeShape ;
  sh:targetObjectsOf cb:sampleSize ; sh:datatype xsd:integer ; sh:message "A size is a number."@en .
shape:Passage a sh:NodeShape ;
  sh:targetClass cb:Passage ; sh:property shape:Passage-start ;
  sh:description "Look at the text."@en .
shape:Passage-start a sh:PropertyShape ;
  sh:path ( oa:hasSelector oa:start ) ; sh:minCount 1 ; sh:severity sh:Info .
shape:Cycle a sh:NodeShape ;
  sh:targetSubjectsOf cb:drawsOn ;
  sh:property [
    sh:path [
      sh:oneOrMorePath [ sh:alternativePath ( cb:drawsOn [ sh:inversePath cb:reuses ] ) ] ] ;
    sh:disjoint cb:self ; sh:maxCount 1 ; sh:message "Too many."@en ] .
"""

GOOD = """
promotion:good a cb:Promotion ; cb:promoter actor:a ; cb:promotedItem policy:p ;
  cb:role "lead" , 1 ; cb:atPassage passage:one ; cb:date "2016"^^xsd:gYear .
passage:one a cb:Passage ; cb:section "4.2" ;
  oa:hasSelector <https://w3id.org/cuibono/id/passage/one#selector> .
<https://w3id.org/cuibono/id/passage/one#selector> oa:start 10 ; oa:end 20 .
"""

BAD = """
cb:Promotion rdfs:label "promotion"@en .
cb:LatePromotion rdfs:subClassOf cb:Promotion .
promotion:bad-one a cb:LatePromotion ; cb:promoter actor:a ; cb:promotedItem actor:a ;
  cb:role "lead"@en , "guest" , 01 , 1 , "line\\nbreak" .
promotion:named a cb:Promotion ; skos:prefLabel "A named one"@en ; cb:atPassage passage:one ;
  cb:date "2016-01-02"^^xsd:date , "2016" , "2017"^^xsd:gYear .
evidence:f cb:sampleSize "twenty"^^xsd:integer .
passage:two a cb:Passage .
evidence:a cb:drawsOn evidence:b , evidence:c . evidence:d cb:reuses evidence:b .
evidence:e cb:drawsOn evidence:b .
"""

Read = Callable[[str], list[Quad]]


@pytest.fixture
def read() -> Read:
    """Return a function that reads TriG with all of our prefixes."""

    def quads(text: str) -> list[Quad]:
        return list(ox.parse(f"{HEAD}{text}", format=ox.RdfFormat.TRIG))

    return quads


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    return Shapes.parse(f"{HEAD}{SHAPES}")


@pytest.fixture
def good(read: Read) -> list[Quad]:
    return read(GOOD)


@pytest.fixture
def bad(read: Read) -> list[Quad]:
    return read(GOOD + BAD)

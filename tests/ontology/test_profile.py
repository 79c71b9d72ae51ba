"""The OWL 2 RL grammar, construct by construct: where each may stand and where it may not."""

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat, Triple

from cuibono.analysis.checks import read_subject
from cuibono.reasoning import check_profile

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:A a owl:Class . ex:B a owl:Class . ex:C a owl:Class .
ex:p a owl:ObjectProperty . ex:q a owl:ObjectProperty . ex:r a owl:ObjectProperty .
ex:d a owl:DatatypeProperty .
"""
SOME = "[ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom ex:B ]"
SOME_THING = "[ a owl:Restriction ; owl:onProperty ex:p ; owl:someValuesFrom owl:Thing ]"
ONLY = "[ a owl:Restriction ; owl:onProperty ex:p ; owl:allValuesFrom ex:B ]"
HAS = "[ a owl:Restriction ; owl:onProperty ex:p ; owl:hasValue ex:i ]"
HAS_YEAR = '[ a owl:Restriction ; owl:onProperty ex:d ; owl:hasValue "2016"^^xsd:gYear ]'
HAS_SELF = "[ a owl:Restriction ; owl:onProperty ex:p ; owl:hasSelf true ]"
AND = "[ a owl:Class ; owl:intersectionOf ( ex:B ex:C ) ]"
OR = "[ a owl:Class ; owl:unionOf ( ex:B ex:C ) ]"
ONE = "[ a owl:Class ; owl:oneOf ( ex:i ex:j ) ]"
NOT = "[ a owl:Class ; owl:complementOf ex:B ]"
MOST = '[ a owl:Restriction ; owl:onProperty ex:p ; owl:maxCardinality "{}"^^xsd:integer ]'
MOST_OF = (
    "[ a owl:Restriction ; owl:onProperty ex:p ; owl:onClass {} ;"
    ' owl:maxQualifiedCardinality "1"^^xsd:integer ]'
)
LEAST = '[ a owl:Restriction ; owl:onProperty ex:p ; owl:minCardinality "1"^^xsd:integer ]'
EXACTLY = '[ a owl:Restriction ; owl:onProperty ex:p ; owl:cardinality "1"^^xsd:integer ]'
SOME_DATA = "[ a owl:Restriction ; owl:onProperty ex:d ; owl:someValuesFrom {} ]"
ONLY_DATA = "[ a owl:Restriction ; owl:onProperty ex:d ; owl:allValuesFrom {} ]"
LIST = "[ a owl:AllDisjointClasses ; owl:members ( ex:A {} ) ] ."
WITHIN = {
    "a class on both sides": "ex:A rdfs:subClassOf ex:B .",
    "intersection on the sub side": f"{AND} rdfs:subClassOf ex:A .",
    "intersection on the super side": f"ex:A rdfs:subClassOf {AND} .",
    "intersection in an equivalence": f"ex:A owl:equivalentClass {AND} .",
    "union on the sub side": f"{OR} rdfs:subClassOf ex:A .",
    "enumeration on the sub side": f"{ONE} rdfs:subClassOf ex:A .",
    "complement on the super side": f"ex:A rdfs:subClassOf {NOT} .",
    "some values on the sub side": f"{SOME} rdfs:subClassOf ex:A .",
    "some values from anything on the sub side": f"{SOME_THING} rdfs:subClassOf ex:A .",
    "all values on the super side": f"ex:A rdfs:subClassOf {ONLY} .",
    "has value on the sub side": f"{HAS} rdfs:subClassOf ex:A .",
    "has value on the super side": f"ex:A rdfs:subClassOf {HAS} .",
    "has value in an equivalence": f"ex:A owl:equivalentClass {HAS} .",
    "at most none on the super side": f"ex:A rdfs:subClassOf {MOST.format(0)} .",
    "at most one on the super side": f"ex:A rdfs:subClassOf {MOST.format(1)} .",
    "at most one of a class": f"ex:A rdfs:subClassOf {MOST_OF.format('ex:B')} .",
    "at most one of anything": f"ex:A rdfs:subClassOf {MOST_OF.format('owl:Thing')} .",
    "some data on the sub side": f"{SOME_DATA.format('xsd:string')} rdfs:subClassOf ex:A .",
    "all data on the super side": f"ex:A rdfs:subClassOf {ONLY_DATA.format('xsd:integer')} .",
    "nested in an intersection": f"[ owl:intersectionOf ( ex:B {SOME} ) ] rdfs:subClassOf ex:A .",
    "disjoint classes": "ex:A owl:disjointWith ex:B .",
    "disjoint classes in a list": LIST.format("ex:B"),
    "disjoint with some values": LIST.format(SOME),
    "a key": "ex:A owl:hasKey ( ex:p ) .",
    "an individual of all values": f"ex:i a {ONLY} .",
    "domain and range": "ex:p rdfs:domain ex:A ; rdfs:range ex:B .",
    "all values as a range": f"ex:p rdfs:range {ONLY} .",
    "a datatype of the profile as range": "ex:d rdfs:range xsd:dateTime .",
    "an intersection of datatypes": "ex:d rdfs:range [ a rdfs:Datatype ; owl:intersectionOf"
    " ( xsd:integer xsd:decimal ) ] .",
    "a datatype defined": "ex:T a rdfs:Datatype ; owl:equivalentClass xsd:string ."
    " ex:d rdfs:range ex:T .",
    "a chain": "ex:r owl:propertyChainAxiom ( ex:p ex:q ) .",
    "a chain with its head first": "ex:r owl:propertyChainAxiom ( ex:r ex:q ) .",
    "a chain with its head last": "ex:r owl:propertyChainAxiom ( ex:q ex:r ) .",
    "transitivity as a chain": "ex:r owl:propertyChainAxiom ( ex:r ex:r ) .",
    "mutual subproperties": "ex:p rdfs:subPropertyOf ex:q . ex:q rdfs:subPropertyOf ex:p .",
    "characteristics": "ex:p a owl:FunctionalProperty , owl:InverseFunctionalProperty ,"
    " owl:SymmetricProperty , owl:IrreflexiveProperty . ex:q a owl:TransitiveProperty .",
}
OUTSIDE = {
    "union on the super side": f"ex:A rdfs:subClassOf {OR} .",
    "union in an equivalence": f"ex:A owl:equivalentClass {OR} .",
    "union of a named class": "ex:A owl:unionOf ( ex:B ex:C ) .",
    "enumeration on the super side": f"ex:A rdfs:subClassOf {ONE} .",
    "complement on the sub side": f"{NOT} rdfs:subClassOf ex:A .",
    "complement of all values": f"ex:A rdfs:subClassOf [ owl:complementOf {ONLY} ] .",
    "some values on the super side": f"ex:A rdfs:subClassOf {SOME} .",
    "some values in an equivalence": f"ex:A owl:equivalentClass {SOME} .",
    "all values on the sub side": f"{ONLY} rdfs:subClassOf ex:A .",
    "some values within all values": "ex:A rdfs:subClassOf"
    f" [ owl:onProperty ex:q ; owl:allValuesFrom {SOME} ] .",
    "at most two": f"ex:A rdfs:subClassOf {MOST.format(2)} .",
    "at most one on the sub side": f"{MOST.format(1)} rdfs:subClassOf ex:A .",
    "at most one of all values": f"ex:A rdfs:subClassOf {MOST_OF.format(ONLY)} .",
    "at least one": f"{LEAST} rdfs:subClassOf ex:A .",
    "exactly one": f"ex:A rdfs:subClassOf {EXACTLY} .",
    "itself": f"{HAS_SELF} rdfs:subClassOf ex:A .",
    "anything on the sub side": "owl:Thing rdfs:subClassOf ex:A .",
    "anything on the super side": "ex:A rdfs:subClassOf owl:Thing .",
    "anything as a domain": "ex:p rdfs:domain owl:Thing .",
    "nothing known": "ex:A rdfs:subClassOf [ a owl:Class ] .",
    "nested on the super side": f"ex:A rdfs:subClassOf [ owl:intersectionOf ( ex:B {SOME} ) ] .",
    "a disjoint union": "ex:A owl:disjointUnionOf ( ex:B ex:C ) .",
    "disjoint with all values": LIST.format(ONLY),
    "a reflexive property": "ex:p a owl:ReflexiveProperty .",
    "an individual of a union": f"ex:i a {OR} .",
    "some values as a range": f"ex:p rdfs:range {SOME} .",
    "union as a domain": f"ex:p rdfs:domain {OR} .",
    "a year as range": "ex:d rdfs:range xsd:gYear .",
    "a real as range": "ex:d rdfs:range owl:real .",
    "a year as value": f"{HAS_YEAR} rdfs:subClassOf ex:A .",
    "a union of datatypes": "ex:d rdfs:range [ a rdfs:Datatype ; owl:unionOf"
    " ( xsd:string xsd:integer ) ] .",
    "an enumeration of values": 'ex:d rdfs:range [ a rdfs:Datatype ; owl:oneOf ( "a" "b" ) ] .',
    "a restricted datatype": "ex:d rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:integer ;"
    ' owl:withRestrictions ( [ xsd:minInclusive "1"^^xsd:integer ] ) ] .',
    "a chain of one": "ex:r owl:propertyChainAxiom ( ex:p ) .",
    "a chain that goes round": "ex:r owl:propertyChainAxiom ( ex:p ex:q ) ."
    " ex:p owl:propertyChainAxiom ( ex:r ex:q ) .",
    "a chain with its head inside": "ex:r owl:propertyChainAxiom ( ex:p ex:r ex:q ) .",
    "a chain that goes round by an inverse": "ex:r owl:propertyChainAxiom ( ex:p ex:q ) ."
    " ex:s a owl:ObjectProperty ; owl:inverseOf ex:r . ex:q owl:propertyChainAxiom ( ex:s ex:p ) .",
    "a chain that goes round by a subproperty": "ex:r owl:propertyChainAxiom ( ex:p ex:q ) ."
    " ex:r rdfs:subPropertyOf ex:p .",
    "functional and transitive": "ex:p a owl:FunctionalProperty , owl:TransitiveProperty .",
    "asymmetric above a chain": "ex:p a owl:AsymmetricProperty . ex:q rdfs:subPropertyOf ex:p ;"
    " owl:propertyChainAxiom ( ex:r ex:r ) .",
    "functional inverse of a transitive": "ex:p a owl:FunctionalProperty ; owl:inverseOf ex:q ."
    " ex:q a owl:TransitiveProperty .",
    "counting over a transitive": f"ex:A rdfs:subClassOf {MOST.format(1)} ."
    " ex:p a owl:TransitiveProperty .",
    "disjoint with a transitive": "ex:p owl:propertyDisjointWith ex:q . ex:q a"
    " owl:TransitiveProperty .",
    "a property of two kinds": "ex:p a owl:DatatypeProperty .",
    "an annotation that is a property": "ex:p a owl:AnnotationProperty .",
    "a class that is a datatype": "ex:A a rdfs:Datatype .",
    "a class that is not declared": "ex:A rdfs:subClassOf ex:Undeclared .",
}


def triples(text: str) -> list[Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + text, format=RdfFormat.TURTLE)]


@pytest.mark.parametrize("name", WITHIN)
def test_what_the_profile_has_passes(name: str) -> None:
    assert check_profile(triples(WITHIN[name])) == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_the_profile_lacks_is_found(name: str) -> None:
    assert len(check_profile(triples(OUTSIDE[name]))) == 1


def test_a_fault_names_the_term_and_the_place() -> None:
    (fault,) = check_profile(triples(OUTSIDE["some values on the super side"]))
    assert fault.node == "https://example.org/A"
    assert fault.problem.startswith("owl:someValuesFrom on the superclass side")


def test_a_list_that_goes_round_ends() -> None:
    knot = "ex:A rdfs:subClassOf [ owl:unionOf _:l ] . _:l rdf:first ex:B ; rdf:rest _:l ."
    assert check_profile(triples(knot))


def test_the_core_is_within_and_the_dl_module_is_not() -> None:
    files = read_subject().ontology
    core = [quad for file in files if file.name != "dl.ttl" for quad in file.quads]
    assert check_profile(core) == []
    assert check_profile([quad for file in files for quad in file.quads])

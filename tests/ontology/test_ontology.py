"""The files of the vocabulary: modules, versions, mappings, and the terms taken from others.

What holds of terms is checked by `queries/checks/` (`test_checks.py`).
"""

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Namespace, URIRef

import cuibono

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "ontology").glob("*.ttl"))
VOCABULARIES = ROOT.parent / "shared" / "data" / "vocabularies"
CB = Namespace("https://w3id.org/cuibono/ns#")
ONTOLOGY = URIRef("https://w3id.org/cuibono/ns")
LIST_OF_FOREIGN_TERMS = ROOT / "ontology" / "foreign-terms.tsv"
MAPPINGS = ROOT / "ontology" / "mappings.sssom.tsv"
# https://mapping-commons.github.io/sssom/: what a mapping set and a mapping must have
REQUIRED_OF_THE_SET = {"mapping_set_id", "license", "curie_map"}
REQUIRED_OF_A_MAPPING = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
SLOTS = REQUIRED_OF_A_MAPPING | {"subject_label", "comment"}
PREDICATES = {f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")}


@cache
def everything() -> Graph:
    graph = Graph()
    for file in FILES:
        graph.parse(file)
    return graph


def test_the_vocabulary_imports_its_core_modules() -> None:
    optional = {"cuibono", "align", "dl"}
    modules = {URIRef(f"{ONTOLOGY}/module/{file.stem}") for file in FILES}
    assert set(everything().objects(ONTOLOGY, OWL.imports)) == {
        module for module in modules if module.rpartition("/")[2] not in optional
    }
    for file in FILES:
        subject = ONTOLOGY if file.stem == "cuibono" else URIRef(f"{ONTOLOGY}/module/{file.stem}")
        assert (subject, RDF.type, OWL.Ontology) in Graph().parse(file)


def test_all_versions_are_that_of_the_package() -> None:
    both = everything()
    for file in (ROOT / "shapes").glob("*.ttl"):
        both = both + Graph().parse(file)
    for ontology in both.subjects(RDF.type, OWL.Ontology):
        assert str(both.value(ontology, OWL.versionInfo)) == cuibono.__version__
        assert str(both.value(ontology, OWL.versionIRI)) == f"{ontology}/{cuibono.__version__}"
    assert f'#mapping_set_version: "{cuibono.__version__}"' in MAPPINGS.read_text()


# Mappings


def mapping_set() -> tuple[dict[str, str], dict[str, str], list[dict[str, str]]]:
    """Return the slots of the mapping set, its prefixes, and its mappings."""
    lines = MAPPINGS.read_text().splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    pairs = [line.partition(":") for line in head]
    slots = {name: value for name, _, value in pairs if not name.startswith(" ")}
    prefixes = {name.strip(): value.strip() for name, _, value in pairs if name.startswith(" ")}
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return slots, prefixes, [dict(zip(header, row, strict=True)) for row in rows]


def test_the_mapping_set_has_what_sssom_requires() -> None:
    slots, prefixes, mappings = mapping_set()
    assert slots.keys() >= REQUIRED_OF_THE_SET
    assert slots["mapping_set_id"].strip().startswith("https://w3id.org/cuibono/mapping/")
    assert slots["license"].strip().startswith("https://")
    assert re.fullmatch(r" \d{4}-\d{2}-\d{2}", slots["mapping_date"])
    assert prefixes["cb"] == str(CB)
    for mapping in mappings:
        assert mapping.keys() == SLOTS
        assert all(mapping[slot] for slot in REQUIRED_OF_A_MAPPING)


def test_every_mapping_is_well_formed() -> None:
    _, prefixes, mappings = mapping_set()
    assert len({(m["subject_id"], m["object_id"]) for m in mappings}) == len(mappings)
    for mapping in mappings:
        subject = CB[mapping["subject_id"].removeprefix("cb:")]
        assert mapping["subject_label"] == str(everything().value(subject, RDFS.label))
        assert mapping["predicate_id"] in PREDICATES
        assert mapping["mapping_justification"] == "semapv:ManualMappingCuration"
        for slot in REQUIRED_OF_A_MAPPING:
            assert mapping[slot].partition(":")[0] in prefixes
    used = {m[slot].partition(":")[0] for m in mappings for slot in REQUIRED_OF_A_MAPPING}
    assert used == prefixes.keys()


# Terms of others


@cache
def foreign_terms() -> dict[str, str]:
    """Return the terms that rdflib does not bundle, each with the file that declares it."""
    lines = LIST_OF_FOREIGN_TERMS.read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", row[2]) for row in rows)
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize("term", foreign_terms())
def test_a_foreign_term_is_in_its_own_file(term: str) -> None:
    file = VOCABULARIES / foreign_terms()[term]
    if not file.exists():
        pytest.skip(f"no {file.name}: the vocabularies are not here")
    nquads = file.suffix == ".nq"
    vocabulary = Graph().parse(data=_triples(file) if nquads else file.read_text())
    assert (URIRef(term), RDF.type, None) in vocabulary
    assert (URIRef(term), OWL.deprecated, None) not in vocabulary


def _triples(file: Path) -> str:
    """Return N-Quads as N-Triples: without the graph name at the end of each line."""
    return re.sub(r" <[^<>\s]*> \.$", " .", file.read_text(), flags=re.MULTILINE)

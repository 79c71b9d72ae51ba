"""What there is, described for machines: VoID and DCAT 3, with numbers counted on the snapshot.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/; what DCAT-AP 3 makes mandatory is
there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from cuibono.questions import Catalogue
from cuibono.store import RDF_FORMATS, Row, Snapshot
from cuibono.terms import BASE, NS, PREFIXES, compact, term

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""Of what is offered: the glosses and codings are under it (LICENSE-DATA)."""
_TITLE: Final = "cuibono: who promotes which agenda, on what evidence, to whose benefit"
_ABOUT: Final = (
    "A knowledge graph of actors, claims, policies and evidence. Each statement has its source and "
    "its passage; none is a verdict."
)
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
Value = NamedNode | Literal
Described = Mapping[str, Value | Sequence[Value]]


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file with the whole graph or a part of it, as it is offered."""

    path: str
    title: str
    media_type: str
    packed: str | None
    size: int
    sha256: str


class Dataset:
    """The graph of one snapshot, described; the counts are made once."""

    def __init__(
        self, snapshot: Snapshot, catalogue: Catalogue, address: str, published: float
    ) -> None:
        """`address` is that of the service, `published` when the snapshot was, in seconds."""
        self._snapshot = snapshot
        self._catalogue = catalogue
        self._address = address
        self._modified = Literal(
            datetime.fromtimestamp(published, UTC).isoformat(timespec="seconds"),
            datatype=term("xsd:dateTime"),
        )
        self.node = NamedNode(f"{address}/void#dataset")

    def void(self, dumps: Iterable[DumpFile]) -> list[Quad]:
        """Return the description in VoID."""
        totals = self._totals
        node = self.node
        described: dict[str, Value | Sequence[Value]] = {
            **self._about("void:Dataset", "dcat:Dataset"),
            "void:triples": totals["triples"],
            "void:entities": totals["entities"],
            "void:distinctSubjects": totals["subjects"],
            "void:distinctObjects": totals["objects"],
            "void:classes": number(len(self._classes)),
            "void:properties": number(len(self._properties)),
            "void:uriSpace": Literal(f"{BASE}id/"),
            "void:sparqlEndpoint": self._at("/sparql"),
            "void:dataDump": [self._at(one.path) for one in dumps],
            "void:vocabulary": self._vocabularies(),
            "void:feature": [NamedNode(f"http://www.w3.org/ns/formats/{n}") for n in _FEATURES],
            "foaf:homepage": self._at("/"),
        }
        statements = list(triples(node, described))
        statements += self._partitions("void:classPartition", "void:class", self._classes)
        statements += self._partitions("void:propertyPartition", "void:property", self._properties)
        statements += self._subsets()
        about = NamedNode(f"{self._address}/void")
        statements += triples(
            about, {"a": term("void:DatasetDescription"), "foaf:primaryTopic": node}
        )
        return _ordered(statements)

    def catalog(self, dumps: Sequence[DumpFile]) -> list[Quad]:
        """Return a catalogue in DCAT: the data set, its distributions and its services."""
        catalog, service = self._at("/catalog#catalog"), self._at("/catalog#sparql")
        files = [self._at(f"/catalog#{one.path.rpartition('/')[2]}") for one in dumps]
        statements = [
            *triples(
                catalog,
                {
                    **self._about("dcat:Catalog"),
                    "dcat:dataset": self.node,
                    "dcat:service": service,
                    "foaf:homepage": self._at("/"),
                    "dcat:themeTaxonomy": NamedNode(f"{BASE}list/role"),
                },
            ),
            *triples(
                self.node,
                {
                    **self._about("dcat:Dataset"),
                    "dcat:distribution": files,
                    "dcat:keyword": [words(one) for one in _KEYWORDS],
                    "dcat:landingPage": self._at("/"),
                    "dcat:version": Literal(self._snapshot.id),
                    "dcterms:conformsTo": NamedNode(NS.rstrip("#")),
                    "dcterms:accessRights": NamedNode(
                        "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
                    ),
                },
            ),
            *triples(
                service,
                {
                    **self._about("dcat:DataService"),
                    "dcat:endpointURL": self._at("/sparql"),
                    "dcat:endpointDescription": self._at("/sparql"),
                    "dcat:servesDataset": self.node,
                    "dcterms:conformsTo": NamedNode("https://www.w3.org/TR/sparql11-protocol/"),
                },
            ),
            *triples(
                self._publisher,
                {"a": term("foaf:Organization"), "foaf:name": words("cuibono")},
            ),
        ]
        for node, one in zip(files, dumps, strict=True):
            statements += self._distribution(node, one)
        return _ordered(statements)

    def _distribution(self, node: NamedNode, one: DumpFile) -> Iterator[Triple]:
        checksum = NamedNode(f"{node.value}-checksum")
        packed = {"dcat:compressFormat": NamedNode(_MEDIA_TYPES + one.packed)} if one.packed else {}
        yield from triples(
            node,
            {
                "a": term("dcat:Distribution"),
                "dcterms:title": words(one.title),
                "dcterms:license": NamedNode(LICENCE),
                "dcterms:modified": self._modified,
                "dcat:accessURL": self._at(one.path),
                "dcat:downloadURL": self._at(one.path),
                "dcat:mediaType": NamedNode(_MEDIA_TYPES + one.media_type),
                "dcat:byteSize": Literal(str(one.size), datatype=term("xsd:nonNegativeInteger")),
                "spdx:checksum": checksum,
                **packed,
            },
        )
        yield from triples(
            checksum,
            {
                "a": term("spdx:Checksum"),
                "spdx:algorithm": term("spdx:checksumAlgorithm_sha256"),
                "spdx:checksumValue": Literal(one.sha256, datatype=term("xsd:hexBinary")),
            },
        )

    def _about(self, *classes: str) -> dict[str, Value | Sequence[Value]]:
        return {
            "a": [term(name) for name in classes],
            "dcterms:title": words(_TITLE),
            "dcterms:description": words(_ABOUT),
            "dcterms:license": NamedNode(LICENCE),
            "dcterms:publisher": self._publisher,
            "dcterms:modified": self._modified,
            "dcterms:language": NamedNode(
                "http://publications.europa.eu/resource/authority/language/ENG"
            ),
        }

    def _partitions(
        self, partition: str, kind: str, counts: Sequence[tuple[NamedNode, Described]]
    ) -> Iterator[Triple]:
        for of, numbers in counts:
            name = compact(of.value).replace(":", "-").replace("/", "-")
            part = self._at(f"/void#{kind.removeprefix('void:')}-{name}")
            yield Triple(self.node, term(partition), part)
            yield from triples(part, {kind: of, **numbers})

    def _subsets(self) -> Iterator[Triple]:
        for row in self._rows("graph-counts"):
            graph = row["graph"]
            if isinstance(graph, NamedNode):
                path = graph.value.removeprefix(BASE.rstrip("/"))
                part = self._at(f"/void#{path.removeprefix('/graph/').replace('/', '-')}")
                licence = row.get("licence")
                yield Triple(self.node, term("void:subset"), part)
                yield from triples(
                    part,
                    {
                        "a": [term("void:Dataset"), term("sd:NamedGraph")],
                        "sd:name": graph,
                        "void:triples": row["triples"],  # type: ignore[dict-item]
                        "void:dataDump": self._at(f"{path}.trig"),
                        **({"dcterms:license": licence} if isinstance(licence, NamedNode) else {}),
                    },
                )

    def _vocabularies(self) -> list[Value]:
        used = {of.value for of, _ in (*self._classes, *self._properties)}
        spaces = {space for space in PREFIXES.values() if not space.startswith(f"{BASE}id/")}
        return [NamedNode(s) for s in sorted(spaces) if any(one.startswith(s) for one in used)]

    def _rows(self, question: str) -> list[Row]:
        return self._snapshot.select(self._catalogue.get(f"publish/{question}").bind({}))

    @cached_property
    def _totals(self) -> Mapping[str, Literal]:
        [row] = self._rows("totals")
        return {name: value for name, value in row.items() if isinstance(value, Literal)}

    @cached_property
    def _classes(self) -> list[tuple[NamedNode, Described]]:
        return _counted(self._rows("class-counts"), "class", {"things": "void:entities"})

    @cached_property
    def _properties(self) -> list[tuple[NamedNode, Described]]:
        names = {
            "triples": "void:triples",
            "subjects": "void:distinctSubjects",
            "objects": "void:distinctObjects",
        }
        return _counted(self._rows("property-counts"), "property", names)

    @property
    def _publisher(self) -> NamedNode:
        return self._at("/about#publisher")

    def _at(self, path: str) -> NamedNode:
        return NamedNode(self._address + path)


_FEATURES: Final = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML", "TriG", "N-Quads")
_KEYWORDS: Final = ("claims", "evidence", "policy", "interests", "discourse network analysis")
assert len(_FEATURES) == len(RDF_FORMATS)


def _ordered(statements: Iterable[Triple]) -> list[Quad]:
    """Return triples with all of one subject together, in the order in which subjects came."""
    by_subject: dict[object, list[Triple]] = {}
    for one in statements:
        by_subject.setdefault(one.subject, []).append(one)
    return [Quad(*one) for group in by_subject.values() for one in group]


def words(text: str) -> Literal:
    """Return English text."""
    return Literal(text, language="en")


def number(value: int) -> Literal:
    """Return a count."""
    return Literal(value)


def triples(node: NamedNode, described: Described) -> Iterator[Triple]:
    """Yield the triples of a node that is described by prefixed names; `a` is its type."""
    for name, values in described.items():
        prop = term("rdf:type") if name == "a" else term(name)
        for value in (values,) if isinstance(values, NamedNode | Literal) else values:
            yield Triple(node, prop, value)


def _counted(
    rows: Iterable[Row], of: str, names: Mapping[str, str]
) -> list[tuple[NamedNode, Described]]:
    return [
        (node, {prop: row[column] for column, prop in names.items()})  # type: ignore[misc]
        for row in rows
        if isinstance(node := row[of], NamedNode)
    ]

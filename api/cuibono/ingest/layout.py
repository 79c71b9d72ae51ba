"""The canonical layout of a file: one way of writing a dataset, so that diffs show what changed.

Prefixes in use, in a fixed order; the default graph, then named graphs by IRI; things by kind under
a heading, then all else; `a`, then labels, then the other properties by name; objects sorted. What
is written depends on the statements only, so that formatting twice changes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from cuibono.errors import DataError
from cuibono.ingest.nesting import Nesting
from cuibono.ingest.notation import Natural, Notation, kind_of, kind_rank, natural
from cuibono.ingest.reading import parse
from cuibono.terms import compact, term
from cuibono.validation import tokens

WIDTH: Final = 100
"""Columns that objects of one property share a line in; a single long one is not broken."""

SUFFIXES: Final = (".trig", ".ttl")
"""The files that have this layout."""

_INDENT: Final = "    "
_HEADING = re.compile(r"# -- [a-z]+ --")
_TYPE, _NIL = term("rdf:type"), term("rdf:nil")
_LEADING: Final = tuple(
    term(name) for name in ("rdf:type", "skos:prefLabel", "skos:altLabel", "rdfs:label", "cb:gloss")
)

_Described = dict[NamedNode, list[object]]


def reformat(shown: str, content: bytes, *, drop_comments: bool = False) -> str:
    """Return the text of a file in the canonical layout, under the comment that it begins with.

    Raises `DataSyntaxError` for what cannot be read, and `DataError` where a comment further down
    would be lost, unless `drop_comments`.
    """
    file = parse(shown, content)
    preamble, lost = _comments(content.decode("utf-8-sig"))
    if lost and not drop_comments:
        raise DataError(
            f"{shown}, line {lost[0]}: formatting would lose this comment"
            f"{f' and {len(lost) - 1} more' if len(lost) > 1 else ''}; "
            "keep comments at the top of the file or as rdfs:comment, or use --drop-comments",
            file=shown,
            line=lost[0],
        )
    text = f"{preamble}{canonical(file.quads)}"
    if _dataset(parse(shown, text.encode()).quads) != _dataset(file.quads):
        raise AssertionError(f"formatting {shown} would change what it says")
    return text


def canonical(quads: Iterable[Quad]) -> str:
    """Return a dataset in the canonical layout: Turtle, or TriG where it has named graphs."""
    return _Layout(_dataset(quads)).text()


def _dataset(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads, each once, sorted, blank nodes named by RDFC-1.0."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=str)


def _comments(text: str) -> tuple[str, list[int]]:
    """Return the comment at the top of a text, and the lines of the other comments."""
    preamble: list[str] = []
    lost: list[int] = []
    is_top = True
    for token in tokens(text):
        is_top = is_top and token.kind == "comment"
        if is_top:
            preamble.append(f"{token.text.rstrip()}\n")
        elif token.kind == "comment" and not _HEADING.fullmatch(token.text.rstrip()):
            lost.append(token.line)
    return "".join([*preamble, "\n"] if preamble else []), lost


class _Layout:
    """Writes one dataset."""

    def __init__(self, quads: Sequence[Quad]) -> None:
        self._notation = Notation()
        self._nesting = Nesting(quads)
        self._graphs: dict[object, dict[object, _Described]] = defaultdict(dict)
        for quad in quads:
            subject = self._graphs[quad.graph_name].setdefault(quad.subject, {})
            subject.setdefault(quad.predicate, []).append(quad.object)
        self._labels: dict[BlankNode, str] = {}
        for node in sorted(_blank_nodes(quads), key=lambda n: natural(n.value)):
            if not self._nesting.is_inline(node) and not self._nesting.is_anonymous(node):
                self._labels[node] = f"_:b{len(self._labels) + 1}"

    def text(self) -> str:
        names = sorted(self._graphs, key=self._order)
        parts = [self._graph(name) for name in names]
        directives = "".join(f"{line}\n" for line in self._notation.directives)
        return "\n".join([directives, *parts] if directives else parts)

    def _graph(self, name: object) -> str:
        described = self._graphs[name]
        roots = [s for s in described if not self._is_inline(s)]
        body = "\n".join(self._sections(sorted(roots, key=self._order), described))
        if isinstance(name, DefaultGraph):
            return body
        label = self._labels[name] if isinstance(name, BlankNode) else str(name)
        return f"GRAPH {label} {{\n\n{body}\n}}\n"

    def _sections(
        self, subjects: Iterable[object], described: Mapping[object, _Described]
    ) -> Iterator[str]:
        """Yield what is said of the subjects, with a heading for each kind.

        Neighbours that take one line each stand together.
        """
        before: str | None = None
        lines = ""
        for subject in subjects:
            kind = kind_of(subject) if isinstance(subject, NamedNode) else None
            block = self._block(subject, described[subject])
            is_line = block.count("\n") == 1
            if lines and (kind != before or not is_line):
                yield lines
                lines = ""
            if kind != before:
                yield f"# -- {kind or 'other'} --\n"
                before = kind
            if is_line:
                lines += block
            else:
                yield block
        if lines:
            yield lines

    def _block(self, subject: object, described: _Described) -> str:
        if isinstance(subject, NamedNode):
            head = self._notation.iri(subject)  # rdf:nil, too, which as an object is ()
        else:
            head = self._term(subject, "")
        return f"{head} {self._properties(described, _INDENT, len(head) + 1)} .\n"

    def _properties(self, described: _Described, indent: str, used: int) -> str:
        """Return properties with their objects; `used` columns of the first line are taken."""
        lines: list[str] = []
        for predicate in sorted(described, key=self._predicate_order):
            name = "a" if predicate == _TYPE else self._notation.iri(predicate)
            taken = (len(indent) if lines else used) + len(name)
            lines.append(f"{name}{self._objects(described[predicate], indent, taken)}")
        return f" ;\n{indent}".join(lines)

    def _objects(self, objects: Sequence[object], indent: str, taken: int) -> str:
        inner = indent + _INDENT
        written = [self._term(value, indent) for value in sorted(objects, key=self._order)]
        line = f" {' , '.join(written)}"
        if len(written) == 1 or ("\n" not in line and taken + len(line) + 2 <= WIDTH):
            return line
        written = [self._term(value, inner) for value in sorted(objects, key=self._order)]
        return "".join(f"\n{inner}{text} ," for text in written).removesuffix(" ,")

    def _term(self, value: object, indent: str) -> str:
        """Return a term; one that takes several lines goes on at `indent`."""
        if isinstance(value, NamedNode):
            return "()" if value == _NIL else self._notation.iri(value)
        if isinstance(value, Literal):
            return self._notation.literal(value)
        assert isinstance(value, BlankNode), "triple terms are refused when files are read"
        if value in self._labels:
            return self._labels[value]
        if not self._nesting.is_inline(value):
            return "[]"
        items = self._nesting.list_items(value)
        return self._nested(value, indent) if items is None else self._list(items, indent)

    def _nested(self, node: BlankNode, indent: str) -> str:
        described: _Described = {}
        for graph in self._graphs.values():
            described = graph.get(node, described)
        inner = indent + _INDENT
        text = self._properties(described, inner, WIDTH)
        if not described:
            return "[]"
        short = " ".join(text.split(f"\n{inner}"))
        if "\n" not in short and len(short) + len(indent) <= WIDTH // 2:
            return f"[ {short} ]"
        return f"[\n{inner}{text}\n{indent}]"

    def _list(self, items: Sequence[object], indent: str) -> str:
        inner = indent + _INDENT
        written = [self._term(item, inner) for item in items]
        line = f"( {' '.join(written)} )"
        if "\n" not in line and len(line) + len(indent) <= WIDTH // 2:
            return line
        return "".join(["(", *(f"\n{inner}{text}" for text in written), f"\n{indent})"])

    def _is_inline(self, subject: object) -> bool:
        return isinstance(subject, BlankNode) and self._nesting.is_inline(subject)

    @staticmethod
    def _predicate_order(predicate: NamedNode) -> tuple[int, str]:
        first = _LEADING.index(predicate) if predicate in _LEADING else len(_LEADING)
        return (first, compact(predicate.value))

    def _order(self, value: object) -> tuple[int, str, Natural, str]:
        """Return the sort key of a term: its sort, language, text and datatype."""
        match value:
            case NamedNode():
                return kind_rank(kind_of(value)), "", natural(value.value), ""
            case Literal():
                return 100, value.language or "", natural(value.value), value.datatype.value
            case BlankNode() if value in self._labels:
                return 101, "", natural(self._labels[value]), ""
            case DefaultGraph():
                return -1, "", natural(""), ""
            case _:
                return 102, "", natural(self._term(value, "")), ""


def _blank_nodes(quads: Iterable[Quad]) -> Iterator[BlankNode]:
    for node in dict.fromkeys(t for q in quads for t in (q.subject, q.object, q.graph_name)):
        if isinstance(node, BlankNode):
            yield node

"""Rules beyond OWL: `queries/rules/*.rq`, each a CONSTRUCT query with a header.

A file is valid SPARQL as it stands. What it may say is what can be proven, statement by statement,
and kept up to date: triple patterns, FILTER, BIND, VALUES, and FILTER NOT EXISTS around triple
patterns. Every variable of the template stands in a triple pattern.
"""

import re
from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from typing import Any

import pyoxigraph as ox
import rdflib
import yaml
from pyoxigraph import Literal, NamedNode
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from cuibono.artefacts import Folder, folder
from cuibono.errors import DataError
from cuibono.reasoning.rules import Atom, Pattern, Place, Rule, Rules
from cuibono.reasoning.strata import levels

_HEADER = ("title", "description")
_PASSED_THROUGH = ("ConstructQuery", "Project", "Filter", "Extend", "Join")
_TOKEN = re.compile(
    r"""\"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>|\#[^\n]*|[A-Za-z_]\w*|\s+|."""
)
_CONDITIONS = ("FILTER", "BIND", "VALUES")
_BRACKETS = {"(": ")", "{": "}"}


def read_rules(root: Traversable | None = None) -> Rules:
    """Return the rules in a folder, the bundled ones if none is given.

    Raises `DataError`, naming the file, for what is not such a rule, and for rules that deny what
    they conclude.
    """
    where = root or folder(Folder.QUERIES) / "rules"
    files = sorted(where.iterdir(), key=lambda file: file.name) if where.is_dir() else []
    rules = Rules(rule for file in files if file.name.endswith(".rq") for rule in _read(file))
    levels(rules)
    return rules


def _read(file: Traversable) -> Sequence[Rule]:
    name = file.name.removesuffix(".rq")
    try:
        return list(parse_rule(name, file.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        raise DataError(f"queries/rules/{file.name} is not UTF-8") from None
    except DataError as fault:
        raise DataError(f"queries/rules/{file.name}: {fault.detail}") from None


def parse_rule(name: str, text: str) -> Iterator[Rule]:
    """Yield the rules of a file, one for each triple of its template; raises `DataError`."""
    _check_header(text)
    try:
        # The engine's parser is the one that will read it; rdflib's gives the parts
        ox.Store().query(text)
        algebra = translateQuery(parseQuery(text)).algebra
    except Exception as fault:
        raise DataError(f"it is not SPARQL: {' '.join(str(fault).split())}") from None
    if algebra.name != "ConstructQuery":
        raise DataError("a rule is a CONSTRUCT query")
    atoms, unless = _parts(algebra)
    prologue = " ".join(re.findall(r"^\s*PREFIX\s.*$", text, re.MULTILINE | re.IGNORECASE))
    pattern = Pattern(tuple(atoms), (), tuple(unless), tuple(_conditions(text)), prologue)
    for triple in algebra.template:
        head = _atom(triple)
        if missing := sorted(set(head.variables) - set(pattern.variables)):
            raise DataError(
                f"{', '.join(missing)} of the template stands in no triple pattern; "
                "a rule makes no new terms"
            )
        if isinstance(head.predicate, str):
            raise DataError("the predicates of the template are given, not variables")
        yield Rule(name, head, pattern)


def _check_header(text: str) -> None:
    lines = [line[2:] for line in text.splitlines() if line.startswith("#+")]
    try:
        header: object = yaml.load("\n".join(lines), yaml.BaseLoader)
    except yaml.YAMLError as fault:
        raise DataError(f"its header is not YAML: {' '.join(str(fault).split())}") from None
    if not isinstance(header, dict) or sorted(header) != sorted(_HEADER):  # pyright: ignore[reportUnknownArgumentType]
        raise DataError(f"its header, lines that start with #+, has the keys {', '.join(_HEADER)}")


def _parts(node: Any) -> tuple[list[Atom], list[tuple[Atom, ...]]]:
    """Return the triple patterns of a part of a query, and those that it denies."""
    atoms: list[Atom] = []
    unless: list[tuple[Atom, ...]] = []
    if node.name == "BGP":
        return [_atom(triple) for triple in node.triples], []
    if node.name == "ToMultiSet" and node.p.name == "values":
        return [], []
    if node.name not in _PASSED_THROUGH:
        raise DataError(
            "a rule has triple patterns, FILTER, BIND, VALUES and FILTER NOT EXISTS, "
            f"no {node.name}"
        )
    if node.name == "Filter":
        unless += _denied(node.expr)
    for part in (node[key] for key in ("p", "p1", "p2") if key in node):
        more, denied = _parts(part)
        atoms += more
        unless += denied
    return atoms, unless


def _denied(expression: Any) -> Iterator[tuple[Atom, ...]]:
    """Yield the groups of triple patterns that a filter says do not exist."""
    parts: list[Any] = [expression, *(getattr(expression, "other", None) or [])]
    for one in parts:
        inner: Any = one.expr if getattr(one, "name", "") == "ConditionalAndExpression" else one
        name = getattr(inner, "name", "")
        if name == "Builtin_EXISTS":
            raise DataError("FILTER EXISTS is written as triple patterns")
        if name == "Builtin_NOTEXISTS":
            yield tuple(_denied_atoms(inner.graph))


def _denied_atoms(graph: Any) -> Iterator[Atom]:
    """Yield the triple patterns of a group, which rdflib may have translated or not."""
    if graph.name == "GroupGraphPatternSub":
        for part in graph.part:
            yield from _denied_atoms(part)
    elif graph.name == "TriplesBlock":
        for flat in graph.triples:
            yield from (_atom(flat[i : i + 3]) for i in range(0, len(flat), 3))
    elif graph.name in ("Join", "BGP"):
        yield from _parts(graph)[0]
    else:
        raise DataError("FILTER NOT EXISTS has triple patterns only")


def _atom(triple: Any) -> Atom:
    subject, predicate, value = map(_place, triple)
    if isinstance(predicate, Literal):
        raise DataError("a predicate is an IRI or a variable")
    return Atom(subject, predicate, value)


def _place(value: object) -> Place:
    match value:
        case rdflib.Variable():
            return f"?{value}"
        case rdflib.BNode():
            return f"?_b{value}"
        case rdflib.URIRef():
            return NamedNode(str(value))
        case rdflib.Literal():
            if value.language:
                return Literal(str(value), language=value.language)
            datatype = NamedNode(str(value.datatype)) if value.datatype else None
            return Literal(str(value), datatype=datatype)
        case _:
            raise DataError("a property path is written as triple patterns")


def _conditions(text: str) -> Iterator[str]:
    """Yield the text of each FILTER, BIND and VALUES; what is denied is no condition."""
    start = re.search(r"\bWHERE\s*\{", text, re.IGNORECASE)
    body = text[start.end() :] if start else ""
    tokens = [token for token in _TOKEN.findall(body) if not token.startswith("#")]
    position = 0
    while position < len(tokens):
        if tokens[position].upper() in _CONDITIONS:
            end = _end(tokens, position)
            condition = " ".join("".join(tokens[position:end]).split())
            if not re.match(r"FILTER\s+NOT\s+EXISTS\b", condition, re.IGNORECASE):
                yield condition
            position = end
        else:
            position += 1


def _end(tokens: Sequence[str], start: int) -> int:
    """Return where a condition ends: with its brackets; VALUES with its braces."""
    opened: list[str] = []
    is_values = tokens[start].upper() == "VALUES"
    for position in range(start, len(tokens)):
        token = tokens[position]
        if token in _BRACKETS:
            opened.append(_BRACKETS[token])
        elif opened and token == opened[-1]:
            opened.pop()
            if not opened and (token == "}" or not is_values):
                return position + 1
    return len(tokens)

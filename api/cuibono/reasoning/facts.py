"""What holds in a store, and the solutions of patterns over it.

Patterns are joined here over the engine's index, where the store gives access to it (`Matching`),
and only their conditions are left to SPARQL; every other store is asked all in SPARQL, many
bindings a query. `tests/reasoning/test_maintenance.py` runs both ways against each other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuibono.reasoning.rules import Atom, Bindings, Pattern
from cuibono.store import Matching, Queryable
from cuibono.terms import Graph

BINDINGS_A_QUERY = 400


class Facts:
    """The statements of a store, while some of them are being taken back.

    What is taken back stays in the store until all that followed from it is known; `gone` says
    what no longer holds, `unasserted` what no source says any more though it may still follow.
    """

    def __init__(self, source: Queryable) -> None:
        self.source = source
        self.gone: set[Triple] = set()
        self.unasserted: set[Triple] = set()
        self._matcher = source if isinstance(source, Matching) else None

    def solutions(
        self,
        pattern: Pattern,
        rows: Sequence[Bindings],
        *,
        known: Atom | None = None,
        before: bool = False,
    ) -> Iterator[Bindings]:
        """Yield the solutions of a pattern that extend one of the rows.

        `known` is an atom that holds with each row. `before` also counts what is gone, and does not
        look at what the pattern denies.
        """
        # What starts from nothing reads whole predicates, which the engine does better by itself
        if self._matcher and all(rows):
            found = self._joined(pattern, rows, known, before)
            if pattern.conditions:
                found = self._fulfilling(pattern, found)
        else:
            found = self._selected(pattern, rows, before)
        for one in found:
            if before or not any(self.holds(group, one) for group in pattern.unless):
                yield one

    def holds(self, atoms: tuple[Atom, ...], bindings: Bindings) -> bool:
        """Whether atoms hold together, with these values for their variables."""
        pattern = Pattern(atoms)
        row = {name: bindings[name] for name in pattern.variables if name in bindings}
        return next(self.solutions(pattern, [row]), None) is not None

    def graphs_of(self, statements: Iterable[Triple]) -> dict[Triple, tuple[NamedNode, ...]]:
        """Return the graphs that each statement stands in, the graph of inferences included."""
        wanted = list(statements)
        found: dict[Triple, list[NamedNode]] = {statement: [] for statement in wanted}
        if self._matcher:
            for statement in wanted:
                for quad in self._matcher.match(*statement):
                    if isinstance(quad.graph_name, NamedNode):
                        found[statement].append(quad.graph_name)
        else:
            names = ("?s", "?p", "?o")
            any_statement = Atom(*names)
            rows: list[Bindings] = [dict(zip(names, one, strict=True)) for one in wanted]
            for row in self._rows("?s ?p ?o ?g", "GRAPH ?g { ?s ?p ?o }", "", rows):
                triple, graph = any_statement.ground(row), row["?g"]
                if triple and isinstance(graph, NamedNode):
                    found[triple].append(graph)
        return {one: tuple(sorted(graphs, key=lambda g: g.value)) for one, graphs in found.items()}

    def asserted_in(self, statement: Triple) -> tuple[NamedNode, ...]:
        """Return the graphs of sources that assert a statement."""
        if statement in self.unasserted:
            return ()
        graphs = self.graphs_of([statement])[statement]
        return tuple(graph for graph in graphs if graph != Graph.INFERRED)

    def _joined(
        self, pattern: Pattern, rows: Sequence[Bindings], known: Atom | None, before: bool
    ) -> Iterator[Bindings]:
        atoms = tuple(atom for atom in pattern.atoms if atom is not known)
        for row in rows:
            for found in self._join(atoms, row, before):
                if all(found[one] != found[other] for one, other in pattern.distinct):
                    yield found

    def _join(self, atoms: Sequence[Atom], bindings: Bindings, before: bool) -> Iterator[Bindings]:
        """Join nested loops, the atom that fewest statements fit first."""
        if not atoms:
            yield bindings
            return
        atom, statements = self._fewest(atoms, bindings)
        rest = [other for other in atoms if other is not atom]
        for statement in statements:
            if before or statement not in self.gone:
                values = atom.unify(statement)
                if values is not None:
                    yield from self._join(rest, {**bindings, **values}, before)

    def _fewest(self, atoms: Sequence[Atom], bindings: Bindings) -> tuple[Atom, Iterable[Triple]]:
        """Return the atom that fewest statements fit, and these.

        All are counted in step until one has no more, so that a class of very many members, or
        anything else that very much is said of, costs no more than what is joined with it.
        """
        known = [_ends_known(atom, bindings) for atom in atoms]
        best = [atom for atom, ends in zip(atoms, known, strict=True) if ends == max(known)]
        if len(best) == 1 or max(known) == 2:
            return best[0], self._matching(best[0], bindings)
        counted = [(atom, self._matching(atom, bindings), list[Triple]()) for atom in best]
        while True:
            for atom, coming, seen in counted:
                statement = next(coming, None)
                if statement is None:
                    return atom, seen
                seen.append(statement)

    def _fulfilling(self, pattern: Pattern, rows: Iterator[Bindings]) -> Iterator[Bindings]:
        """Yield the rows that the conditions hold of: nothing else is asked in SPARQL."""
        conditions = " ".join(pattern.conditions)
        names = [v for v in pattern.variables if re.search(rf"\{v}\b", conditions)]
        while some := list(islice(rows, BINDINGS_A_QUERY)):
            values = _values(
                [{"?_n": Literal(i)} | {v: row[v] for v in names} for i, row in enumerate(some)]
            )
            query = f"{pattern.prologue} SELECT DISTINCT ?_n WHERE {{ {values} {conditions} }}"
            numbers = (found["_n"] for found in self.source.select(query))
            kept = {int(number.value) for number in numbers if isinstance(number, Literal)}
            yield from (row for i, row in enumerate(some) if i in kept)

    def _matching(self, atom: Atom, bindings: Bindings) -> Iterator[Triple]:
        assert self._matcher
        subject, predicate, value = (
            bindings.get(place) if isinstance(place, str) else place for place in atom.places
        )
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode | None):
            return iter(())
        found = self._matcher.match(subject, predicate, value)
        return _once(quad.triple for quad in found)

    def _selected(
        self, pattern: Pattern, rows: Sequence[Bindings], before: bool
    ) -> Iterator[Bindings]:
        variables = " ".join(pattern.variables) or "*"
        for row in self._rows(variables, where(pattern), pattern.prologue, rows):
            premises = [atom.ground(row) for atom in pattern.atoms]
            if before or not any(premise in self.gone for premise in premises):
                yield row

    def _rows(
        self, variables: str, body: str, prologue: str, rows: Sequence[Bindings]
    ) -> Iterator[Bindings]:
        for start in range(0, len(rows), BINDINGS_A_QUERY):
            values = _values(rows[start : start + BINDINGS_A_QUERY])
            query = f"{prologue} SELECT DISTINCT {variables} WHERE {{ {values} {body} }}"
            for found in self.source.select(query):
                yield {f"?{name}": value for name, value in found.items()}


def where(pattern: Pattern) -> str:
    """Return the pattern in SPARQL, without what it denies.

    Each atom may hold in any named graph; this is spelt out, since stores differ in what their
    default graph is.
    """
    atoms = [f"GRAPH ?_g{i} {{ {atom} }}" for i, atom in enumerate(pattern.atoms)]
    distinct = [f"FILTER(!sameTerm({one}, {other}))" for one, other in pattern.distinct]
    return " ".join([*atoms, *pattern.conditions, *distinct])


def denial(pattern: Pattern) -> str:
    """Return in SPARQL that nothing holds of what the pattern denies."""
    groups: list[str] = []
    for number, group in enumerate(pattern.unless):
        atoms = [f"GRAPH ?_n{number}_{i} {{ {atom} }}" for i, atom in enumerate(group)]
        groups.append(f"FILTER NOT EXISTS {{ {' '.join(atoms)} }}")
    return " ".join(groups)


def _values(rows: Sequence[Bindings]) -> str:
    """Return the rows as a VALUES block. Blank nodes have no names in SPARQL: such rows are not."""
    names = list(rows[0])
    if not names:
        return ""
    lines = [
        f"({' '.join(str(row[name]) for name in names)})"
        for row in rows
        if not any(isinstance(value, BlankNode) for value in row.values())
    ]
    return f"VALUES ({' '.join(names)}) {{ {' '.join(lines)} }}"


def _ends_known(atom: Atom, bindings: Bindings) -> int:
    """Return how many of subject and object are known."""
    return sum(
        not isinstance(place, str) or place in bindings for place in (atom.subject, atom.object)
    )


def _once(statements: Iterable[Triple]) -> Iterator[Triple]:
    """Yield each once: a statement may stand in several graphs."""
    seen: set[Triple] = set()
    for statement in statements:
        if statement not in seen:
            seen.add(statement)
            yield statement

"""Write sources and keep the inferences in step; what makes the graph inconsistent is undone.

The store carries a stamp of the rules that its inferences were made by. It is taken off while the
store is written to, so that after a crash, as after any change of ontology or rules, everything is
inferred anew.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from cuibono.reasoning import (
    Check,
    Proof,
    Rules,
    compile_rules,
    explain,
    find_clashes,
    materialise,
    read_rules,
    replace,
)
from cuibono.store import Writer
from cuibono.terms import Graph, term

_VERSION = term("owl:versionInfo")


@dataclass(frozen=True, slots=True)
class ProvenClash:
    """What cannot all be true, with the proof of each statement and the passages they rest on."""

    check: Check
    proofs: tuple[Proof, ...]
    passages: Mapping[str, tuple[str, ...]]
    """The IRIs of passages, by the subject of an asserted statement."""


class Inferences:
    """The inferences of a store that is written to."""

    def __init__(
        self, writer: Writer, ontology: Iterable[Quad], tell: Callable[[str], None]
    ) -> None:
        self._writer = writer
        self._ontology = list(ontology)
        self._rules = bundled_rules(self._ontology)
        self._tell = tell
        self._is_begun = False

    def replace(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> list[ProvenClash]:
        """Replace graphs of a source; where that leads to clashes, put them back and return these.

        Only clashes that the new statements have a part in count.
        """
        self._begin()
        before = {graph: self._quads(graph) for graph in graphs}
        change = replace(self._writer, self._rules, graphs)
        clashes = find_clashes(self._writer, self._rules, among=change.added)
        proven = [self._proven(one.check, one.statements) for one in clashes]
        if proven:
            replace(self._writer, self._rules, before)
        return proven

    def finish(self) -> None:
        """Say that the inferences are in step."""
        if self._is_begun:
            self._writer.update(f"INSERT DATA {{ {self._stamp} }}")

    def _begin(self) -> None:
        """Infer everything anew, unless what is inferred is known to be in step."""
        if self._is_begun:
            return
        self._is_begun = True
        if self._writer.ask(f"ASK {{ {self._stamp} }}"):
            self._writer.update(f"DELETE DATA {{ {self._stamp} }}")
            return
        self._tell("reasoning")
        self._writer.replace({Graph.ONTOLOGY: self._ontology})
        done = materialise(self._writer, self._rules)
        self._tell(f"{done.inferred:,} statements inferred")

    @property
    def _stamp(self) -> str:
        digest = hashlib.sha256()
        for rule in (*self._rules, *self._rules.checks):
            digest.update(repr(rule).encode())
        for line in sorted(str(q) for q in self._ontology if "_:" not in str(q)):
            digest.update(line.encode())
        version = Literal(f"sha256:{digest.hexdigest()}")
        return f"GRAPH {Graph.ONTOLOGY} {{ {Graph.INFERRED} {_VERSION} {version} }}"

    def _quads(self, graph: NamedNode) -> list[Quad]:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        return [
            Quad(one.subject, one.predicate, one.object, graph)
            for one in self._writer.construct(query)
        ]

    def _proven(self, check: Check, statements: Iterable[Triple]) -> ProvenClash:
        proofs = tuple(
            proof for one in statements if (proof := explain(self._writer, self._rules, one))
        )
        subjects = {str(leaf.statement.subject) for proof in proofs for leaf in leaves(proof)}
        return ProvenClash(check, proofs, {one[1:-1]: self._passages(one) for one in subjects})

    def _passages(self, subject: str) -> tuple[str, ...]:
        if not subject.startswith("<"):
            return ()
        query = f"SELECT DISTINCT ?p {{ GRAPH ?g {{ {subject} {term('cb:atPassage')} ?p }} }}"
        return tuple(sorted(str(row["p"])[1:-1] for row in self._writer.select(query)))


def bundled_rules(ontology: Iterable[Quad]) -> Rules:
    """Return the rules in force: those of the axioms, and those of `queries/rules/`."""
    return compile_rules(ontology) + read_rules()


def leaves(proof: Proof) -> list[Proof]:
    """Return what a proof rests on: its asserted statements, each once."""
    found: dict[Triple, Proof] = {}
    pending = [proof]
    seen: set[Triple] = set()
    while pending:
        one = pending.pop()
        if one.statement not in seen:
            seen.add(one.statement)
            pending += one.premises
            if one.graphs:
                found[one.statement] = one
    return list(found.values())

"""Clashes in words: what cannot be together, the statements with file and line, how to mend it."""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from cuibono.ingest.inferring import ProvenClash, leaves
from cuibono.reasoning import Proof
from cuibono.terms import compact
from cuibono.validation import Locator

SHOWN = 10
"""How many clashes are told at most."""

_RULES = {
    "cax-dw": "nothing is both {0} and {1}",
    "cax-adc": "nothing is both {0} and {1}",
    "cls-com": "nothing is both {0} and {1}",
    "prp-irp": "nothing is related to itself by {0}",
    "prp-asyp": "{0} does not hold in both directions",
    "prp-pdw": "no two things are related by both {0} and {1}",
    "prp-adp": "no two things are related by both {0} and {1}",
    "prp-fp": "{0} has one value at most",
    "prp-npa1": "what is said not to hold is stated",
    "prp-npa2": "what is said not to hold is stated",
    "cls-nothing2": "a class that can have no members has one",
    "eq-diff1": "two things are said to be different and are the same",
    "eq-diff2": "two things are said to be different and are the same",
    "eq-diff3": "two things are said to be different and are the same",
}
_OTHER = "an axiom about {0} does not allow these statements together"
_REMEDY = (
    "One of these statements is not so: correct or withdraw it where it stands. "
    "Where all are as their sources say, the axiom is at fault."
)


def clashes_text(clashes: Iterable[ProvenClash], locator: Locator) -> str:
    """Return clashes as text for a terminal, `SHOWN` at most with the true number."""
    found = list(clashes)
    total = f"{len(found):,} contradiction{'s' if len(found) != 1 else ''}"
    lines = [f"{total} with the axioms of the ontology"]
    for clash in found[:SHOWN]:
        lines += ["", *_clash(clash, locator)]
    if len(found) > SHOWN:
        lines += ["", f"and {len(found) - SHOWN:,} more"]
    return "\n".join(lines)


def rule_in_words(name: str) -> str:
    """Return the rule that a check stands for, as a sentence without its full stop."""
    kind, *about = name.split(" ")
    names = [*about, "the class", "the other class"]
    return _RULES.get(kind, _OTHER).format(*names)


def _clash(clash: ProvenClash, locator: Locator) -> Iterator[str]:
    yield f"{rule_in_words(clash.check.name)} ({clash.check.name})"
    told: set[Triple] = set()
    for proof in clash.proofs:
        if proof.graphs:
            yield f"  {_asserted(proof, clash, locator)}"
        else:
            assert proof.rule
            yield f"  {_words(proof.statement)}  (inferred, by {proof.rule.name} and others, from)"
            for leaf in leaves(proof):
                if leaf.statement not in told:
                    yield f"    {_asserted(leaf, clash, locator)}"
                    told.add(leaf.statement)
    yield f"  {_REMEDY}"


def _asserted(proof: Proof, clash: ProvenClash, locator: Locator) -> str:
    subject, predicate = str(proof.statement.subject)[1:-1], proof.statement.predicate.value
    parts = [_words(proof.statement)]
    if place := locator.locate(subject, predicate):
        parts.append(str(place))
    else:
        parts.append(f"in {', '.join(compact(graph.value) for graph in proof.graphs)}")
    if passages := clash.passages.get(subject):
        parts.append(f"at {', '.join(map(compact, passages))}")
    return "  ".join(parts)


def _words(statement: Triple) -> str:
    return " ".join(
        compact(part.value) if isinstance(part, NamedNode) else str(part) for part in statement
    ).replace("rdf:type", "a")

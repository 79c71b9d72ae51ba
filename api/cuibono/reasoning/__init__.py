"""What follows from what is said: OWL axioms compiled to rules that any SPARQL store can run."""

from cuibono.reasoning.explanation import Proof, explain
from cuibono.reasoning.materialisation import materialise
from cuibono.reasoning.rules import Atom, Rule, compile_rules

__all__ = ["Atom", "Proof", "Rule", "compile_rules", "explain", "materialise"]

"""What follows from what is said: OWL axioms compiled to rules that any SPARQL store can run."""

from cuibono.reasoning.consistency import Consistency, check_consistency
from cuibono.reasoning.explanation import Proof, explain
from cuibono.reasoning.materialisation import materialise
from cuibono.reasoning.profile import ProfileFault, check_profile
from cuibono.reasoning.rules import Atom, Rule, compile_rules

__all__ = [
    "Atom",
    "Consistency",
    "ProfileFault",
    "Proof",
    "Rule",
    "check_consistency",
    "check_profile",
    "compile_rules",
    "explain",
    "materialise",
]

"""What follows from what is said: OWL axioms compiled to rules that any SPARQL store can run."""

from cuibono.reasoning.clashes import Clash, find_clashes
from cuibono.reasoning.compiling import compile_rules
from cuibono.reasoning.consistency import Consistency, check_consistency
from cuibono.reasoning.explanation import Proof, explain
from cuibono.reasoning.maintenance import Change, replace
from cuibono.reasoning.materialisation import Materialisation, materialise
from cuibono.reasoning.profile import ProfileFault, check_profile
from cuibono.reasoning.rule_files import read_rules
from cuibono.reasoning.rules import Atom, Check, Pattern, Rule, Rules

__all__ = [
    "Atom",
    "Change",
    "Check",
    "Clash",
    "Consistency",
    "Materialisation",
    "Pattern",
    "ProfileFault",
    "Proof",
    "Rule",
    "Rules",
    "check_consistency",
    "check_profile",
    "compile_rules",
    "explain",
    "find_clashes",
    "materialise",
    "read_rules",
    "replace",
]

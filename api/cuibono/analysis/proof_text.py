"""A proof as a tree of lines, for a terminal."""

from rich.text import Text
from rich.tree import Tree

from cuibono.analysis.model import Thing
from cuibono.analysis.proofs import ProofStep
from cuibono.terms import compact


def proof_tree(step: ProofStep) -> Tree:
    """Return the tree of a proof: a statement, why it holds, and its premises below it."""
    tree = Tree(_line(step))
    if step.is_proven_above:
        tree.add(Text("proven above", style="dim"))
    elif step.rule:
        tree.add(Text(f"by {step.rule}: {step.rule_in_words}", style="dim"))
    for premise in step.premises:
        tree.add(proof_tree(premise))
    return tree


def _line(step: ProofStep) -> Text:
    parts = (step.subject, step.predicate, step.object)
    line = Text(" ".join(_name(part) for part in parts))
    if step.graphs:
        line.append(f"  asserted in {', '.join(map(compact, step.graphs))}", style="dim")
    places = "; ".join(f"{p.section}: {p.start}-{p.end}" for p in step.passages)
    return line.append(f" [{places}]" if places else "", style="dim")


def _name(part: Thing | str) -> str:
    return compact(part.iri) if isinstance(part, Thing) else part

"""A trace as a tree of lines, for a terminal."""

from collections.abc import Iterable, Sequence

from rich.text import Text
from rich.tree import Tree

from cuibono.analysis.model import Absence, Statement, Thing
from cuibono.analysis.trace_model import (
    Argument,
    Direction,
    Evidence,
    Figure,
    Limitation,
    Role,
    ScopeTerm,
    Tie,
    Trace,
    Use,
    Utterance,
)

_VERBS = {"Assertion": "says it", "Denial": "denies it", "Attribution": "passes it on"}
_TITLES = {
    Direction.SUPPORTS: "for it",
    Direction.DISPUTES: "against it",
    Direction.QUALIFIES: "qualifying it",
}


def trace_tree(trace: Trace, depth: int = 2) -> Tree:
    """Return the tree of a trace; each step ends in the passages of its statement.

    `depth` is how many arguments deep it goes: 1 shows what bears on the claim itself, 2 also what
    that rests on.
    """
    return _TreeBuilder(depth).build(trace)


class _TreeBuilder:
    def __init__(self, depth: int) -> None:
        self._depth = depth

    def build(self, trace: Trace) -> Tree:
        tree = Tree(Text(trace.claim.label, style="bold"))
        tree.add(_line(f"claim {trace.claim.slug}", trace.statement))
        _add(tree, "speaks of", map(_scope, trace.scope))
        _add(tree, "who says it", map(_utterance, trace.utterances))
        self._add_arguments(tree, trace.arguments, 1)
        _add(tree, "used for", map(_use, trace.uses))
        _add(tree, "missing", (Tree(_absence(absence)) for absence in trace.missing))
        return tree

    def _add_arguments(self, tree: Tree, arguments: Sequence[Argument], level: int) -> None:
        if arguments and level > self._depth:
            tree.add(Text(f"{len(arguments)} arguments about this: --depth {level}", style="dim"))
            return
        for direction, title in _TITLES.items():
            chosen = [argument for argument in arguments if argument.direction is direction]
            _add(tree, title, (self._argument(argument, level) for argument in chosen))

    def _argument(self, argument: Argument, level: int) -> Tree:
        drawn = f", drawn by {_names(argument.drawn_by)}" if argument.drawn_by else ""
        tree = Tree(_line(f"{argument.source.label.rstrip('.')}{drawn}", argument.statement))
        if argument.mismatches:
            tree.add(Text(f"not the same: {_names(argument.mismatches)}"))
        if argument.statement.comment:
            tree.add(Text(f"note: {argument.statement.comment}"))
        if argument.evidence:
            self._add_evidence(tree, argument.evidence)
        if argument.limitation:
            tree.add(Text(f"a limitation ({_names(argument.limitation.kinds)})"))
        _add(tree, "who says this", map(_utterance, argument.said_by))
        self._add_arguments(tree, argument.arguments, level + 1)
        if argument.shown_elsewhere:
            tree.add(Text(f"see {argument.source.slug} elsewhere in this trace", style="dim"))
        return tree

    def _add_evidence(self, tree: Tree, evidence: Evidence) -> None:
        name = f"evidence {evidence.thing.slug} ({evidence.thing.type})"
        branch = tree.add(_line(name, evidence.statement))
        if evidence.documents:
            branch.add(Text(f"reported in {_names(evidence.documents)}"))
        self._add_roles(branch, evidence.roles)
        branch.children.extend(map(_scope, evidence.scope))
        figures = [evidence.figure] if evidence.figure else evidence.figures
        branch.children.extend(map(_figure, figures))
        branch.children.extend(map(_limitation, evidence.limitations))
        for root in evidence.rests_on:
            self._add_evidence(branch.add(Text(f"rests on: {root.thing.label}")), root)
        for thing in evidence.rests_on_elsewhere:
            branch.add(Text(f"rests on: {thing.slug}, elsewhere in this trace", style="dim"))

    def _add_roles(self, tree: Tree, roles: Iterable[Role]) -> None:
        told: set[str] = set()
        for role in roles:
            if role.absence:
                tree.add(_absence(role.absence))
            for backer in role.actors:
                branch = tree.add(Text(f"{role.role}: {backer.actor.label}"))
                if backer.actor.iri not in told:
                    branch.children.extend(map(_tie, backer.ties))
                told.add(backer.actor.iri)


def _add(tree: Tree, title: str, branches: Iterable[Tree]) -> None:
    children = list(branches)
    if children:
        tree.add(Text(title, style="bold")).children.extend(children)


def _scope(term: ScopeTerm) -> Tree:
    return Tree(Text(f"{term.dimension}: {term.value}"))


def _utterance(utterance: Utterance) -> Tree:
    verb = _VERBS.get(utterance.statement.type, utterance.statement.type)
    parts = [f"{_names(utterance.speakers)} {verb}"]
    if utterance.document:
        parts.append(f"in {utterance.document.label}")
    if utterance.modality:
        parts.append(f"({utterance.modality.label})")
    if not utterance.document_was_read:
        parts.append("- known only through the passage of another text")
    return Tree(_line(" ".join(parts), utterance.statement))


def _limitation(limitation: Limitation) -> Tree:
    return Tree(_line(f"weak: {limitation.thing.label}", limitation.statement))


def _tie(tie: Tie) -> Tree:
    through = f" through {tie.through.label}" if tie.through else ""
    document = f", in {tie.document.label}" if tie.document else ""
    return Tree(_line(f"{tie.kind}{through}: {tie.policy.label}{document}", tie.statement))


def _use(use: Use) -> Tree:
    by = f", by {_names(use.used_by)}" if use.used_by else ""
    tree = Tree(_line(f"{use.policy.label}{by}", use.statement))
    for advance in use.advances:
        verb = "is part of" if advance.statement.type == "Composition" else "serves"
        tree.add(_line(f"{verb} {advance.policy.label}", advance.statement))
    for promotion in use.promotions:
        role = f" as {promotion.role.label}" if promotion.role else ""
        document = f", in {_names(promotion.documents)}" if promotion.documents else ""
        text = f"{promotion.actor.label} promotes {promotion.policy.label}{role}{document}"
        tree.add(_line(text, promotion.statement))
    for gain in use.gains:
        text = f"{gain.assessor.label} says: {gain.outcome} for {gain.actor.label}"
        tree.add(_line(text, gain.statement))
    if use.gains_absence:
        tree.add(_absence(use.gains_absence))
    return tree


def _figure(figure: Figure) -> Tree:
    measure = figure.measure.label if figure.measure else "figure"
    where = f", {_names(figure.places)}" if figure.places else ""
    when = f", {figure.period}" if figure.period else ""
    return Tree(_line(f"{figure.written} {measure}{where}{when}", figure.statement))


def _line(text: str, statement: Statement) -> Text:
    places = "; ".join(f"{p.section}: {p.start}-{p.end}" for p in statement.passages)
    line = Text(text)
    if statement.inferred_by_reader:
        line.append(" (a reader's inference)", style="italic")
    return line.append(f"  [{places}]" if places else "", style="dim")


def _absence(absence: Absence) -> Text:
    date = f" (searched {absence.date})" if absence.date else ""
    return Text(f"{absence.what}: {absence.explanation}{date}")


def _names(things: Iterable[Thing]) -> str:
    return ", ".join(thing.label for thing in things)

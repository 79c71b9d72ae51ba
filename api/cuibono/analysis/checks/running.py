"""Read what is to be checked, and run every check over it."""

from collections.abc import Callable, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad

from cuibono.analysis.checks.drift import check_declared, check_foreign, check_used
from cuibono.analysis.checks.model import Finding, Outcome, Subject
from cuibono.analysis.checks.queries import read_checks
from cuibono.artefacts import Folder, folder
from cuibono.errors import CheckUnavailableError
from cuibono.ingest import SourceFile, read_files
from cuibono.reasoning import check_consistency, check_profile
from cuibono.terms import Graph, compact

_DL: Final = "dl.ttl"
"""The module that is outside OWL 2 RL on purpose."""


def read_subject(paths: Sequence[Path | Traversable] = ()) -> Subject:
    """Return the bundled files, or given files together with what they refer to.

    That is the bundled graph, unless they bring a registry of their own; a given file takes the
    place of the bundled one of its name. Raises what `read_files` raises.
    """
    given = read_files(paths) if paths else []
    names = {file.name for file in given}
    has_registry = any(Graph.REGISTRY.value in file.graphs for file in given)
    bundled = [] if has_registry else read_files([folder(Folder.GRAPH)])
    return Subject(
        ontology=read_files([folder(Folder.ONTOLOGY)]),
        shapes=read_files([folder(Folder.SHAPES)]),
        graph=[*given, *(file for file in bundled if file.name not in names)],
    )


def run_checks(
    subject: Subject, tell: Callable[[str], None] = lambda step: None
) -> Iterator[Outcome]:
    """Yield the outcome of each check, the slowest last; `tell` is told what is being done."""
    tell("profile OWL 2 RL")
    yield _profile(subject)
    for check in (check_declared, check_used, check_foreign):
        tell((check.__doc__ or "").partition("\n")[0].rstrip("."))
        yield check(subject)
    for query in read_checks():
        tell(query.title)
        yield query.run(subject)
    yield _consistency(subject, tell)


def _profile(subject: Subject) -> Outcome:
    core = [quad for file in subject.ontology if file.name != _DL for quad in file.quads]
    return Outcome(
        "profile",
        "The core vocabulary and its alignments are within OWL 2 RL",
        "Rules find all that follows from an OWL 2 RL ontology; outside of it they do not.",
        "Say it as the profile allows, or move the axiom to ontology/dl.ttl.",
        tuple(subject.finding(fault.node, fault.problem) for fault in check_profile(core)),
    )


def _consistency(subject: Subject, tell: Callable[[str], None]) -> Outcome:
    outcome = Outcome(
        "consistency",
        "Ontology and graph have a model, and every class can have a member (OWL 2 DL)",
        "From a contradiction anything follows.",
        "Correct one of the statements or axioms that clash.",
    )
    try:
        found = check_consistency(_quads(subject.ontology), _quads(subject.graph), tell)
    except CheckUnavailableError as fault:
        return _with(outcome, skipped=fault.detail)
    findings = [subject.finding(name, "can have no member") for name in found.unsatisfiable]
    if found.is_ontology_at_fault:
        findings.append(Finding("", "the ontology contradicts itself, without any statement"))
    for triple in found.clash:
        node = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
        detail = f"clashes: {compact(triple.predicate.value)} {_shown(triple.object)}"
        findings.append(subject.finding(node, detail, triple.predicate.value))
    return _with(outcome, findings=tuple(findings))


def _with(
    outcome: Outcome, findings: tuple[Finding, ...] = (), skipped: str | None = None
) -> Outcome:
    return Outcome(outcome.name, outcome.title, outcome.why, outcome.remedy, findings, skipped)


def _shown(value: object) -> str:
    return compact(value.value) if isinstance(value, NamedNode) else str(value)


def _quads(files: Sequence[SourceFile]) -> list[Quad]:
    return [quad for file in files for quad in file.quads]

"""Whether an ontology with its individuals is consistent, by OWL 2 DL: HermiT through owlready2.

HermiT says that there is a clash, not where. So the individuals that clash are found by division
(QuickXplain: U. Junker, AAAI 2004): a smallest set of statements that, with the ontology, has no
model.
"""

import importlib
import io
import shutil
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from cuibono.errors import CheckUnavailableError
from cuibono.reasoning.profile import DATATYPES
from cuibono.terms import term

_TYPE: Final = term("rdf:type")
_NOTHING: Final = term("owl:Nothing").value
_STRING: Final = term("xsd:string")
T = TypeVar("T")
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Consistency:
    """The outcome: classes that can have no member, and the statements that clash, if any do."""

    unsatisfiable: tuple[str, ...] = ()
    clash: tuple[Triple, ...] = ()
    is_consistent: bool = True

    @property
    def is_ontology_at_fault(self) -> bool:
        """Whether the ontology clashes by itself, without any individual."""
        return not self.is_consistent and not self.clash


def check_consistency(
    ontology: Iterable[Quad | Triple],
    statements: Iterable[Quad | Triple] = (),
    tell: Step = lambda step: None,
) -> Consistency:
    """Return whether ontology and statements have a model, and which classes can have a member.

    Statements are taken as far as they are within OWL 2 DL; dates and other values, whose datatypes
    the OWL 2 map lacks, as strings, in a view that is thrown away. Raises `CheckUnavailableError`
    where Java or owlready2 is missing, or HermiT gives up.
    """
    reasoner = _Reasoner()
    terminology = _terminology(ontology)
    individuals = _individuals(terminology, statements)
    tell(f"HermiT over {len(terminology)} axiom triples and {len(individuals)} statements")
    found = reasoner.classify([*terminology, *individuals])
    if found is not None:
        return Consistency(unsatisfiable=tuple(found))
    if reasoner.classify(terminology) is None:
        return Consistency(is_consistent=False)
    return Consistency(is_consistent=False, clash=_clash(reasoner, terminology, individuals, tell))


class _Reasoner:
    """HermiT, as owlready2 carries it."""

    def __init__(self) -> None:
        if shutil.which("java") is None:
            raise CheckUnavailableError(
                "HermiT needs Java; install a Java runtime, such as Debian's default-jre-headless"
            )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._owlready: Any = importlib.import_module("owlready2")
        except ImportError:
            raise CheckUnavailableError(
                "HermiT comes with owlready2; install it with: pip install cuibono[dl]"
            ) from None

    def classify(self, triples: Sequence[Triple]) -> list[str] | None:
        """Return the unsatisfiable classes, or None where there is no model."""
        world = self._owlready.World()
        content = io.BytesIO(ox.serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
        try:
            loaded = world.get_ontology("https://w3id.org/cuibono/view#").load(fileobj=content)
            with loaded:
                self._owlready.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
            return sorted(one.iri for one in world.inconsistent_classes() if one.iri != _NOTHING)
        except self._owlready.OwlReadyInconsistentOntologyError:
            return None
        except self._owlready.OwlReadyError as fault:
            reason = _reason(str(fault.__cause__ or fault))
            raise CheckUnavailableError(f"HermiT stopped: {reason}") from None
        finally:
            world.close()


def _reason(said: str) -> str:
    """Return the line in which Java names its exception."""
    lines = [line.strip() for line in said.splitlines() if "Exception" in line or "Error" in line]
    return lines[-1] if lines else " ".join(said.split())


def _terminology(ontology: Iterable[Quad | Triple]) -> list[Triple]:
    """Return the ontology as one: without imports, and without the headers of its modules."""
    triples = list(dict.fromkeys(Triple(t.subject, t.predicate, t.object) for t in ontology))
    headers = {t.subject for t in triples if t.object == term("owl:Ontology")}
    return [t for t in triples if t.subject not in headers]


def _individuals(
    terminology: Sequence[Triple], statements: Iterable[Quad | Triple]
) -> list[Triple]:
    """Return the statements that OWL 2 DL has a place for, typed as individuals."""
    declared: dict[object, set[object]] = defaultdict(set)
    for triple in terminology:
        if triple.predicate == _TYPE:
            declared[triple.object].add(triple.subject)
    view: dict[Triple, None] = {}
    for one in statements:
        triple = Triple(one.subject, one.predicate, one.object)
        value = triple.object
        if triple.predicate == _TYPE:
            if value in declared[term("owl:Class")]:
                view[triple] = None
        elif isinstance(value, Literal):
            if triple.predicate in declared[term("owl:DatatypeProperty")]:
                view[Triple(triple.subject, triple.predicate, _within(value))] = None
        elif triple.predicate in declared[term("owl:ObjectProperty")]:
            view[triple] = None
    return list(view)


def _within(value: Literal) -> Literal:
    if value.language is not None or value.datatype in DATATYPES:
        return value
    return Literal(value.value, datatype=_STRING)


def _clash(
    reasoner: _Reasoner, terminology: Sequence[Triple], statements: Sequence[Triple], tell: Step
) -> tuple[Triple, ...]:
    """Return a smallest set of statements that clash: first by individual, then by statement."""

    known: dict[frozenset[Triple], bool] = {}

    def has_clash(parts: Sequence[Sequence[Triple]]) -> bool:
        chosen = frozenset(triple for part in parts for triple in part)
        if chosen not in known:
            tell(f"looking for the clash among {len(chosen)} statements")
            known[chosen] = reasoner.classify([*terminology, *chosen]) is None
        return known[chosen]

    by_individual: dict[NamedNode | BlankNode | Triple, list[Triple]] = defaultdict(list)
    for triple in statements:
        by_individual[triple.subject].append(triple)
    individuals = smallest(list(by_individual.values()), has_clash)
    singles = [[triple] for individual in individuals for triple in individual]
    return tuple(triple for part in smallest(singles, has_clash) for triple in part)


def smallest(parts: Sequence[T], is_at_fault: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return a smallest selection that is at fault, of parts that together are (QuickXplain).

    While one half is at fault by itself, the other is put aside first: that is seldom not so, and
    each trial is then on half as much.
    """
    chosen: Sequence[T] = parts
    while len(chosen) > 1:
        middle = len(chosen) // 2
        if is_at_fault(chosen[:middle]):
            chosen = chosen[:middle]
        elif is_at_fault(chosen[middle:]):
            chosen = chosen[middle:]
        else:
            break

    def explain(background: Sequence[T], has_new: bool, rest: Sequence[T]) -> list[T]:
        if has_new and is_at_fault(background):
            return []
        if len(rest) == 1:
            return list(rest)
        middle = len(rest) // 2
        first, second = rest[:middle], rest[middle:]
        of_second = explain([*background, *first], True, second)
        of_first = explain([*background, *of_second], bool(of_second), first)
        return [*of_first, *of_second]

    return explain([], False, chosen) if chosen else []

"""The analyses whose cost is measured: a line each in `ANALYSES`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cuibono.analysis.disagreement import disagreement
from cuibono.analysis.echo import echo_of
from cuibono.analysis.independence import independent_sources
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.loops import LoopRequest, loops_of_interest
from cuibono.analysis.networks import NetworkParameters, define_statements, discourse_network
from cuibono.analysis.scope import scope_gap
from cuibono.analysis.tables import DuckTables
from cuibono.analysis.trace import trace_claim
from cuibono.analysis.trace_model import Direction
from cuibono.questions import Catalogue
from cuibono.store import EmbeddedStore
from cuibono.texts import TextLibrary


@dataclass(frozen=True, slots=True)
class Subject:
    """What an analysis is asked of: a graph, and some of its claims."""

    tables: DuckTables
    lookup: Lookup
    claims: Sequence[str]


def _network(subject: Subject, **options: object) -> object:
    parameters = NetworkParameters.model_validate(options)
    return discourse_network(subject.tables, parameters, with_grounds=False)


ANALYSES: Final[Mapping[str, Callable[[Subject], object]]] = {
    "20 traces": lambda at: [trace_claim(at.lookup, claim) for claim in at.claims],
    "two-mode network": lambda at: _network(at, kind="two-mode", concept_kind="agenda"),
    "congruence network": lambda at: _network(
        at, kind="congruence", concept_kind="policy", min_actor=2, min_concept=2
    ),
    "20 claims: independent sources": lambda at: [
        independent_sources(at.tables, at.lookup, claim, Direction.SUPPORTS) for claim in at.claims
    ],
    "20 claims: scope gap": lambda at: [
        scope_gap(at.tables, at.lookup, claim) for claim in at.claims
    ],
    "20 claims: echo": lambda at: [echo_of(at.tables, at.lookup, claim) for claim in at.claims],
    "20 claims: loops of interest": lambda at: [
        loops_of_interest(at.tables, at.lookup, LoopRequest(), claim) for claim in at.claims
    ],
    "20 claims: disagreement": lambda at: [
        disagreement(at.tables, at.lookup, claim) for claim in at.claims
    ],
}


def at_work(name: str, data: Path, claims: Sequence[str]) -> None:
    """Run one of the analyses on a store whose tables are filled."""
    snapshot = EmbeddedStore(data).current()
    tables = DuckTables(snapshot)
    define_statements(tables)
    lookup = Lookup(snapshot, Catalogue.read(), TextLibrary(None))
    ANALYSES[name](Subject(tables, lookup, claims))

"""Read what a trace is built from: a query for each question, however many steps the trace has."""

from collections.abc import Collection

from cuibono.analysis.lookup import Lookup, iri_in, iris_in
from cuibono.store import Row
from cuibono.terms import STATEMENTS, kind_and_slug

_DESCRIBED = STATEMENTS | {"claim", "evidence", "limitation"}
"""Kinds of things that stand in a trace with a passage."""


def gather_trace(lookup: Lookup, claim: str) -> None:
    """Ask each question of `queries/trace/` once about all that the trace of a claim needs.

    What is built then finds its answers kept. Were something not foreseen here, it would be asked
    for by itself: slower, and the same (`tests/analysis/test_trace.py` counts the queries).
    """
    if lookup.snapshot.misreads:  # such an engine cannot walk so far: each step is asked for
        return
    gather = lookup.gather
    nodes = iris_in(lookup.ask("trace/reach", claim=claim), "node")
    claims, evidence, policies = (_of_kind(nodes, k) for k in ("claim", "evidence", "policy"))
    parts = gather("trace/parts", "evidence", evidence)
    figures = _of_kind([*evidence, *iris_in(parts, "part")], "evidence")
    limitations = _of_kind([*nodes, *iris_in(parts, "part")], "limitation")
    limits = gather("trace/limitations", "limitation", limitations)
    figures += iris_in(limits, "threshold")
    backers = gather("trace/backers", "evidence", evidence)
    rows = [
        *parts,
        *limits,
        *backers,
        *gather("trace/arguments", "claim", claims),
        *gather("trace/utterances", "claim", claims),
        *gather("trace/about", "node", [claim]),
        *gather("trace/scope", "node", [claim, *figures]),
        *gather("trace/figures", "figure", figures),
        *gather("trace/uses", "claim", [claim]),
        *gather("trace/advances", "policy", policies),
        *gather("trace/promotions", "policy", policies),
        *gather("trace/gains", "policy", policies),
        *gather("profiles/policy-interests", "policy", policies),
    ]
    if policies:
        rows += gather("profiles/actor-memberships", "actor", iris_in(backers, "actor"))
    _gather_what_they_name(lookup, {*nodes, *_iris(rows)})


def _gather_what_they_name(lookup: Lookup, iris: Collection[str]) -> None:
    described = [iri for iri in iris if _kind(iri) in _DESCRIBED]
    absences = lookup.gather("trace/absences", "thing", described)
    searches = iris_in(absences, "search")
    things = [iri for iri in (*iris, *_iris(absences)) if _kind(iri) not in STATEMENTS]
    lookup.gather_statements([*described, *searches], things)


def _of_kind(iris: Collection[str], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(iri for iri in iris if _kind(iri) == kind))


def _kind(iri: str) -> str | None:
    found = kind_and_slug(iri)
    return found[0] if found else None


def _iris(rows: Collection[Row]) -> set[str]:
    return {iri for row in rows for name in row if (iri := iri_in(row, name))}

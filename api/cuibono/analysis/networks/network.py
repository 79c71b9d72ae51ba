"""Discourse networks: who agrees and disagrees with whom, through which statements.

The definitions are those of discourse network analysis (Leifeld 2017,
https://doi.org/10.1093/oxfordhb/9780190228217.013.25; the manual of the Discourse Network Analyzer,
chapter "Algorithms"); `docs/analyses/networks.md` cites them clause by clause.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from cuibono.analysis.networks.grounds import one_mode_grounds, two_mode_grounds
from cuibono.analysis.networks.measures import Clusters, backbone, clusters
from cuibono.analysis.networks.model import Network, NetworkNode, NetworkTie, StatementRecord
from cuibono.analysis.networks.parameters import Aggregation, Kind, Mode, NetworkParameters
from cuibono.analysis.networks.weights import divisor
from cuibono.analysis.tables import Tables, sql_text
from cuibono.errors import ParameterError

_PACKAGE: Final = "cuibono.analysis.networks"
MOST_TIES: Final = 250_000
"""More are no picture, and an answer of hundreds of megabytes."""

Ends = tuple[str, str]


def define_statements(tables: Tables) -> None:
    """Define the statement table, and who belongs to which organisation, over the tables."""
    tables.define("stances", sql_text(_PACKAGE, "stances"))
    tables.define("belonging", sql_text(_PACKAGE, "belonging"))


def discourse_network(
    tables: Tables,
    parameters: NetworkParameters,
    window: tuple[date, date] | None = None,
    *,
    with_grounds: bool = True,
) -> Network:
    """Return the network of the statement table, where `define_statements` or an importer made one.

    Raises `ParameterError` for parameters that contradict one another, and for too many ties.
    """
    values = parameters.checked().values(window)
    rows = [StatementRecord(**row) for row in tables.rows(_selection("statements"), values)]
    counted = [row for row in rows if row.left_out is None]
    two_mode = parameters.kind is Kind.TWO_MODE
    pairs = tables.rows(_selection("two_mode" if two_mode else "one_mode"), values)
    if len(pairs) > MOST_TIES:
        raise ParameterError(
            f"the network has more than {MOST_TIES:,} ties; narrow it by range, by duplicates, "
            "by fewest statements, or to some actors or concepts",
            parameter="min_actor",
        )
    activity = _activity(counted, parameters)
    every = {(row["source"], row["target"]): _tie(row, activity, parameters) for row in pairs}
    ties = _kept(every, parameters)
    nodes = _nodes(counted, rows if parameters.isolates else (), parameters)
    groups = _clusters([iri for iri, _ in nodes], ties, parameters)
    if with_grounds:
        grounds = two_mode_grounds(counted) if two_mode else one_mode_grounds(counted, parameters)
        ties = {e: t.model_copy(update={"grounds": grounds(*e)}) for e, t in ties.items()}
    labels = _labels(rows)
    return Network(
        parameters=parameters,
        start=min((row.date_first for row in counted if row.date_first), default=None),
        stop=max((row.date_last for row in counted if row.date_last), default=None),
        nodes=tuple(
            NetworkNode(
                iri=iri,
                label=labels[mode][iri],
                mode=mode,
                statements=activity[iri],
                cluster=groups.of[iri] if groups else None,
            )
            for iri, mode in nodes
        ),
        ties=tuple(ties.values()),
        statements=tuple(counted),
        left_out=dict(sorted(Counter(row.left_out for row in rows if row.left_out).items())),
        cancelled=sum(tie.agreeing == tie.disagreeing for tie in every.values()),
        clusters=groups.number if groups else None,
        modularity=groups.modularity if groups else None,
        agreement_within=_share(every, groups, agreeing=True),
        disagreement_between=_share(every, groups, agreeing=False),
        note=None if counted else _why_empty(rows, parameters),
    )


def _selection(answer: str) -> str:
    limit = "" if answer == "statements" else f"LIMIT {MOST_TIES + 1}"
    return f"{sql_text(_PACKAGE, 'selection')}\n{sql_text(_PACKAGE, answer)}{limit}"


def _activity(counted: Iterable[StatementRecord], parameters: NetworkParameters) -> Counter[str]:
    """Return how many statements that count each node has: the sum of x over the other indices."""
    found: Counter[str] = Counter()
    for row in counted:
        if parameters.kind is Kind.TWO_MODE:
            found.update((row.actor, row.concept))
        else:
            found[row.concept if parameters.mode is Mode.CONCEPTS else row.actor] += 1
    return found


def _tie(
    row: Mapping[str, Any], activity: Mapping[str, int], parameters: NetworkParameters
) -> NetworkTie:
    ends = str(row["source"]), str(row["target"])
    if parameters.kind is Kind.TWO_MODE:
        agreeing, disagreeing = int(row["positive"]), int(row["negative"])
        weight = _affiliation(agreeing, disagreeing, parameters.aggregation)
        shared = (0, 0)
    else:
        agreeing, disagreeing = int(row["congruence"]), int(row["conflict"])
        weight = {
            Kind.CONGRUENCE: agreeing,
            Kind.CONFLICT: disagreeing,
            Kind.SUBTRACT: agreeing - disagreeing,
        }[parameters.kind]
        shared = int(row["source_shared"]), int(row["target_shared"])
    by = divisor(
        parameters.normalisation,
        activity=(activity[ends[0]], activity[ends[1]]),
        shared=shared,
        congruence=agreeing,
    )
    return NetworkTie(
        source=ends[0],
        target=ends[1],
        weight=weight / by,
        agreeing=agreeing,
        disagreeing=disagreeing,
        divisor=by,
    )


def _affiliation(positive: int, negative: int, aggregation: Aggregation) -> int:
    """Return a two-mode weight (DNA manual, "Affiliation Networks")."""
    match aggregation:
        case Aggregation.SUBTRACT:
            return positive - negative
        case Aggregation.IGNORE:
            return positive + negative
        case Aggregation.COMBINE:
            return (positive > 0) + 2 * (negative > 0)


def _kept(ties: dict[Ends, NetworkTie], parameters: NetworkParameters) -> dict[Ends, NetworkTie]:
    """Return the ties that have a weight, reach the smallest, and lie in the backbone."""
    kept = {e: t for e, t in ties.items() if t.weight and abs(t.weight) >= parameters.min_weight}
    if parameters.backbone is not None:
        significant = backbone({e: t.weight for e, t in kept.items()}, parameters.backbone)
        kept = {e: t for e, t in kept.items() if e in significant}
    return kept


def _nodes(
    counted: Sequence[StatementRecord],
    more: Sequence[StatementRecord],
    parameters: NetworkParameters,
) -> list[tuple[str, Literal["actor", "concept"]]]:
    rows = [*counted, *more]
    actors: set[tuple[str, Literal["actor", "concept"]]] = {(row.actor, "actor") for row in rows}
    concepts: set[tuple[str, Literal["actor", "concept"]]] = {
        (row.concept, "concept") for row in rows
    }
    if parameters.kind is Kind.TWO_MODE:
        return sorted(actors) + sorted(concepts)
    return sorted(concepts if parameters.mode is Mode.CONCEPTS else actors)


def _labels(rows: Iterable[StatementRecord]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found["actor"][row.actor] = row.actor_label or row.actor
        found["concept"][row.concept] = row.concept_label or row.concept
    return found


def _clusters(
    nodes: Sequence[str], ties: Mapping[Ends, NetworkTie], parameters: NetworkParameters
) -> Clusters | None:
    """Return the clusters of a network whose ties mean closeness; conflict is none."""
    if parameters.kind not in (Kind.CONGRUENCE, Kind.SUBTRACT):
        return None
    return clusters(nodes, {ends: tie.weight for ends, tie in ties.items()}, parameters.seed)


def _share(
    ties: Mapping[Ends, NetworkTie], groups: Clusters | None, *, agreeing: bool
) -> float | None:
    """Return the share of agreement within clusters, or of disagreement between them."""
    if groups is None:
        return None
    counts = {e: tie.agreeing if agreeing else tie.disagreeing for e, tie in ties.items()}
    fitting = [n for (a, b), n in counts.items() if (groups.of[a] == groups.of[b]) is agreeing]
    total = sum(counts.values())
    return sum(fitting) / total if total else None


def _why_empty(rows: Sequence[StatementRecord], parameters: NetworkParameters) -> str:
    if not rows:
        return f"No statement on a {parameters.concept_kind} fits these filters."
    days = [day for row in rows for day in (row.date_first, row.date_last) if day]
    span = f" Those on record range from {min(days)} to {max(days)}." if days else ""
    reasons = Counter(row.left_out for row in rows)
    told = ", ".join(f"{reason}: {count}" for reason, count in sorted(reasons.items(), key=str))
    return f"All statements that fit are left out ({told}).{span}"

"""The disputed claims of a question: those about one matter, and those that dispute them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from cuibono.analysis.argument import ArgumentGraph
from cuibono.analysis.disagreement.disagreement import matters_of
from cuibono.analysis.disagreement.model import (
    Contested,
    ContestedList,
    ContestedRequest,
    Count,
    Matter,
)
from cuibono.analysis.independence import count_sources
from cuibono.analysis.lookup import Lookup
from cuibono.analysis.tables import Row, Tables, Value, known_things, sql_text
from cuibono.analysis.trace_model import Direction

TOPICS: Final = ("actor", "barrier", "category", "platform", "policy")


def contested_claims(
    tables: Tables, lookup: Lookup, asked: ContestedRequest, about: str | None = None
) -> ContestedList:
    """Return the disputed claims about a thing, given as slug or IRI, or all disputed claims.

    Where there is a thing, also those that dispute or are disputed by a claim about it. Raises
    `NotFoundError` for a thing that is not there.
    """
    topic = known_things(tables, TOPICS, [about], "about")[0] if about else None
    values: dict[str, Value] = {"topic": topic or "", "inferred": asked.inferred}
    rows = tables.rows(sql_text("cuibono.analysis.disagreement", "contested"), values)
    against: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        against[row["claim"]].append(row)
    wanted = sorted(claim for claim in against if topic is None or _belongs(claim, rows))
    page = wanted[asked.offset : asked.offset + asked.limit]
    voices = _voices(tables)
    graph = tables.once(ArgumentGraph.read)
    return ContestedList(
        about=lookup.thing(topic) if topic else None,
        claims=_claims(tables, topic),
        items=tuple(
            Contested(
                claim=(thing := lookup.thing(claim)),
                for_it=_count(graph, voices, claim, Direction.SUPPORTS, asked),
                against_it=_count(graph, voices, claim, Direction.DISPUTES, asked),
                matters=_matters(against[claim]),
                rivals=tuple(map(lookup.thing, _rivals(claim, rows))),
                about_it=topic is None or any(row["about_it"] for row in against[claim]),
                disagreement=f"/api/claims/{thing.slug}/disagreement",
            )
            for claim in page
        ),
        total=len(wanted),
        limit=asked.limit,
        offset=asked.offset,
        note=None if wanted else _why_none(lookup, tables, topic),
    )


def _belongs(claim: str, rows: Iterable[Row]) -> bool:
    """Whether a claim is about the matter, or one that it disputes or that disputes it is."""
    return any(
        (row["claim"] == claim and (row["about_it"] or row["rival_about_it"]))
        or (row["rival"] == claim and row["about_it"])
        for row in rows
    )


def _rivals(claim: str, rows: Iterable[Row]) -> list[str]:
    pairs = [{row["claim"], row["rival"]} for row in rows if row["rival"]]
    return sorted({other for pair in pairs if claim in pair for other in pair - {claim}})


def _matters(rows: Iterable[Row]) -> tuple[Matter, ...]:
    found = {
        matter
        for row in rows
        for matter in matters_of(
            by_claim=row["by_claim"], about_comparability=row["about_comparability"]
        )
    }
    return tuple(matter for matter in Matter if matter in found)


def _voices(tables: Tables) -> Mapping[tuple[str, str], int]:
    rows = tables.rows(
        "SELECT claim, stance, COUNT(DISTINCT speaker) AS speakers FROM utterances "
        "WHERE stance IN ('asserted', 'denied') GROUP BY claim, stance"
    )
    return {(row["claim"], row["stance"]): int(row["speakers"]) for row in rows}


def _count(
    graph: ArgumentGraph,
    voices: Mapping[tuple[str, str], int],
    claim: str,
    direction: Direction,
    asked: ContestedRequest,
) -> Count:
    counted = count_sources(graph, claim, direction, inferred=asked.inferred)
    stance = "asserted" if direction is Direction.SUPPORTS else "denied"
    return Count(
        sources=counted.number,
        independent=counted.independent,
        voices=voices.get((claim, stance), 0),
    )


def _claims(tables: Tables, topic: str | None) -> int:
    rows = tables.rows(
        "SELECT COUNT(DISTINCT t.thing) AS claims FROM things t "
        "WHERE t.kind = 'claim' AND (:topic = '' OR t.thing IN "
        "(SELECT node FROM topics WHERE topic = :topic))",
        {"topic": topic or ""},
    )
    return int(rows[0]["claims"])


def _why_none(lookup: Lookup, tables: Tables, topic: str | None) -> str:
    if topic is None:
        return "No claim on record is denied, and nothing is set against any."
    label, claims = lookup.thing(topic).label, _claims(tables, topic)
    if not claims:
        return f"No claim on record is about {label}."
    return f"{claims} claims on record are about {label}, and none of them is disputed."

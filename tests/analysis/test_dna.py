"""Networks of the sample database of DNA itself, read in place where it is at hand."""

import sqlite3
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cuibono.analysis.networks import (
    Network,
    NetworkParameters,
    StatementRecord,
    discourse_network,
    statement_tables,
)

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "sample.dna"
STATEMENTS = """
SELECT s.ID, d.ID, d.Title, d.Date, p.Value, o.Value, k.Value, b.Value
FROM STATEMENTS s
JOIN DOCUMENTS d ON d.ID = s.DocumentId
JOIN DATASHORTTEXT dp ON dp.StatementId = s.ID AND dp.VariableId = 1
JOIN ENTITIES p ON p.ID = dp.Entity
JOIN DATASHORTTEXT dq ON dq.StatementId = s.ID AND dq.VariableId = 2
JOIN ENTITIES o ON o.ID = dq.Entity
JOIN DATASHORTTEXT dk ON dk.StatementId = s.ID AND dk.VariableId = 3
JOIN ENTITIES k ON k.ID = dk.Entity
JOIN DATABOOLEAN b ON b.StatementId = s.ID AND b.VariableId = 4
"""

SENATE, SIERRA = "Senate", "Sierra Club"
EPA = "Environmental Protection Agency"
ENERGY = "Energy and Environmental Analysis, Inc."
REFINERS = "National Petrochemical & Refiners Association"


@pytest.fixture(scope="module")
def rows() -> list[StatementRecord]:
    if not SAMPLE.is_file():
        pytest.skip("the sample database of DNA is not at hand (../shared/data/sample.dna)")
    connection = sqlite3.connect(f"file:{SAMPLE}?mode=ro", uri=True)
    try:
        return [record(*row) for row in connection.execute(STATEMENTS)]
    finally:
        connection.close()


def record(
    number: int, document: int, title: str, seconds: int, person: str, organisation: str,
    concept: str, agreement: int,
) -> StatementRecord:  # fmt: skip
    day = datetime.fromtimestamp(seconds, UTC).date()
    return StatementRecord(
        statement=f"dna-{number}",
        actor=organisation.replace(" ", "_"),
        actor_label=organisation,
        concept=concept.replace(" ", "_"),
        concept_label=concept,
        concept_kind="claim",
        agreement=bool(agreement),
        document=f"document-{document}",
        document_label=title,
        date=day.isoformat(),
        date_precision="day",
        date_first=day,
        date_last=day,
        was_read=True,
    )


def network(rows: list[StatementRecord], kind: str, **parameters: Any) -> Network:
    return discourse_network(
        statement_tables(rows), NetworkParameters.model_validate({"kind": kind, **parameters})
    )


def weight(found: Network, first: str, second: str) -> float:
    labels = {node.iri: node.label for node in found.nodes}
    ends = {frozenset((labels[t.source], labels[t.target])): t.weight for t in found.ties}
    return ends.get(frozenset((first, second)), 0)


def test_the_figures_that_rdna_tests(rows: list[StatementRecord]) -> None:
    """rDNA's own tests (`test-network.R`): 7 by 6 with a sum of 40; 7 by 7 with a sum of 276."""
    two_mode = network(rows, "two-mode", aggregation="ignore")
    assert [sum(n.mode == mode for n in two_mode.nodes) for mode in ("actor", "concept")] == [7, 6]
    assert sum(tie.weight for tie in two_mode.ties) == 40
    both = [network(rows, kind) for kind in ("congruence", "conflict")]
    assert len(both[0].nodes) == 7
    assert 2 * sum(tie.weight for found in both for tie in found.ties) == 276


@pytest.mark.parametrize(
    ("kind", "first", "second", "expected"),
    [
        # EPA is 10 times for legislation and once against "will not hurt"; the Senate 2 and 2.
        ("congruence", EPA, SENATE, 10 * 2 + 1 * 2),
        # The Sierra Club is once for legislation, twice for "will not hurt".
        ("congruence", EPA, SIERRA, 10 * 1),
        ("conflict", EPA, SIERRA, 1 * 2),
        ("subtract", EPA, SIERRA, 10 - 2),
        # The refiners are twice against either.
        ("conflict", EPA, REFINERS, 10 * 2),
        ("congruence", EPA, REFINERS, 1 * 2),
        ("subtract", EPA, REFINERS, 2 - 20),
        # Energy Analysis: "will not hurt" twice against, "regulate CO2" once against, once for.
        ("congruence", ENERGY, SENATE, 2 * 2 + 1 * 1),
        ("conflict", ENERGY, SENATE, 1 * 1),
    ],
)
def test_cells_by_hand(
    kind: str, first: str, second: str, expected: int, rows: list[StatementRecord]
) -> None:
    assert weight(network(rows, kind), first, second) == expected


def test_normalised_cells_by_hand(rows: list[StatementRecord]) -> None:
    """EPA made 11 statements, the Senate 5; the Senate's other one has no match."""
    by = {
        n: weight(network(rows, "congruence", normalisation=n), EPA, SENATE)
        for n in ("average", "jaccard", "cosine")
    }
    assert by["average"] == pytest.approx(22 / ((11 + 5) / 2))
    assert by["jaccard"] == pytest.approx(22 / (0 + 1 + 22))
    assert by["cosine"] == pytest.approx(22 / (11 * 5))


def test_duplicates_by_hand(rows: list[StatementRecord]) -> None:
    """Each organisation speaks in one document, so every rule comes to the same 23 stances.

    Energy Analysis 3, Senate 3, EPA 2, Alliance 3, Sierra Club 5, Research Group 5, refiners 2.
    """
    distinct = {(row.actor, row.concept, row.agreement) for row in rows}
    for rule in ("document", "day", "week", "month", "year", "acrossrange"):
        found = network(rows, "congruence", duplicates=rule)
        assert len(found.statements) == len(distinct) == 23
        assert weight(found, EPA, SENATE) == 2


def test_every_cell_as_the_exporter_of_dna_has_it(rows: list[StatementRecord]) -> None:
    """Compare with the loops of `Exporter.computeOneModeMatrix`, written as they stand there."""
    x: dict[tuple[str, str, int], int] = defaultdict(int)
    for row in rows:
        x[row.actor_label or "", row.concept, int(row.agreement)] += 1
    actors, concepts = {i for i, _, _ in x}, {j for _, j, _ in x}
    for kind in ("congruence", "conflict"):
        found = network(rows, kind)
        for i1 in actors:
            for i2 in actors - {i1}:
                cell = 0.0
                for j in concepts:
                    for k1 in (0, 1):
                        for k2 in (0, 1):
                            apart = abs(k1 - k2)
                            share = 1 - apart if kind == "congruence" else apart
                            cell += x.get((i1, j, k1), 0) * x.get((i2, j, k2), 0) * share
                assert weight(found, i1, i2) == cell

"""Statement tables made by hand, and the networks of them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from cuibono.analysis.networks import (
    Network,
    NetworkParameters,
    StatementRecord,
    discourse_network,
    statement_tables,
)

Said = tuple[Any, ...]
"""Actor, concept, agreement, and if need be day and document."""


def statement(number: int, said: Said) -> StatementRecord:
    actor, concept, agreement, *more = said
    day = more[0] if more else None
    return StatementRecord(
        statement=f"s{number}",
        actor=actor,
        actor_label=actor.upper(),
        concept=concept,
        concept_label=concept.upper(),
        concept_kind="claim",
        agreement=agreement,
        document=more[1] if len(more) > 1 else None,
        date=str(day) if day else None,
        date_precision="day" if day else None,
        date_first=day,
        date_last=day,
        was_read=True,
    )


@pytest.fixture(scope="session")
def network_of() -> Callable[..., Network]:
    """Return a function from what was said, and parameters, to the network."""

    def make(said: Iterable[Said | StatementRecord], kind: str, **parameters: Any) -> Network:
        rows = [
            one if isinstance(one, StatementRecord) else statement(number, one)
            for number, one in enumerate(said, start=1)
        ]
        return discourse_network(
            statement_tables(rows), NetworkParameters.model_validate({"kind": kind, **parameters})
        )

    return make


@pytest.fixture(scope="session")
def four_by_four() -> list[Said]:
    """The case that `docs/analyses/networks.md` works by hand: four actors, four concepts."""
    return [
        ("a", "p", True, date(2016, 1, 4), "d1"),
        ("a", "q", True, date(2016, 1, 5), "d1"),
        ("a", "q", True, date(2016, 1, 7), "d2"),
        ("a", "r", False, date(2016, 3, 1), "d3"),
        ("b", "p", True, date(2016, 1, 4), "d4"),
        ("b", "q", False, date(2016, 6, 1), "d4"),
        ("b", "r", False, date(2016, 6, 1), "d4"),
        ("c", "p", False, date(2017, 1, 2), "d5"),
        ("c", "s", True, date(2017, 1, 2), "d5"),
        ("d", "q", True, date(2017, 5, 5), "d6"),
        ("d", "s", True, date(2017, 5, 5), "d6"),
        ("d", "s", False, date(2017, 5, 6), "d7"),
    ]

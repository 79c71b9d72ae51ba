"""Networks over moving windows of time, and how far they fall into camps."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from cuibono.analysis.networks.model import NetworkSeries, NetworkWindow
from cuibono.analysis.networks.network import discourse_network
from cuibono.analysis.networks.parameters import NetworkParameters
from cuibono.analysis.tables import Tables
from cuibono.errors import ParameterError

MOST_WINDOWS: Final = 500


class Unit(StrEnum):
    """What windows are measured in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


def network_series(
    tables: Tables, parameters: NetworkParameters, unit: Unit, size: int = 1, step: int = 1
) -> NetworkSeries:
    """Return what is measured in windows of `size` units, each `step` units after the one before.

    The first window starts with the range, the last one covers its end. Duplicates and
    infrequent nodes are told by the whole range, as in DNA. Raises `ParameterError`.
    """
    if size < 1 or step < 1:
        raise ParameterError("size and step of windows are whole numbers from 1", parameter="size")
    whole = discourse_network(tables, parameters, with_grounds=False)
    start, stop = parameters.start or whole.start, parameters.stop or whole.stop
    found: tuple[NetworkWindow, ...] = ()
    note = whole.note
    if start is None or stop is None:
        note = note or "No statement that counts is dated, so there is nothing to move over."
    else:
        spans = list(_spans(start, stop, unit, size, step))
        found = tuple(_measured(tables, parameters, span) for span in spans)
    return NetworkSeries(
        parameters=parameters, unit=str(unit), size=size, step=step, windows=found, note=note
    )


def _spans(
    start: date, stop: date, unit: Unit, size: int, step: int
) -> Iterator[tuple[date, date]]:
    for number in range(MOST_WINDOWS):
        first = _moved(start, unit, number * step)
        last = _moved(start, unit, number * step + size) - timedelta(days=1)
        yield first, last
        if last >= stop:
            return
    raise ParameterError(
        f"{start} to {stop} takes more than {MOST_WINDOWS} windows; take larger ones or steps, "
        "or a shorter range",
        parameter="size",
    )


def _moved(day: date, unit: Unit, count: int) -> date:
    try:
        match unit:
            case Unit.DAYS:
                return day + timedelta(days=count)
            case Unit.WEEKS:
                return day + timedelta(weeks=count)
            case Unit.MONTHS | Unit.YEARS:
                months = day.month - 1 + count * (12 if unit is Unit.YEARS else 1)
                year, month = day.year + months // 12, months % 12 + 1
                return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        raise ParameterError(
            "windows of this size reach past the calendar", parameter="size"
        ) from None


def _measured(
    tables: Tables, parameters: NetworkParameters, span: tuple[date, date]
) -> NetworkWindow:
    network = discourse_network(tables, parameters, span, with_grounds=False)
    return NetworkWindow(
        start=span[0],
        stop=span[1],
        statements=len(network.statements),
        nodes=len(network.nodes),
        ties=len(network.ties),
        weight=sum(abs(tie.weight) for tie in network.ties),
        clusters=network.clusters,
        modularity=network.modularity,
        agreement_within=network.agreement_within,
        disagreement_between=network.disagreement_between,
    )

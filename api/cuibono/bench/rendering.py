"""A benchmark's report as text or JSON."""

import json
from io import StringIO

from rich.console import Console
from rich.table import Table

from cuibono.bench.frame import BenchReport, Measurement, Unit, machine

_COLUMNS = (
    *("task", "size", "contender", "turns"),
    *("median", "p95", "ratio", "a second", "CPU median", "CPU p95", "CPU ratio", "peak memory"),
)
_READING = (
    "CPU: seconds of processors that were used. Other work on the machine slows the clock"
    " and leaves these nearly as they are, so under load compare by CPU."
)


def as_json(report: BenchReport) -> str:
    """Return a report as JSON, seconds as numbers."""
    rows = [
        {
            "task": one.task,
            "size": one.size,
            "contender": one.contender,
            "turns": len(one.clock.seconds),
            "median": one.clock.median,
            "p95": one.clock.p95,
            "ratio": one.ratio,
            "unit": one.unit,
            "a_second": one.rate,
            "cpu_median": one.processors and one.processors.median,
            "cpu_p95": one.processors and one.processors.p95,
            "cpu_ratio": one.processor_ratio,
            "peak_bytes": one.peak_bytes,
        }
        for one in report.measurements
    ]
    return json.dumps(
        {
            "title": report.title,
            "machine": machine(),
            "versions": report.versions,
            "measurements": rows,
            "left_out": list(report.left_out),
            "growth": list(report.growth),
        },
        indent=2,
    )


def as_text(report: BenchReport) -> str:
    """Return a report as a table with a line on the machine, the versions, and who is missing."""
    table = Table(*_COLUMNS, box=None, pad_edge=False, header_style="bold")
    for one in report.measurements:
        table.add_row(*_row(one))
    sink = StringIO()
    console = Console(file=sink, width=180, highlight=False, markup=False)
    console.print(report.title)
    console.print(table)
    console.print(_READING)
    console.print("machine:  " + ", ".join(f"{k} {v}" for k, v in machine().items()))
    console.print("versions: " + ", ".join(f"{k} {v}" for k, v in report.versions.items()))
    for peer in report.left_out:
        console.print(f"left out: {peer}")
    for grown in report.growth:
        console.print(f"growth:   {grown}")
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines())


def duration(seconds: float) -> str:
    """Return a duration with three digits and the unit that fits."""
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * scale >= 1 or unit == "us":
            return f"{seconds * scale:.3g} {unit}"
    raise AssertionError


def amount(value: float, unit: Unit) -> str:
    """Return a duration, or bytes as MiB."""
    return duration(value) if unit == "s" else f"{value / (1 << 20):,.0f} MiB"


def _row(one: Measurement) -> tuple[str, ...]:
    found = [one.task, f"{one.size:,}", one.contender, str(len(one.clock.seconds))]
    found += [amount(one.clock.median, one.unit), amount(one.clock.p95, one.unit)]
    found += [_times(one.ratio), "" if one.rate is None else f"{one.rate:,.0f}"]
    if used := one.processors:
        found += [duration(used.median), duration(used.p95), _times(one.processor_ratio)]
    else:
        found += ["", "", ""]
    found.append(amount(one.peak_bytes, "bytes") if one.peak_bytes else "")
    return tuple(found)


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.3g} x"

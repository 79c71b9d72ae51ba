"""The frame of all benchmarks: contenders take turns in one run, and are told as ratios.

On a machine that does other work too, seconds mean little and ratios within one run mean much. So
each round runs every contender once, and the report gives the median, the 95th percentile, and how
many times as long as the first contender each took. It gives them by the clock, which other work
slows down, and by the seconds of processors that this process used, which it hardly does.
"""

import gc
import importlib.util
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Literal

Tell = Callable[[str], None]
Unit = Literal["s", "bytes"]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way of doing a task; `prepare` is done before each turn and not measured."""

    name: str
    work: Callable[[], object]
    prepare: Callable[[], object] = lambda: None
    elsewhere: Callable[[], float] = lambda: 0.0
    """Seconds of processors that it has used in other processes up to now."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds (or bytes), turn by turn."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """The 95th percentile, the longest where there are fewer than twenty turns."""
        if len(self.seconds) < 20:
            return max(self.seconds)
        return quantiles(self.seconds, n=20, method="inclusive")[-1]


class Stopwatch:
    """Takes the time of work, turn by turn."""

    def __init__(self) -> None:
        self._clock: list[float] = []
        self._processors: list[float] = []

    def time(
        self, work: Callable[[], object], elsewhere: Callable[[], float] = lambda: 0.0
    ) -> None:
        """Do the work and note what it took, here and, of processors, `elsewhere` too."""
        start, used = perf_counter(), process_time() + elsewhere()
        work()
        seconds = perf_counter() - start
        self._processors.append(process_time() + elsewhere() - used)
        self._clock.append(seconds)

    def measurement(
        self,
        task: str,
        size: int,
        contender: str,
        first: "Measurement | None" = None,
        items: int = 0,
    ) -> "Measurement":
        """Return what was taken."""
        clock, processors = Spread(tuple(self._clock)), Spread(tuple(self._processors))
        return Measurement(task, size, contender, clock, processors, first, items)


@dataclass(frozen=True, slots=True)
class Measurement:
    """How long a contender took for a task on a graph of some size, turn by turn."""

    task: str
    size: int
    contender: str
    clock: Spread
    processors: Spread | None = None
    """None where what was timed is not this process alone."""
    first: "Measurement | None" = None
    """What it is compared to, None for the first contender itself."""
    items: int = 0
    """How many statements or requests a turn had, 0 where that says nothing."""
    unit: Unit = "s"
    """What `clock` is told in: memory is measured in bytes."""
    peak_bytes: int | None = None
    """The most memory that it had, where it ran in a process of its own."""

    @property
    def rate(self) -> float | None:
        """How many statements or requests a second."""
        return self.items / self.clock.median if self.items and self.clock.median else None

    @property
    def ratio(self) -> float | None:
        """Its median over that of the first contender, by the clock."""
        return _over(self.clock, self.first.clock if self.first else None)

    @property
    def processor_ratio(self) -> float | None:
        """Its median over that of the first contender, by the seconds of processors."""
        return _over(self.processors, self.first.processors if self.first else None)


def _over(one: Spread | None, first: Spread | None) -> float | None:
    return one.median / first.median if one and first and first.median else None


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What a benchmark measured, on what, and which peers it had to leave out."""

    title: str
    measurements: tuple[Measurement, ...]
    versions: dict[str, str]
    left_out: tuple[str, ...] = ()
    growth: tuple[str, ...] = ()
    """How tasks grew from one size to the next, in words."""


def race(
    task: str,
    size: int,
    contenders: Sequence[Contender],
    *,
    turns: int,
    tell: Tell,
    items: int = 0,
) -> list[Measurement]:
    """Have the contenders take turns; return a measurement for each, the first one leading."""
    if not contenders:
        return []
    watches = {contender.name: Stopwatch() for contender in contenders}
    for turn in range(turns):
        tell(f"{size:,}: {task}, turn {turn + 1} of {turns}")
        for contender in contenders:
            contender.prepare()
            gc.collect()  # else what one leaves behind is cleared away in the time of the next
            watches[contender.name].time(contender.work, contender.elsewhere)
    (leader, watch), *others = watches.items()
    first = watch.measurement(task, size, leader, None, items)
    return [first, *(watch.measurement(task, size, name, first, items) for name, watch in others)]


def compared(
    task: str,
    size: int,
    taken: Mapping[str, Sequence[float]],
    *,
    items: int = 0,
    unit: Unit = "s",
) -> list[Measurement]:
    """Return measurements that were taken by hand, by contender, the first one leading."""
    found: list[Measurement] = []
    for name, values in taken.items():
        spread = Spread(tuple(values))
        first = found[0] if found else None
        found.append(Measurement(task, size, name, spread, None, first, items, unit))
    return found


def versions(*distributions: str) -> dict[str, str]:
    """Return the versions of the packages that are installed."""
    found: dict[str, str] = {"python": platform.python_version()}
    for name in distributions:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def is_installed(module: str) -> bool:
    """Whether a peer is there to be measured."""
    return importlib.util.find_spec(module) is not None


def machine() -> dict[str, str]:
    """Return what the machine is and how busy it is."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": str(os.cpu_count() or "unknown"),
        "load": load,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()

"""The frame of all benchmarks: contenders take turns in one run, and are told as ratios.

On a machine that does other work too, seconds mean little and ratios within one run mean much. So
each round runs every contender once, and the report gives the median, the 95th percentile, and how
many times as long as the first contender each took.
"""

import importlib.util
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way of doing a task; `prepare` is done before each turn and not measured."""

    name: str
    work: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Measurement:
    """How long a contender took for a task on a graph of some size, turn by turn."""

    task: str
    size: int
    contender: str
    seconds: tuple[float, ...]
    ratio: float | None = None
    """Its median over that of the first contender, None for the first itself."""

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """The 95th percentile, the longest where there are fewer than twenty turns."""
        if len(self.seconds) < 20:
            return max(self.seconds)
        return quantiles(self.seconds, n=20, method="inclusive")[-1]


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What a benchmark measured, on what, and which peers it had to leave out."""

    title: str
    measurements: tuple[Measurement, ...]
    versions: dict[str, str]
    left_out: tuple[str, ...] = ()


def race(
    task: str,
    size: int,
    contenders: Sequence[Contender],
    *,
    turns: int,
    tell: Tell,
) -> list[Measurement]:
    """Have the contenders take turns; return a measurement for each, the first one leading."""
    if not contenders:
        return []
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for turn in range(turns):
        tell(f"{size:,}: {task}, turn {turn + 1} of {turns}")
        for contender in contenders:
            contender.prepare()
            start = perf_counter()
            contender.work()
            seconds[contender.name].append(perf_counter() - start)
    first = median(seconds[contenders[0].name])
    return [
        Measurement(task, size, name, tuple(taken), median(taken) / first if i else None)
        for i, (name, taken) in enumerate(seconds.items())
    ]


def versions(*distributions: str) -> dict[str, str]:
    """Return the versions of the packages that are installed."""
    found: dict[str, str] = {"python": platform.python_version()}
    for name in distributions:
        if is_installed(name):
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

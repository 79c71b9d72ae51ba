"""What work costs in a process of its own: by the clock, of the processor, and of memory."""

import importlib
import os
import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of some work took; `peak_bytes` is of the whole process."""

    seconds: float
    processor_seconds: float
    peak_bytes: int


def apart(work: Callable[..., object], *given: object) -> Cost:
    """Run a function of a module in a new process, and return what it took there.

    Starting the process and importing the module are not counted; the memory of both is.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, work.__module__, work.__name__, given).result()


def _measured(module: str, name: str, given: tuple[object, ...]) -> Cost:
    work = getattr(importlib.import_module(module), name)
    begun, used = perf_counter(), process_time()
    work(*given)
    seconds, processor_seconds = perf_counter() - begun, process_time() - used
    return Cost(seconds, processor_seconds, _peak())


def _peak() -> int:
    """Return the most memory that this process has had.

    On Linux from `proc(5)`: what `getrusage` tells there was inherited from the parent.
    """
    status = Path(f"/proc/{os.getpid()}/status")
    if status.is_file():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10

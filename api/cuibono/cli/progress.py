"""Progress of long work: a spinner on a terminal, plain lines otherwise; on standard error."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def telling(title: str) -> Generator[Callable[[str], None]]:
    """Give the block a function to tell its steps with."""
    console = Console(stderr=True, highlight=False, markup=False)
    if not sys.stderr.isatty():
        yield lambda step: console.print(f"{title}: {step}", soft_wrap=True)
        return
    with console.status(title) as status:
        yield lambda step: status.update(f"{title}: {step}")

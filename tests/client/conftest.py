"""`service` is a client of a service that runs in a process of its own, on the bundled graph."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cuibono import Client


@pytest.fixture(scope="module")
def service(serve: Callable[..., Any], graph_data: Path) -> Iterator[Client]:
    with Client(serve(graph_data).address) as client:
        yield client

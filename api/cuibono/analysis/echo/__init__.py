"""The echo of a claim, as defined in `docs/analyses/echo.md`."""

from cuibono.analysis.echo.echo import echo_of
from cuibono.analysis.echo.model import Echo, EchoDocument, EchoRequest, EchoUtterance, Order, Way
from cuibono.analysis.echo.spread import as_csv, as_graphml
from cuibono.analysis.echo.text import echo_tree

__all__ = [
    "Echo",
    "EchoDocument",
    "EchoRequest",
    "EchoUtterance",
    "Order",
    "Way",
    "as_csv",
    "as_graphml",
    "echo_of",
    "echo_tree",
]

"""A client of a cuibono service: its answers as typed Python values, shown in notebooks."""

from cuibono.client.client import Client
from cuibono.client.rows import Rows

__all__ = ["Client", "Rows"]

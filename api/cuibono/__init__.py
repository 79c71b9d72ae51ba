"""cuibono: who promotes which agenda, on what evidence, and to whose benefit."""

from typing import TYPE_CHECKING

__version__ = "0.3.0"

__all__ = ["Client"]

# The client is loaded when it is first asked for: `import cuibono` alone loads no room
# (tests/client/test_import.py).
if TYPE_CHECKING:
    from cuibono.client import Client
else:

    def __getattr__(name: str) -> object:
        """Return what `__all__` names; raises `AttributeError`."""
        if name in __all__:
            from cuibono import client

            return getattr(client, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The quads: one writer, immutable snapshots, killable readers.

What decided the design stands in `docs/decisions/0003-processes.md`.
"""

from cuibono.store.embedded import EmbeddedStore, EmbeddedWriter
from cuibono.store.formats import RDF_FORMATS, RESULT_FORMATS, Format
from cuibono.store.lanes import Capacity
from cuibono.store.opening import Readers, Served, open_readers, open_store, serve
from cuibono.store.pool import ReaderPool
from cuibono.store.protocol import (
    DurableWriter,
    Matching,
    Queryable,
    Row,
    Snapshot,
    Store,
    Term,
    Writer,
)
from cuibono.store.remote import RemoteStore
from cuibono.store.rows import quads
from cuibono.store.running import Answer, QueryLimits
from cuibono.store.served import ServedStore

__all__ = [
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "Capacity",
    "DurableWriter",
    "EmbeddedStore",
    "EmbeddedWriter",
    "Format",
    "Matching",
    "QueryLimits",
    "Queryable",
    "ReaderPool",
    "Readers",
    "RemoteStore",
    "Row",
    "Served",
    "ServedStore",
    "Snapshot",
    "Store",
    "Term",
    "Writer",
    "open_readers",
    "open_store",
    "quads",
    "serve",
]

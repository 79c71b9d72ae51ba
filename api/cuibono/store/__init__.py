"""The quads: one writer, immutable snapshots, killable readers.

`findings` that decided the design are in `docs/decisions/0003-processes.md`.
"""

from cuibono.store.embedded import EmbeddedStore, EmbeddedWriter, at_hand
from cuibono.store.formats import RDF_FORMATS, RESULT_FORMATS, Format
from cuibono.store.opening import Readers, open_readers, open_store
from cuibono.store.pool import Answer, QueryLimits, ReaderPool
from cuibono.store.protocol import Matching, Queryable, Row, Snapshot, Store, Term, Writer
from cuibono.store.remote import RemoteStore
from cuibono.store.rows import quads

__all__ = [
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Answer",
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
    "Snapshot",
    "Store",
    "Term",
    "Writer",
    "at_hand",
    "open_readers",
    "open_store",
    "quads",
]

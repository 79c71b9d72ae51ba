"""What a request handler works with; built once in `create_app`."""

from dataclasses import dataclass, field
from threading import Lock
from typing import cast
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.networks import define_statements
from cuibono.analysis.tables import DuckTables
from cuibono.ingest.changes import Change, Outcome
from cuibono.ingest.write_queue import WriteQueue
from cuibono.questions import Catalogue
from cuibono.settings import Settings
from cuibono.store import (
    Capacity,
    QueryLimits,
    Readers,
    Served,
    open_readers,
    open_store,
    serve,
)
from cuibono.texts import TextLibrary
from cuibono.web.answer_cache import AnswerCache
from cuibono.web.fetching import Fetcher
from cuibono.web.tokens import Tokens


@dataclass(slots=True)
class Service:
    """The parts of one running service."""

    settings: Settings
    store: Served
    catalogue: Catalogue
    texts: TextLibrary
    readers: Readers
    answers: AnswerCache
    writes: WriteQueue
    tokens: Tokens
    fetcher: Fetcher
    _lookup: Lookup | None = None
    _tables: DuckTables | None = None
    _making_tables: Lock = field(default_factory=Lock)

    @property
    def lookup(self) -> Lookup:
        """Look-ups in the current snapshot; what one request has read, the next need not."""
        snapshot, lookup = self.store.current(), self._lookup
        if lookup is None or lookup.snapshot is not snapshot:
            lookup = self._lookup = Lookup(snapshot, self.catalogue, self.texts)
        return lookup

    @property
    def tables(self) -> DuckTables:
        """The tables of the current snapshot; the first request after a write waits for them."""
        with self._making_tables:
            snapshot, tables = self.store.current(), self._tables
            if tables is None or tables.snapshot is not snapshot:
                tables = DuckTables(snapshot)
                define_statements(tables)
                self._tables = tables
            return tables

    @classmethod
    def build(cls, settings: Settings) -> "Service":
        """Return the parts for these settings."""
        store = open_store(settings)
        return cls(
            settings=settings,
            store=serve(store, limits(settings)),
            catalogue=Catalogue.read(),
            texts=TextLibrary(settings.texts),
            readers=open_readers(store, limits(settings), capacity(settings)),
            answers=AnswerCache(settings.cache_megabytes << 20),
            writes=WriteQueue(settings, limits(settings)),
            tokens=Tokens(
                settings.data, settings.token.get_secret_value() if settings.token else None
            ),
            fetcher=Fetcher(
                settings.allowed_addresses, settings.write_megabytes << 20, settings.send_seconds
            ),
        )

    async def write(self, change: Change) -> Outcome:
        """Return once a change is published; who asks from now on sees it. See `WriteQueue.do`."""
        done = await self.writes.do(change)
        self.store.look_again()
        return done

    async def open(self) -> None:
        """Start the processes that answer queries; mend what an interruption left."""
        await self.readers.open()
        await self.writes.open()

    async def close(self) -> None:
        """Stop them; what is being written is written first."""
        await self.writes.close()
        await self.readers.close()
        self.store.close()


def limits(settings: Settings) -> QueryLimits:
    """Return the limits on a query from outside."""
    return QueryLimits(
        seconds=settings.query_seconds,
        memory_bytes=settings.query_megabytes << 20,
        answer_bytes=settings.answer_megabytes << 20,
        send_seconds=settings.send_seconds,
    )


def capacity(settings: Settings) -> Capacity:
    """Return how many queries from outside may run and wait."""
    return Capacity(settings.readers, settings.slow_readers, settings.queue)


def service_of(request: HTTPConnection) -> Service:
    """Return the service that a request came to."""
    return cast(Service, request.app.state.service)


def base_path(request: HTTPConnection) -> str:
    """Return the path that a proxy in front of the service takes off, empty where there is none."""
    mounted: str = request.scope.get("root_path", "")
    return mounted or urlsplit(service_of(request).settings.public_url).path.rstrip("/")

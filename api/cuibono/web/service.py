"""What a request handler works with; built once in `create_app`."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from cuibono.analysis.lookup import Lookup
from cuibono.analysis.networks import define_statements
from cuibono.analysis.search import SearchIndex
from cuibono.analysis.standing import StandingOf
from cuibono.analysis.tables import DuckTables
from cuibono.ingest import read_ontology
from cuibono.ingest.changes import Change, Outcome
from cuibono.ingest.write_queue import WriteQueue
from cuibono.publish.jsonld import context as json_ld_context
from cuibono.publish.reconciliation import Schema
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
from cuibono.web.answer_cache import AnswerCache, CachedAnswer
from cuibono.web.fetching import Fetcher
from cuibono.web.ready import ReadyAnswers
from cuibono.web.tokens import Tokens

T = TypeVar("T")


@dataclass
class Service:
    """The parts of one running service."""

    settings: Settings
    store: Served
    catalogue: Catalogue
    texts: TextLibrary
    readers: Readers
    answers: AnswerCache[CachedAnswer]
    writes: WriteQueue
    tokens: Tokens
    fetcher: Fetcher
    _lookup: Lookup | None = None
    _tables: DuckTables | None = None
    _index: tuple[DuckTables, SearchIndex] | None = None
    _standing: StandingOf | None = None
    _making_tables: Lock = field(default_factory=Lock)
    _making_index: Lock = field(default_factory=Lock)
    _others: dict[Hashable, object] = field(default_factory=dict[Hashable, object])
    _others_of: str = ""
    _making_others: Lock = field(default_factory=Lock)
    ready: ReadyAnswers = field(init=False)

    def __post_init__(self) -> None:
        half = self.settings.cache_megabytes << 19
        self.ready = ReadyAnswers(half, self.store.current_name)

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

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is made of the current snapshot, once for all who ask for it."""
        snapshot = self.store.current_name()
        with self._making_others:
            if self._others_of != snapshot:
                self._others_of = snapshot
                self._others.clear()
            if key not in self._others:
                self._others[key] = make()
            return cast(T, self._others[key])

    @cached_property
    def schema(self) -> Schema:
        """The types and properties of the vocabulary by which entities are reconciled."""
        return Schema(read_ontology())

    @cached_property
    def context(self) -> dict[str, Any]:
        """The JSON-LD context of the vocabulary."""
        return json_ld_context(read_ontology())

    @property
    def index(self) -> SearchIndex:
        """The text index of the current snapshot; the first search after a write waits for it."""
        tables = self.tables
        with self._making_index:
            if self._index is None or self._index[0] is not tables:
                self._index = tables, SearchIndex.of(tables)
            return self._index[1]

    @property
    def standing(self) -> StandingOf:
        """What is open in the current snapshot; found once, and kept."""
        lookup, standing = self.lookup, self._standing
        if standing is None or standing.lookup is not lookup:
            standing = StandingOf(self.tables, lookup, self.catalogue, self.texts)
            self._standing = standing
        return standing

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
            answers=AnswerCache(settings.cache_megabytes << 19),
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


def public_base(request: Request) -> str:
    """Return the address of this service as clients reach it, without a slash at its end."""
    public = service_of(request).settings.public_url
    return (public or str(request.base_url)).rstrip("/")


class Page(Protocol):
    """A page of an answer."""

    @property
    def total(self) -> int: ...
    @property
    def limit(self) -> int: ...
    @property
    def offset(self) -> int: ...


def next_page(request: Request, page: Page) -> str | None:
    """Return the address of the page after this one, if there is one."""
    following = page.offset + page.limit
    if following >= page.total:
        return None
    address = request.url.include_query_params(offset=following)
    return str(address.replace(scheme="", netloc=""))


def base_path(request: HTTPConnection) -> str:
    """Return the path that a proxy in front of the service takes off, empty where there is none."""
    mounted: str = request.scope.get("root_path", "")
    return mounted or urlsplit(service_of(request).settings.public_url).path.rstrip("/")

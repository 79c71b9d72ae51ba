"""The store that the settings name: the one in the data folder, or a remote one."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from cuibono.errors import CallError
from cuibono.settings import Settings
from cuibono.store.embedded import EmbeddedStore
from cuibono.store.endpoint import Remote
from cuibono.store.engines import ENGINES, check_address
from cuibono.store.formats import Format
from cuibono.store.lanes import Capacity
from cuibono.store.pool import ReaderPool
from cuibono.store.protocol import Snapshot, Store
from cuibono.store.remote import RemoteStore
from cuibono.store.remote_readers import RemoteReaders
from cuibono.store.running import Answer, QueryLimits
from cuibono.store.served import ServedStore
from cuibono.store.transport import Credentials


class Readers(Protocol):
    """What answers queries from outside; see `ReaderPool`."""

    counts: Counter[str]

    @property
    def waiting(self) -> int: ...

    async def open(self) -> None: ...

    async def query(
        self,
        query: str,
        *,
        results: Format | None,
        rdf: Format | None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        inferred: bool = True,
        gzip: bool = False,
        is_dump: bool = False,
    ) -> Answer: ...

    async def close(self) -> None: ...


class Served(Protocol):
    """A store as the service reads it."""

    def is_empty(self) -> bool: ...

    def current_name(self) -> str: ...

    def published(self) -> float: ...

    def current(self) -> Snapshot: ...

    def look_again(self) -> None: ...

    def close(self) -> None: ...


def open_store(settings: Settings) -> Store:
    """Return the store; nothing is asked of it yet.

    Raises `CallError` for addresses and credentials that do not fit together.
    """
    if not settings.store:
        return EmbeddedStore(settings.data)
    for name in ("store", "store_query", "store_update", "store_graphs"):
        if address := getattr(settings, name):
            check_address(name, address)
    remote = Remote(
        url=settings.store,
        query=settings.store_query,
        update=settings.store_update,
        graphs=settings.store_graphs,
        engine=ENGINES.get(settings.store_engine),
        credentials=_credentials(settings),
        seconds=settings.store_seconds,
    )
    return RemoteStore(remote, settings.data)


def open_readers(store: Store, limits: QueryLimits, capacity: Capacity | None = None) -> Readers:
    """Return what answers queries from outside on a store, so many at a time."""
    if isinstance(store, RemoteStore):
        return RemoteReaders(store, limits, capacity or Capacity())
    assert isinstance(store, EmbeddedStore)
    return ReaderPool(store, limits, capacity)


def serve(store: Store, limits: QueryLimits) -> Served:
    """Return a store as a service reads it: so that no query of ours can take it down."""
    if isinstance(store, RemoteStore):
        return store
    assert isinstance(store, EmbeddedStore)
    return ServedStore(store, limits)


def _credentials(settings: Settings) -> Credentials:
    password, token = settings.store_password, settings.store_token
    if bool(settings.store_user) != bool(password.get_secret_value()):
        raise CallError("store_user and store_password go together; give both or neither")
    if settings.store_user and token.get_secret_value():
        raise CallError("the remote store is entered by store_token or as store_user, not as both")
    auth = settings.store_auth
    return Credentials(
        settings.store_user,
        password.get_secret_value(),
        token.get_secret_value(),
        is_digest=None if auth == "auto" else auth == "digest",
    )

"""What a request handler works with; built once in `create_app`."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from cuibono.analysis.lookup import Lookup
from cuibono.questions import Catalogue
from cuibono.settings import Settings
from cuibono.store import QueryLimits, Readers, Store, open_readers, open_store
from cuibono.texts import TextLibrary


@dataclass(slots=True)
class Service:
    """The parts of one running service."""

    settings: Settings
    store: Store
    catalogue: Catalogue
    texts: TextLibrary
    readers: Readers
    _lookup: Lookup | None = None

    @property
    def lookup(self) -> Lookup:
        """Look-ups in the current snapshot; what one request has read, the next need not."""
        snapshot, lookup = self.store.current(), self._lookup
        if lookup is None or lookup.snapshot is not snapshot:
            lookup = self._lookup = Lookup(snapshot, self.catalogue, self.texts)
        return lookup

    @classmethod
    def build(cls, settings: Settings) -> "Service":
        """Return the parts for these settings."""
        store = open_store(settings)
        return cls(
            settings=settings,
            store=store,
            catalogue=Catalogue.read(),
            texts=TextLibrary(settings.texts),
            readers=open_readers(store, limits(settings), settings.readers),
        )


def limits(settings: Settings) -> QueryLimits:
    """Return the limits on a query from outside."""
    return QueryLimits(
        seconds=settings.query_seconds,
        memory_bytes=settings.query_megabytes << 20,
        answer_bytes=settings.answer_megabytes << 20,
    )


def service_of(request: HTTPConnection) -> Service:
    """Return the service that a request came to."""
    return cast(Service, request.app.state.service)


def base_path(request: HTTPConnection) -> str:
    """Return the path that a proxy in front of the service takes off, empty where there is none."""
    mounted: str = request.scope.get("root_path", "")
    return mounted or urlsplit(service_of(request).settings.public_url).path.rstrip("/")

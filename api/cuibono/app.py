"""The service: everything is built here, from one settings object."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles
from starlette_compress import CompressMiddleware, add_compress_type

from cuibono import __version__
from cuibono.settings import Settings
from cuibono.store import RDF_FORMATS
from cuibono.web import (
    pages,
    problems,
    routes_citations,
    routes_claims,
    routes_dataset,
    routes_disagreement,
    routes_echo,
    routes_explain,
    routes_health,
    routes_impact,
    routes_loops,
    routes_matrix,
    routes_networks,
    routes_queries,
    routes_reconcile,
    routes_search,
    routes_standing,
    routes_things,
)
from cuibono.web.head import HeadAsGet
from cuibono.web.plain import PlainRoutes
from cuibono.web.representations import Representations
from cuibono.web.routes_sparql import sparql
from cuibono.web.routes_store import graph_store
from cuibono.web.routes_update import update
from cuibono.web.security import SecurityHeaders
from cuibono.web.service import Service

ASSETS: Final = Path(__file__).parent / "web" / "assets"


def create_app(settings: Settings) -> FastAPI:
    """Return the service for these settings; it opens the store when it is first asked."""
    service = Service.build(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        await service.open()
        yield
        await service.close()

    app = PlainRoutes(
        plain={
            "/sparql": sparql,
            "/update": update,
            "/store": graph_store,
            "/store/": graph_store,
        },
        ready=service.ready,
        title="cuibono",
        summary="Who promotes which agenda, on what evidence, and to whose benefit.",
        version=__version__,
        lifespan=lifespan,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    _add_middleware(app)
    problems.install(app)
    for module in (
        routes_health,
        routes_citations,
        routes_claims,
        routes_dataset,
        routes_disagreement,
        routes_echo,
        routes_explain,
        routes_impact,
        routes_loops,
        routes_matrix,
        routes_networks,
        routes_queries,
        routes_reconcile,
        routes_search,
        routes_standing,
        routes_things,
        pages,
    ):
        app.include_router(module.router)
    if ASSETS.is_dir():
        app.mount("/assets", StaticFiles(directory=ASSETS), name="assets")
    return app


def _add_middleware(app: FastAPI) -> None:
    """Wrap the routes, from the inside out: an entity tag is made of the bytes that were packed."""
    app.add_middleware(SecurityHeaders)
    for one in RDF_FORMATS:
        add_compress_type(one.media_type)
    app.add_middleware(CompressMiddleware, minimum_size=1024, zstd=False)
    app.add_middleware(Representations)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "X-Snapshot"],
    )
    app.add_middleware(HeadAsGet)

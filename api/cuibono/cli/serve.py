"""`cuibono serve`: answer over HTTP."""

import gc
import logging
import socket
from typing import Annotated

import typer

from cuibono.artefacts import Folder, folder
from cuibono.cli.load import load_into
from cuibono.cli.options import DataOption, StoreOption, TextsOption
from cuibono.cli.progress import telling
from cuibono.errors import AddressError
from cuibono.ingest import Ingest
from cuibono.settings import Settings, read_settings
from cuibono.store import EmbeddedStore, Store, open_store, sandbox
from cuibono.store.embedded import PATIENCE


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default=False)
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default=False)] = None,
    data: DataOption = None,
    store: StoreOption = None,
    texts: TextsOption = None,
    public_url: Annotated[
        str | None, typer.Option(help="Address the service is reached under.", show_default=False)
    ] = None,
) -> int:
    """Serve the graph over HTTP; on an empty store, load the bundled graph first."""
    settings = read_settings(
        host=host, port=port, data=data, store=store, texts=texts, public_url=public_url
    )
    opened = open_store(settings)
    if isinstance(opened, EmbeddedStore) and opened.is_empty():
        with telling("recovering") as tell:
            Ingest(opened).recover(tell, PATIENCE)
    if opened.is_empty():
        typer.echo(
            f"{opened.describe()} holds no store yet; loading the graph that comes with cuibono"
        )
        if code := load_into(opened, [folder(Folder.GRAPH)]):
            return code
    return _listen(settings, opened)


def _listen(settings: Settings, store: Store) -> int:
    # Imported here: the web framework takes half a second that other commands need not pay.
    import uvicorn

    from cuibono.app import create_app
    from cuibono.web.server import WholeAnswers

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("cuibono").setLevel(logging.INFO)
    for lack in sandbox.lacks():
        typer.echo(f"note: {lack}", err=True)
    listener = _socket(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"cuibono serves {store.describe()} at http://{shown}:{port}/ (stop: Ctrl-C)")
    app = create_app(settings)
    gc.freeze()  # what is there now stays to the end: the collector need not look at it again
    config = uvicorn.Config(app, log_level="warning", http=WholeAnswers, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _socket(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that the address printed is one that answers."""
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
        )
    except OSError as fault:
        raise AddressError(
            f"cannot listen on {host}:{port}: {fault.strerror or fault}; choose another --port"
        ) from None

"""`/update`: the update operation of the SPARQL 1.1 Protocol.

https://www.w3.org/TR/sparql11-protocol/#update-operation: by POST of a form or of the update
itself. What an update changes passes the gate and the rules like anything that is loaded.
"""

import asyncio
from typing import Final

from cuibono.ingest.changes import Change, Kind
from cuibono.store.sparql_text import with_dataset
from cuibono.web.fetching import with_loaded
from cuibono.web.plain import Exchange, options
from cuibono.web.service import service_of
from cuibono.web.sparql_request import UPDATE, read_request

METHODS: Final = ("POST", "OPTIONS")


async def update(exchange: Exchange) -> None:
    """Run an update; 204 once it is durable and published."""
    exchange.only(*METHODS)
    if exchange.method == "OPTIONS":
        await options(exchange, *METHODS)
        return
    service = service_of(exchange.request)
    token = service.tokens.require(exchange.header(b"authorization"), "update")
    asked = await read_request(exchange, UPDATE, service.settings.send_seconds)
    text = asked.text
    if asked.default_graphs or asked.named_graphs:
        text = with_dataset(text, asked.default_graphs, asked.named_graphs)
    text = await asyncio.to_thread(with_loaded, text, service.fetcher)
    done = await service.write(Change(Kind.UPDATE, update=text, sources=token.sources))
    await exchange.answer(204, [(b"x-snapshot", done.snapshot.encode())])

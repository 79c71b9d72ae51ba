"""The state that a remote engine is in: what cuibono writes into a graph of its own there."""

import secrets
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from cuibono.store.endpoint import Endpoint
from cuibono.terms import BASE, term

STATE: Final = NamedNode(f"{BASE}graph/state")

_IDENTIFIER, _STATUS = term("schema:identifier"), term("schema:actionStatus")
_STORE = term("schema:serialNumber")
_ACTIVE = term("schema:ActiveActionStatus")
_DONE = term("schema:CompletedActionStatus")


@dataclass(frozen=True, slots=True)
class State:
    """What an engine says of itself; the identifier is empty where cuibono never wrote there."""

    identifier: str
    is_done: bool
    """Whether no write is under way, or was broken off."""
    store: str
    """The name of the store for good."""


def read_state(endpoint: Endpoint) -> State | None:
    """Return the state that an engine is in now; None where there is nothing of ours."""
    rows = endpoint.rows(
        f"SELECT ?identifier ?status ?store {{ GRAPH {STATE} {{ {STATE} "
        f"{_IDENTIFIER} ?identifier ; {_STATUS} ?status ; {_STORE} ?store }} }}"
    )
    if rows:
        identifier, store = rows[0]["identifier"], rows[0]["store"]
        assert isinstance(identifier, Literal)
        assert isinstance(store, Literal)
        return State(identifier.value, rows[0]["status"] == _DONE, store.value)
    ours = f'FILTER(STRSTARTS(STR(?graph), "{BASE}graph/"))'
    has_graphs = endpoint.ask(f"ASK {{ GRAPH ?graph {{ ?s ?p ?o }} {ours} }}")
    return State("", is_done=False, store="") if has_graphs else None


def tell_state(endpoint: Endpoint, store: str, *, is_done: bool) -> None:
    """Give the state a new identifier."""
    identifier, status = Literal(secrets.token_hex(8)), _DONE if is_done else _ACTIVE
    endpoint.update(
        f"DROP SILENT GRAPH {STATE} ; INSERT DATA {{ GRAPH {STATE} {{ "
        f"{STATE} {_IDENTIFIER} {identifier} ; {_STATUS} {status} ; {_STORE} {Literal(store)} }} }}"
    )

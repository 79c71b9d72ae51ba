"""What a reader says went wrong, as errors that a client can read."""

from cuibono.errors import (
    CallError,
    CuibonoError,
    NotAcceptableError,
    QueryFailedError,
    QueryLimitError,
    QuerySyntaxError,
)
from cuibono.store.frames import Head
from cuibono.store.hints import missing_prefixes


def fault_of(head: Head, query: str, answer_bytes: int) -> CuibonoError:
    """Return the error that the head of a reply stands for."""
    match head["status"]:
        case "syntax":
            hint = missing_prefixes(query)
            detail = " ".join(head["detail"].split())
            return QuerySyntaxError(f"{detail}{f'; {hint}' if hint else ''}")
        case "not-acceptable":
            return NotAcceptableError(
                "this query returns a graph; ask for Turtle, JSON-LD, N-Triples or RDF/XML"
                if head["form"] == "graph"
                else "this query returns a table; ask for JSON, XML, CSV or TSV results"
            )
        case "service":
            return service_is_off()
        case "too-large":
            return too_large(answer_bytes)
        case _:
            return QueryFailedError(f"the engine could not answer: {head['detail']}")


def service_is_off() -> CallError:
    """Return the error for a query or an update with SERVICE."""
    return CallError(
        "SERVICE is switched off here: what is asked is evaluated in a process without network, "
        "so that nobody can make this service read from other addresses; ask the other service "
        "yourself and put its answer into VALUES, or have its data written here"
    )


def load_is_off() -> CallError:
    """Return the error for an update with LOAD from an address that is not written out."""
    return CallError(
        "LOAD reads only from an address that is written out in angle brackets, and that the "
        "setting allowed_addresses allows"
    )


def too_large(answer_bytes: int) -> QueryLimitError:
    """Return the error for an answer of more bytes than are passed on."""
    return QueryLimitError(
        f"the answer is larger than {answer_bytes >> 20} MiB "
        "(setting answer_megabytes); add a LIMIT or ask for fewer columns",
        limit="answer_megabytes",
    )


def out_of_time(seconds: float, what: str = "query") -> QueryLimitError:
    """Return the error for a query or an update past its deadline."""
    return QueryLimitError(
        f"the {what} took longer than {seconds:g} seconds "
        "(setting query_seconds); narrow it or add a LIMIT",
        limit="query_seconds",
    )


def out_of_memory(memory_bytes: int, what: str = "query") -> QueryLimitError:
    """Return the error for a query or an update whose process ended by itself."""
    return QueryLimitError(
        f"the {what} needed more memory or deeper nesting than it may take "
        f"({memory_bytes >> 20} MiB, setting query_megabytes); simplify it",
        limit="query_megabytes",
    )


def too_slow_a_client(seconds: float) -> QueryLimitError:
    """Return the error for a client that does not take its answer."""
    return QueryLimitError(
        f"the client took longer than {seconds:g} seconds to receive the answer "
        "(setting send_seconds)",
        limit="send_seconds",
    )

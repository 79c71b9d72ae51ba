"""Every way of failing that a user can meet, each with its HTTP status and exit code.

One problem has one class. The service turns it into `application/problem+json` (RFC 9457), the
command line into one sentence and an exit code (1 the data, 2 the call, 3 the service or store).
`tests/web/test_problems.py` goes through all of them.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class CuibonoError(Exception):
    """Something that a user can be told about and can mend.

    `detail` says in words what is wrong and how to mend it; `members` are extension members of
    the problem report, such as the line of a syntax fault.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 3
    title: ClassVar[str] = "Internal error"
    headers: ClassVar[Mapping[str, str]] = {}
    """Headers that HTTP wants with the status."""

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members

    def problem(self) -> dict[str, Any]:
        """Return the members of the problem report."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.members,
        }


class CallError(CuibonoError):
    """The call itself is at fault: an unknown option, a parameter of the wrong type."""

    status = 400
    exit_code = 2
    title = "Bad request"


class QuerySyntaxError(CallError):
    """The text sent as SPARQL is not SPARQL."""

    title = "The query cannot be read"


class ParameterError(CallError):
    """A parameter of a question or route is missing, unknown or of the wrong type."""

    title = "Wrong parameter"


class WritingOffError(CallError):
    """Nobody may write, since no token is configured."""

    status = 403
    title = "Writing is switched off"


class TokenError(CallError):
    """A write came without a token, or with one that is not known."""

    status = 401
    title = "A token is needed"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer realm="cuibono"'}


class ScopeError(CallError):
    """The token does not reach as far as the write."""

    status = 403
    title = "The token does not allow this"
    headers: ClassVar[Mapping[str, str]] = {
        "WWW-Authenticate": 'Bearer realm="cuibono", error="insufficient_scope"'
    }


class GraphForbiddenError(CallError):
    """The graph is one that cuibono makes itself, or that belongs to no source."""

    status = 403
    title = "This graph cannot be written to"


class PreconditionError(CallError):
    """The graph is no longer as the request presumes."""

    status = 412
    title = "The graph has changed"


class NotFoundError(CuibonoError):
    """There is no such thing."""

    status = 404
    exit_code = 2
    title = "Not found"


class MethodNotAllowedError(CallError):
    """The address exists, the method does not fit it."""

    status = 405
    title = "Method not allowed"


class NotAcceptableError(CallError):
    """None of the media types asked for can be given."""

    status = 406
    title = "Not acceptable"


class TimeoutOfBodyError(CallError):
    """The body of a request did not come in time."""

    status = 408
    title = "The request was too slow"


class BodyTooLongError(CallError):
    """What was sent is longer than is read here."""

    status = 413
    title = "The request is too long"


class AddressTooLongError(CallError):
    """The address of a request is longer than is read here."""

    status = 414
    title = "The address is too long"


class MediaTypeError(CallError):
    """The body sent is of a media type that cannot be read here."""

    status = 415
    title = "Unsupported media type"


class DataError(CuibonoError):
    """The data is at fault."""

    status = 422
    exit_code = 1
    title = "The data is at fault"


class GateError(DataError):
    """A write breaks rules of the shapes; nothing of it was written."""

    title = "The write breaks rules"


class DataSyntaxError(DataError):
    """A file is not the RDF that its name or media type says."""

    status = 400
    title = "The data cannot be read"


class FetchError(CuibonoError):
    """A document that the operator allows to be read could not be had."""

    status = 502
    title = "The document could not be had"


class StoreError(CuibonoError):
    """The store is at fault: missing, locked, damaged."""

    status = 503
    title = "The store is not available"


class StoreBusyError(StoreError):
    """Another process is writing to the store."""

    title = "The store is being written to"


class WriteLostError(StoreError):
    """The process that writes ended before it could say what became of a write."""

    title = "It is not known whether the write was done"


class BusyError(StoreError):
    """More is asked at once than is answered here; later it may be."""

    title = "Too busy"


class QueryFailedError(StoreError):
    """The engine gave up on a query that it could read."""

    status = 500
    title = "The query failed"


class QueryLimitError(QueryFailedError):
    """The query went past a limit and was stopped."""

    status = 503
    title = "The query was stopped"


class CheckUnavailableError(CuibonoError):
    """A check cannot run, for what it needs is not installed."""

    status = 503
    title = "The check cannot run here"


class AddressError(CuibonoError):
    """The address to listen on cannot be had."""

    status = 503
    title = "The address cannot be had"


class QuestionUnfitError(CuibonoError):
    """The engine of the store would answer a question wrongly, or not at all."""

    status = 501
    title = "This store cannot answer the question"


class RemoteStoreError(StoreError):
    """The remote store answered with a fault of its own, or with what is no answer."""

    status = 502
    title = "The remote store failed"


class RemoteAddressError(RemoteStoreError):
    """There is no SPARQL service at the address: unknown host, wrong path, TLS not trusted."""

    title = "The address of the remote store is wrong"


class RemoteAccessError(RemoteStoreError):
    """The remote store does not let us in."""

    title = "The remote store refuses access"


class RemoteUnreachableError(RemoteStoreError):
    """The remote store does not answer: it is down, or the connection broke."""

    status = 503
    title = "The remote store cannot be reached"


class RemoteBusyError(RemoteStoreError):
    """The remote store says that it has too much to do."""

    status = 503
    title = "The remote store is busy"


class RemoteTimeoutError(RemoteStoreError):
    """The remote store has not answered, or not wholly, in the time allowed."""

    status = 504
    title = "The remote store took too long"


class ServiceError(CuibonoError):
    """A service that was asked over HTTP cannot be reached, or does not answer as cuibono does."""

    status = 502
    title = "The service does not answer as it should"


class ExtraMissingError(CuibonoError):
    """What was asked for needs a package that is not installed."""

    status = 501
    title = "A package is missing"

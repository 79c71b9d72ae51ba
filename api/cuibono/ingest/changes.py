"""What a client may ask to be written, and what became of it; both travel between processes."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from cuibono import errors
from cuibono.errors import CuibonoError


class Kind(StrEnum):
    """The ways to change the store from outside."""

    PUT = "put"
    """Put a graph in the place of the one of its name."""
    POST = "post"
    """Merge a graph into the one of its name."""
    DELETE = "delete"
    """Remove a graph."""
    PATCH = "patch"
    """Run an update on one graph, which is its default graph."""
    UPDATE = "update"
    """Run an update on the store."""


@dataclass(frozen=True, slots=True)
class Document:
    """RDF that was sent: its format, by name, and its bytes."""

    form: str
    content: bytes
    name: str = "the request"


@dataclass(frozen=True, slots=True)
class Change:
    """One write, to be done whole or not at all."""

    kind: Kind
    graph: str | None = None
    documents: Sequence[Document] = ()
    update: str = ""
    sources: Sequence[str] = ()
    """The sources that the client may change; none stands for all."""
    snapshot: str | None = None
    """The state that the client presumes, if any (If-Match)."""
    is_new: bool = False
    """Whether the client presumes that the graph does not exist (If-None-Match: *)."""

    def encode(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        found = asdict(self)
        for document in found["documents"]:
            document["content"] = base64.b64encode(document["content"]).decode()
        return found

    @classmethod
    def decode(cls, found: dict[str, Any]) -> "Change":
        """Return what `encode` was given."""
        fields = dict(found)
        fields["kind"] = Kind(found["kind"])
        fields["documents"] = [
            Document(d["form"], base64.b64decode(d["content"]), d["name"])
            for d in found["documents"]
        ]
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: done, or the error why not."""

    is_created: bool = False
    """Whether the graph was not there before."""
    snapshot: str = ""
    """The published state that has it."""
    error: str = ""
    detail: str = ""
    members: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def of(cls, fault: CuibonoError) -> "Outcome":
        """Return the outcome of a change that failed."""
        return cls(error=type(fault).__name__, detail=fault.detail, members=fault.members)

    def require(self) -> "Outcome":
        """Return it; raises the error of a change that failed."""
        if self.error:
            raise getattr(errors, self.error)(self.detail, **self.members)
        return self


def encode_changes(changes: Sequence[Change]) -> bytes:
    """Return changes as bytes."""
    return json.dumps([change.encode() for change in changes]).encode()


def decode_changes(content: bytes) -> list[Change]:
    """Return what `encode_changes` was given."""
    return [Change.decode(found) for found in json.loads(content)]


def encode_outcomes(outcomes: Sequence[Outcome]) -> bytes:
    """Return outcomes as bytes."""
    return json.dumps([asdict(outcome) for outcome in outcomes]).encode()


def decode_outcomes(content: bytes) -> list[Outcome]:
    """Return what `encode_outcomes` was given."""
    return [Outcome(**found) for found in json.loads(content)]

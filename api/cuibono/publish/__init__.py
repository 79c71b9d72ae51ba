"""Representations: which one a client gets, and what is in it."""

from cuibono.publish.absence import why_empty
from cuibono.publish.description import describe, encode, nearest
from cuibono.publish.negotiation import HTML, JSON, negotiate, require_format

__all__ = [
    "HTML",
    "JSON",
    "describe",
    "encode",
    "nearest",
    "negotiate",
    "require_format",
    "why_empty",
]

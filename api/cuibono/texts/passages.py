"""Passages: spans of a text given by positions and a digest, without the words themselves.

The rules are those of DESIGN section 4: positions are Unicode code points of the text exactly as
extracted, 0-based, end exclusive (`oa:TextPositionSelector` of the W3C Web Annotation Data Model,
section 4.2.5, with the unit fixed); the digest is taken of the span after NFC, with runs of white
space made one space, trimmed.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")


def normalise(span: str) -> str:
    """Return the span in NFC, runs of white space as one space, trimmed."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", span)).strip()


def digest(span: str) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of the UTF-8 of the normalised span."""
    return f"sha256:{hashlib.sha256(normalise(span).encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A recorded passage.

    `start` and `end` are code points in the text version `text`; `normalised_length` is the
    number of code points of the normalised span, None where it was not recorded.
    """

    iri: str
    text: str
    start: int
    end: int
    digest: str
    normalised_length: int | None = None
    section: str | None = None
    exact: str | None = None

    @classmethod
    def of(cls, content: str, start: int, end: int, *, iri: str, text: str) -> "Passage":
        """Return the passage that a span of a text's content makes."""
        span = content[start:end]
        return cls(iri, text, start, end, digest(span), len(normalise(span)))

"""Source texts and the passages in them: positions, digests, and whether they still hold."""

from cuibono.texts.passages import Passage, digest, normalise
from cuibono.texts.sources import SourceText, TextLibrary
from cuibono.texts.verification import Finding, State, find_words, verify

__all__ = [
    "Finding",
    "Passage",
    "SourceText",
    "State",
    "TextLibrary",
    "digest",
    "find_words",
    "normalise",
    "verify",
]

"""Source texts and the passages in them: positions, digests, and whether they still hold."""

from cuibono.texts.passages import Passage, digest, normalise
from cuibono.texts.references import Reference, find_references, reference_key, resolves
from cuibono.texts.sources import SourceText, TextLibrary
from cuibono.texts.structure import Section, Span, running_text, sections
from cuibono.texts.verification import Finding, State, find_words, verify

__all__ = [
    "Finding",
    "Passage",
    "Reference",
    "Section",
    "SourceText",
    "Span",
    "State",
    "TextLibrary",
    "digest",
    "find_references",
    "find_words",
    "normalise",
    "reference_key",
    "resolves",
    "running_text",
    "sections",
    "verify",
]

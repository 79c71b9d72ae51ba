"""A passage in its text, with what rests on it."""

import re
from typing import Final

from cuibono.analysis.lookup import Lookup, iri_in, text_in
from cuibono.analysis.model import Passage
from cuibono.analysis.profile_model import Context, PassageProfile, Resting
from cuibono.analysis.wording import title_of
from cuibono.errors import NotFoundError
from cuibono.store import Row
from cuibono.texts import Passage as Span
from cuibono.texts import SourceText, State, TextLibrary, normalise, verify

CONTEXT: Final = 200
"""Characters shown before and after a passage, cut at words."""

_SPACE: Final = re.compile(r"\s+")


def passage_profile(lookup: Lookup, texts: TextLibrary, iri: str) -> PassageProfile:
    """Return a passage with its words in context where a copy of the text holds it exactly.

    Raises `NotFoundError`.
    """
    rows = lookup.ask("profiles/passage", passage=iri)
    if not rows:
        raise NotFoundError(f"there is no passage under <{iri}>", iri=iri)
    row = rows[0]
    text_digest = text_in(row, "textDigest") or ""
    span = _span(row, iri)
    copy = texts.get(text_digest)
    state = next(verify([span], copy, text_digest)).state if copy else None
    context = _context(copy, span) if copy and state is State.EXACT else None
    return PassageProfile(
        passage=Passage(
            iri=iri,
            document=lookup.thing(iri_in(row, "document") or ""),
            text=span.text,
            section=span.section,
            start=span.start,
            end=span.end,
            digest=span.digest,
            words=context.words if context else None,
        ),
        text=lookup.thing(span.text),
        text_digest=text_digest,
        normalised_length=span.normalised_length,
        state=state,
        context=context,
        resting=tuple(
            Resting(
                thing=thing,
                title=title_of(lookup, thing),
                statement=lookup.statement(thing.iri),
            )
            for thing in lookup.things(
                lookup.ask("profiles/passage-statements", passage=iri), "statement"
            )
        ),
    )


def _span(row: Row, iri: str) -> Span:
    length = text_in(row, "normalisedLength")
    return Span(
        iri=iri,
        text=iri_in(row, "text") or "",
        start=int(text_in(row, "start") or 0),
        end=int(text_in(row, "end") or 0),
        digest=text_in(row, "digest") or "",
        normalised_length=int(length) if length else None,
        section=text_in(row, "section"),
    )


def _context(copy: SourceText, span: Span) -> Context:
    content = copy.content
    before = content[max(0, span.start - CONTEXT) : span.start]
    after = content[span.end : span.end + CONTEXT]
    if span.start > CONTEXT:
        before = re.sub(r"^\S*\s", "… ", before)
    if span.end + CONTEXT < len(content):
        after = re.sub(r"\s\S*$", " …", after)
    return Context(
        before=_SPACE.sub(" ", before),
        words=normalise(content[span.start : span.end]),
        after=_SPACE.sub(" ", after),
    )

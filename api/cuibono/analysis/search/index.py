"""The text index of a snapshot: made of its tables when first asked for, and kept beside them."""

import json
import secrets
import shutil
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import tantivy

from cuibono.analysis.search.request import SEARCHED
from cuibono.analysis.tables import DuckTables, Row, sql_text
from cuibono.errors import StoreError

SHORT: Final = 3
"""Beginnings of up to so many letters are in the index: they go on in too many ways to look up."""
FACETS: Final = ("kind", "source", "policy", "year")

_PACKAGE: Final = "cuibono.analysis.search"
_WORDS: Final = "words"
_STEMS: Final = "stems"
_BREVITY: Final = 4.0
_HEAP: Final = 128 << 20


class SearchIndex:
    """An index of all things by their names; several threads may use it at once."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        _register(index)
        self.schema = index.schema
        self.searcher = index.searcher()

    @classmethod
    def of(cls, tables: DuckTables) -> "SearchIndex":
        """Open the index over the tables of a snapshot, having made it where it is not there.

        Raises `StoreError` where it cannot be written.
        """
        there = tables.folder / f"search-{edition()}"
        if not there.is_dir():
            draft = there.with_name(f"{there.name}.{secrets.token_hex(4)}.new")
            try:
                draft.mkdir()
                write_index(draft, tables.each(sql_text(_PACKAGE, "entries")))
                draft.rename(there)
            except OSError as fault:
                if not there.is_dir():  # else another was faster, and its index is the same
                    raise StoreError(f"the index cannot be written: {fault}") from None
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        return cls(there)


def words_of(text: str) -> list[str]:
    """Return the words of a text as the index has them: in lower case, accents folded away."""
    return _ANALYZERS[_WORDS].analyze(text)


def stem_of(word: str) -> str | None:
    """Return the stem of an English word; None for one that tells nothing, as "the" does."""
    return next(iter(_ANALYZERS[_STEMS].analyze(word)), None)


def edition() -> str:
    """Return a name for what an index holds: another has another."""
    own = files(_PACKAGE) / "index.py"
    parts = (own.read_text("utf-8"), sql_text(_PACKAGE, "entries"), *SEARCHED)
    return sha256("\0".join(parts).encode()).hexdigest()[:12]


def write_index(folder: Path, entries: Iterable[Row]) -> None:
    """Write an index of entries (the columns of `entries.sql`) into an empty folder."""
    schema = _schema()
    index = tantivy.Index(schema, path=str(folder))
    _register(index)
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for entry in entries:
        if entry["kind"] in SEARCHED:
            writer.add_document(_document(entry, schema))
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", tokenizer_name=_WORDS)
    builder.add_text_field("gloss", tokenizer_name=_WORDS)
    builder.add_text_field("stem", tokenizer_name=_STEMS)
    for name in ("whole", "beginning"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "source", "policy"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_float_field("brevity", fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def _document(entry: Row, schema: tantivy.Schema) -> tantivy.Document:
    labels, glosses = _values(entry, "labels"), _values(entry, "glosses")
    aliases, slug = _values(entry, "aliases"), entry["thing"].rpartition("/")[2]
    shown = labels or glosses or aliases  # a claim has no label: its gloss is what it is called
    names = dict.fromkeys([*shown, *aliases])
    words = dict.fromkeys(word for name in names for word in words_of(name))
    fields: dict[str, list[Any]] = {
        "name": list(names),
        "gloss": glosses if shown is not glosses else [],
        "stem": [*names, *glosses, slug.replace("-", " ")],
        "whole": list({by.join(words_of(name)) for name in names for by in (" ", "")}),
        "beginning": list({word[:n] for word in words for n in range(1, SHORT + 1)}),
        "kind": [entry["kind"]],
        "source": _values(entry, "sources"),
        "policy": _values(entry, "policies"),
        "year": [year for year in _values(entry, "years") if year >= 0],
        "brevity": [_BREVITY / (len(words_of(shown[0])) or 1)],
        "shown": [_shown(entry, shown[0], aliases if shown is not aliases else [])],
    }
    return tantivy.Document.from_dict(  # pyright: ignore[reportUnknownMemberType]
        {name: values for name, values in fields.items() if values}, schema
    )


def _shown(entry: Row, label: str, aliases: list[str]) -> bytes:
    """Return what is told of a thing that is found."""
    glosses = [gloss for gloss in _values(entry, "glosses") if gloss != label]
    told = {
        "iri": entry["thing"],
        "label": label,
        "class": next(iter(_values(entry, "classes")), None),
        "other_names": [alias for alias in aliases if alias != label],
        "gloss": next(iter(glosses), None),
        "sources": _values(entry, "sources"),
        "policies": _values(entry, "policies"),
        "years": _values(entry, "years"),
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _values(entry: Row, column: str) -> list[Any]:
    return entry[column] or []


def _analyzer(*more: tantivy.Filter) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for one in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), *more):
        builder = builder.filter(one)
    return builder.build()


def _register(index: tantivy.Index) -> None:
    for name, analyzer in _ANALYZERS.items():
        index.register_tokenizer(name, analyzer)


_ANALYZERS: Final = {
    _WORDS: _analyzer(),
    _STEMS: _analyzer(tantivy.Filter.stopword("english"), tantivy.Filter.stemmer("english")),
}

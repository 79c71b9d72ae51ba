"""Things as a caller names them: found in the tables, or refused with the nearest."""

import difflib
from collections.abc import Iterable

from cuibono.analysis.tables.engines import Tables
from cuibono.errors import NotFoundError
from cuibono.terms import SLUG, expand, iri


def known_iris(tables: Tables, kind: str, values: Iterable[str], name: str) -> tuple[str, ...]:
    """Return the IRIs of things given as slug, prefixed name or IRI.

    Raises `NotFoundError` with the nearest where there is no such thing.
    """
    given = list(values)
    if not given:
        return ()
    rows = tables.rows("SELECT DISTINCT thing FROM things WHERE kind = :kind", {"kind": kind})
    there = {str(row["thing"]) for row in rows}
    return tuple(_known(value, kind, there, name) for value in given)


def _known(value: str, kind: str, there: set[str], name: str) -> str:
    try:
        full = iri(kind, value) if SLUG.fullmatch(value) else expand(value)
    except ValueError:
        full = value
    if full in there:
        return full
    slugs = [known.rpartition("/")[2] for known in there]
    near = difflib.get_close_matches(value.rpartition("/")[2].rpartition(":")[2], slugs, n=3)
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    raise NotFoundError(f"there is no {kind} {value!r}{hint}", parameter=name, nearest=near)

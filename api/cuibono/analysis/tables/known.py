"""Things as a caller names them: found in the tables, or refused with the nearest."""

import difflib
from collections.abc import Iterable, Sequence

from cuibono.analysis.tables.engines import Tables
from cuibono.errors import NotFoundError, ParameterError
from cuibono.terms import SLUG, expand, iri


def known_iris(tables: Tables, kind: str, values: Iterable[str], name: str) -> tuple[str, ...]:
    """Return the IRIs of things of a kind, given as slug, prefixed name or IRI.

    Raises `NotFoundError` with the nearest where there is no such thing.
    """
    return known_things(tables, (kind,), values, name)


def known_things(
    tables: Tables, kinds: Sequence[str], values: Iterable[str], name: str
) -> tuple[str, ...]:
    """Return the IRIs of things of some kinds, given as slug, prefixed name or IRI.

    Raises `NotFoundError` with the nearest where there is no such thing, and `ParameterError`
    where a slug is that of several.
    """
    given = list(values)
    if not given:
        return ()
    rows = tables.rows("SELECT DISTINCT thing, kind FROM things ORDER BY thing")
    there = {str(row["thing"]) for row in rows if row["kind"] in kinds}
    return tuple(_known(value, kinds, there, name) for value in given)


def _known(value: str, kinds: Sequence[str], there: set[str], name: str) -> str:
    found = [full for full in _meant(value, kinds) if full in there]
    if len(found) > 1:
        named = ", ".join(f"{full.split('/')[-2]}:{value}" for full in found)
        raise ParameterError(f"{value!r} is one of {named}; say which", parameter=name)
    if found:
        return found[0]
    slugs = sorted({full.rpartition("/")[2] for full in there})
    near = difflib.get_close_matches(value.rpartition("/")[2].rpartition(":")[2], slugs, n=3)
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    what = " or ".join(kinds)
    raise NotFoundError(f"there is no {what} {value!r}{hint}", parameter=name, nearest=near)


def _meant(value: str, kinds: Sequence[str]) -> list[str]:
    if SLUG.fullmatch(value):
        return [iri(kind, value) for kind in kinds]
    try:
        return [expand(value)]
    except ValueError:
        return [value]

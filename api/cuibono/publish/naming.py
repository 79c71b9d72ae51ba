"""Find what users name: by slug, prefixed name or IRI."""

from collections.abc import Sequence

from cuibono.errors import NotFoundError, ParameterError
from cuibono.publish.description import nearest
from cuibono.store import Snapshot
from cuibono.terms import SLUG, expand, iri, kind_and_slug


def known(snapshot: Snapshot, kind: str, name: str) -> str:
    """Return the IRI of a thing of a kind that is on record.

    Raises `NotFoundError`, with the slugs that look most alike.
    """
    try:
        found = iri(kind, name) if SLUG.fullmatch(name) else expand(name)
    except ValueError:
        found = ""
    parts = kind_and_slug(found)
    if parts and parts[0] == kind and snapshot.ask(f"ASK {{ <{found}> a ?class }}"):
        return found
    near = nearest(snapshot, kind, name.rpartition("/")[2].rpartition(":")[2] or name)
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    raise NotFoundError(f"there is no {kind} {name!r}{hint}", nearest=near)


def known_of(snapshot: Snapshot, kinds: Sequence[str], name: str) -> str:
    """Return the IRI of a thing of one of several kinds.

    A bare slug is looked for in each. Raises `NotFoundError` where there is none, and
    `ParameterError` where the slug is of several or the thing of another kind.
    """
    if not SLUG.fullmatch(name):
        try:
            parts = kind_and_slug(expand(name))
        except ValueError:
            parts = None
        if parts and parts[0] in kinds:
            return known(snapshot, parts[0], name)
        raise ParameterError(
            f"{name!r} is none of {', '.join(kinds)}; name it as a slug, as kind:slug or by its IRI"
        )
    fitting = [kind for kind in kinds if snapshot.ask(f"ASK {{ <{iri(kind, name)}> a ?class }}")]
    if len(fitting) > 1:
        ways = " or ".join(f"{kind}:{name}" for kind in fitting)
        raise ParameterError(f"{name!r} is the slug of several things; write {ways}")
    return known(snapshot, (fitting or kinds)[0], name)

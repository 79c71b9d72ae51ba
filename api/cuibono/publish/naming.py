"""Find what users name: by slug, prefixed name or IRI."""

from cuibono.errors import NotFoundError
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

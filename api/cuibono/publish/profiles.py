"""Profiles of a description: which of its statements, in whose terms.

Content negotiation by profile: https://www.w3.org/TR/dx-prof-conneg/. Profiles are named by IRI, or
in an address by their last part (`?profile=prov`).
"""

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from typing import Final

from pyoxigraph import NamedNode, Quad

from cuibono.errors import NotAcceptableError, QuestionUnfitError
from cuibono.publish.description import describe
from cuibono.questions import Catalogue
from cuibono.store import Snapshot, quads
from cuibono.terms import BASE

PROFILES: Final = f"{BASE}profile/"
PAGE: Final = 2_000
"""Statements after which a description goes on on another page."""
_MOST_LABELS: Final = 500
"""Things whose labels are asked for in one query."""


class Profile(StrEnum):
    """The profiles; the first is what is sent where none is asked for."""

    FULL = "full"
    LABELLED = "labelled"
    PROV = "prov"
    SCHEMA = "schema.org"

    @property
    def iri(self) -> str:
        return "https://schema.org/" if self is Profile.SCHEMA else PROFILES + self


def chosen_profile(accept_profile: str | None, name: str | None) -> Profile:
    """Return the profile that is named or negotiated; raises `NotAcceptableError`."""
    if name is not None:
        return _named(name)
    wanted = [part.split(";")[0].strip().strip("<>") for part in (accept_profile or "").split(",")]
    known = [profile for iri in wanted for profile in Profile if iri == profile.iri]
    return known[0] if known else Profile.FULL


def described_in(
    profile: Profile, snapshot: Snapshot, catalogue: Catalogue, iri: str
) -> list[Quad]:
    """Return the description of a thing in a profile; empty where there is none."""
    match profile:
        case Profile.FULL:
            return describe(snapshot, catalogue, iri)
        case Profile.LABELLED:
            found = describe(snapshot, catalogue, iri)
            return list(dict.fromkeys([*found, *_labels(snapshot, found)]))
        case Profile.PROV | Profile.SCHEMA:
            name = "provenance" if profile is Profile.PROV else "schema-org"
            question = catalogue.get(f"publish/{name}")
            if snapshot.misreads and not question.is_plain:
                raise QuestionUnfitError(
                    f"the profile {profile} is not told from this store: {snapshot.misreads}"
                )
            return quads(snapshot.select(question.bind({"thing": iri})))


def page_of(statements: list[Quad], thing: str, number: int) -> list[Quad]:
    """Return one page of a description, from 1; what is said of one thing is never parted.

    The thing's own statements come first. Empty where there are not so many pages.
    """
    ordered = sorted(statements, key=lambda q: (str(q.subject) != f"<{thing}>", str(q.subject)))
    pages: list[list[Quad]] = [[]]
    for _, group in groupby(ordered, key=lambda quad: quad.subject):
        about = list(group)
        if pages[-1] and len(pages[-1]) + len(about) > PAGE:
            pages.append([])
        pages[-1] += about
    return pages[number - 1] if number <= len(pages) else []


def _labels(snapshot: Snapshot, found: Iterable[Quad]) -> Iterable[Quad]:
    """Yield the labels of all that is mentioned, predicates and classes included."""
    nodes = {node for quad in found for node in quad.triple if isinstance(node, NamedNode)}
    ordered = sorted(nodes, key=lambda node: node.value)
    for start in range(0, len(ordered), _MOST_LABELS):
        values = " ".join(map(str, ordered[start : start + _MOST_LABELS]))
        yield from quads(
            snapshot.select(
                "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
                "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
                "SELECT ?subject ?predicate ?object ?graph WHERE { "
                f"VALUES ?subject {{ {values} }} "
                "VALUES ?predicate { skos:prefLabel rdfs:label } "
                "GRAPH ?graph { ?subject ?predicate ?object } }"
            )
        )


def _named(name: str) -> Profile:
    for profile in Profile:
        if name in (profile.value, profile.iri):
            return profile
    raise NotAcceptableError(
        f"there is no profile {name!r}; profiles are {', '.join(Profile)}",
        available=[profile.iri for profile in Profile],
    )

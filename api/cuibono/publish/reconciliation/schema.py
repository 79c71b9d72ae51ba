"""The types and properties that entities are matched by: those of the vocabulary, and names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Quad

from cuibono.analysis.search import words_of
from cuibono.publish.vocabulary import Class, Vocabulary

Described = dict[str, object]

_FOUND: Final = (
    "Actor",
    "Barrier",
    "Category",
    "Claim",
    "Document",
    "Event",
    "Evidence",
    "Limitation",
    "Place",
    "Platform",
    "PolicyItem",
)
"""The classes whose instances can be found, with all below them."""

_BORROWED: Final = (
    ("skos:prefLabel", "name", "What it is called."),
    ("skos:altLabel", "other name", "A name that it goes by besides."),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A type or property as clients are told of it."""

    id: str
    name: str
    description: str
    broader: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()

    def brief(self) -> Described:
        """Return its id and name."""
        return {"id": self.id, "name": self.name}

    def told(self) -> Described:
        """Return the same with what it means."""
        return {**self.brief(), "description": self.description}


class Schema:
    """Types by their local name (`Firm`), properties by their prefixed name (`cb:author`)."""

    def __init__(self, ontology: Iterable[Quad]) -> None:
        vocabulary = Vocabulary(ontology)
        tops = [top for top in _below(vocabulary.classes()) if top.name in _FOUND]
        classes = {one.name: one for one in _below(tops)}
        self.types: Mapping[str, Term] = {
            name: Term(
                name, one.label, one.definition, tuple(b for b in one.broader if b in classes)
            )
            for name, one in classes.items()
        }
        own = (
            Term(f"cb:{one.name}", one.label, one.definition, domain=one.domain)
            for one in vocabulary.properties()
            if not one.is_deprecated
        )
        borrowed = (Term(*parts) for parts in _BORROWED)
        self.properties: Mapping[str, Term] = {one.id: one for one in (*borrowed, *own)}

    def with_broader(self, types: Iterable[str]) -> list[str]:
        """Return these types and all that they are kinds of, the nearest first."""
        reached = list(dict.fromkeys(types))
        for name in reached:  # grows while it is walked
            found = self.types.get(name)
            reached += [b for b in (found.broader if found else ()) if b not in reached]
        return reached

    def narrower(self, type_: str) -> list[str]:
        """Return a type and all that are kinds of it."""
        return [name for name in self.types if type_ in self.with_broader([name])]

    def of_type(self, type_: str | None) -> list[Term]:
        """Return the properties that things of a type may have; all of them without one."""
        if type_ is None:
            return list(self.properties.values())
        wider = {*self.with_broader([type_]), *self.narrower(type_)}
        return [one for one in self.properties.values() if not one.domain or wider & {*one.domain}]


def starting_with(prefix: str, terms: Iterable[Term]) -> list[Term]:
    """Return the terms in whose names or ids all the words go on from those typed."""
    typed = words_of(prefix)
    found = [one for one in terms if _goes_on(typed, words_of(f"{one.name} {one.id}"))]
    return sorted(found, key=lambda one: (not one.name.startswith(prefix.lower()), one.name))


def _goes_on(typed: Iterable[str], words: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in typed)


def _below(classes: Iterable[Class]) -> Iterator[Class]:
    for one in classes:
        yield one
        yield from _below(one.children)

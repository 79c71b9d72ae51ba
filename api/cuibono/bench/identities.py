"""What a generated graph speaks of: actors, documents, policy items and the rest, by number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from random import Random

from pyoxigraph import Literal, NamedNode

from cuibono.terms import NS, iri, term

Value = NamedNode | Literal
Described = tuple[NamedNode, Mapping[str, Value | tuple[Value, ...]]]
"""A node and its properties, by prefixed name; `a` is its type."""

CITED = 3
"""The works that a paper cites, each with an author."""

LENGTH = 40_000
"""The code points of every paper's text."""

_AUTHORS = ("Person", "Firm", "ResearchOrganisation", "InternationalOrganisation", "Person")
_POLICIES = ("PolicyAgenda", "PolicyProposal", "PolicyInstrument")


def node(kind: str, slug: str) -> NamedNode:
    """Return the IRI of a thing."""
    return NamedNode(iri(kind, slug))


def words(text: str) -> Literal:
    """Return English text."""
    return Literal(text, language="en")


@cache
def class_(name: str) -> NamedNode:
    """Return a class of the vocabulary."""
    return NamedNode(NS + name)


@dataclass(frozen=True, slots=True)
class Identities:
    """The identities that a graph of so many sources needs, and draws from them."""

    sources: int

    @property
    def policies(self) -> int:
        """The number of policy items: agendas, proposals and instruments, as many of each."""
        return 3 * (2 + self.sources // 3)

    @property
    def shared(self) -> int:
        """The number of coalitions, platforms, places, categories, events and barriers each."""
        return 5 + self.sources // 10

    def policy(self, number: int) -> NamedNode:
        return node("policy", f"policy-{number}")

    def author(self, source: int, work: int) -> NamedNode:
        """The author of a cited work; that of work 0 of every fifth source is a firm."""
        return node("actor", f"author-{source}-{work}")

    def cited(self, source: int, work: int) -> NamedNode:
        return node("document", f"work-{source}-{work}")

    def paper(self, source: int) -> NamedNode:
        return node("document", f"paper-{source}")

    def text(self, source: int) -> NamedNode:
        return node("text", f"paper-{source}-1")

    def writers(self, source: int) -> NamedNode:
        """The group of authors of a paper."""
        return node("actor", f"authors-of-paper-{source}")

    def some(self, random: Random, kind: str) -> NamedNode:
        """Draw a shared thing: a few are spoken of often, most seldom."""
        slug = "coalition" if kind == "actor" else kind
        return node(kind, f"{slug}-{skewed(random, self.shared)}")

    def some_policy(self, random: Random, class_name: str | None = None) -> NamedNode:
        """Draw a policy item, of one class where it is given."""
        if class_name is None:
            return self.policy(skewed(random, self.policies))
        offset, step = _POLICIES.index(class_name), len(_POLICIES)
        return self.policy(offset + step * skewed(random, self.policies // step))

    def some_step(self, random: Random, class_name: str) -> tuple[NamedNode, NamedNode]:
        """Draw a proposal and an agenda that it advances, or an instrument and its proposal.

        A few of the narrower belong to each of the wider, whoever says so, so that what a policy
        item serves grows with the debate and not with the number of sources.
        """
        step, groups = len(_POLICIES), self.policies // len(_POLICIES)
        number, kind = skewed(random, groups), _POLICIES.index(class_name)
        wider = min(number // 2 + (random.random() < 0.2), groups - 1)
        return self.policy(kind + step * number), self.policy(kind - 1 + step * wider)

    def some_author(self, random: Random) -> NamedNode:
        return self.author(skewed(random, self.sources), random.randrange(CITED))

    def described(self) -> Iterator[Described]:
        """Yield every identity with its type and label, as a registry has them."""
        yield node("actor", "coder"), _named("Actor", "coder")
        yield (
            node("guideline", "close-reading-1"),
            {
                "a": term("prov:Plan"),
                "skos:prefLabel": words("Close reading, version 1"),
            },
        )
        for number in range(self.policies):
            label = f"policy {number}"
            yield self.policy(number), _named(_POLICIES[number % len(_POLICIES)], label)
        for number in range(self.shared):
            yield from _shared(number)
        for source in range(self.sources):
            yield from self._of_source(source)

    def _of_source(self, source: int) -> Iterator[Described]:
        yield self.writers(source), _named("ActorGroup", f"authors of paper {source}")
        paper = _named("ResearchPaper", f"paper {source}")
        yield self.paper(source), {**paper, "cb:author": self.writers(source)}
        yield (
            self.text(source),
            {
                **_named("TextVersion", f"text of paper {source}, version 1"),
                "cb:digest": digest(f"paper {source}"),
                "cb:length": Literal(LENGTH),
                "cb:normalisation": term("normalisation:none-1"),
                "cb:textOf": self.paper(source),
            },
        )
        for work in range(CITED):
            author = _AUTHORS[(source + work) % len(_AUTHORS)]
            yield self.author(source, work), _named(author, f"author {source} {work}")
            yield self.cited(source, work), _named("ReportDocument", f"work {source} {work}")


def digest(text: str) -> Literal:
    """Return what stands for the digest of a text that nobody has."""
    return Literal(f"sha256:{sha256(text.encode()).hexdigest()}")


def skewed(random: Random, count: int) -> int:
    """Draw a number below `count`, small ones more often."""
    return int(count * random.random() ** 2)


def _named(class_name: str, label: str) -> dict[str, Value | tuple[Value, ...]]:
    return {"a": class_(class_name), "skos:prefLabel": words(label)}


def _shared(number: int) -> Iterator[Described]:
    for kind, class_name in (
        ("actor", "Coalition"),
        ("platform", "Platform"),
        ("category", "FirmCategory"),
        ("event", "Event"),
        ("barrier", "Barrier"),
    ):
        slug = "coalition" if kind == "actor" else kind
        yield node(kind, f"{slug}-{number}"), _named(class_name, f"{slug} {number}")
    # A region for every five countries
    place = _named("Country" if number % 5 else "Place", f"place {number}")
    if number % 5:
        place["cb:locatedIn"] = node("place", f"place-{number - number % 5}")
    yield node("place", f"place-{number}"), place

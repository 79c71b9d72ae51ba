"""What the rest of the house may ask of a store, whatever engine stands behind it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, runtime_checkable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

Term = NamedNode | BlankNode | Literal | Triple
Row = Mapping[str, Term]
"""One solution: the bound variables, without question marks, and their values."""


class Queryable(Protocol):
    """Something that answers our own queries; texts from outside go to a `ReaderPool`.

    The default graph of a query is the union of all graphs, inferences included.
    """

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query."""
        ...

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        ...

    def construct(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, each once."""
        ...


@runtime_checkable
class Matching(Queryable, Protocol):
    """A store in this process: looking up a statement costs a fifth of asking a query."""

    def match(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
    ) -> Iterator[Quad]:
        """Yield the statements with these terms in any named graph, in no order."""
        ...


class Snapshot(Queryable, Protocol):
    """One published state of the store; it never changes."""

    @property
    def id(self) -> str:
        """The name of this state; no other state of any store ever has it."""
        ...

    @property
    def misreads(self) -> str:
        """What the engine cannot be asked, and why; empty where it reads all of SPARQL 1.1."""
        ...

    @property
    def folder(self) -> Path:
        """A folder on this machine for what is made of this state; there as long as this object."""
        ...

    def save_csv(self, query: str, file: Path) -> None:
        """Write the solutions of a SELECT query, however many, as SPARQL 1.1 CSV."""
        ...


class Writer(Queryable, Protocol):
    """The store while it is written to; what is written shows to readers on publication."""

    def replace(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> None:
        """Replace the named graphs by these quads, in one transaction."""
        ...

    def update(self, update: str) -> None:
        """Run a SPARQL update of our own, in one transaction."""
        ...


class DurableWriter(Writer, Protocol):
    """The store opened to write, as who answers for what was written needs it."""

    has_written: bool
    """Whether there is something to publish; set where an earlier write was not published."""

    @property
    def identity(self) -> str:
        """The name of this store for good; a store made anew in its place has another."""
        ...

    def at_hand(self) -> Matching:
        """Return the store, or a copy of it in memory where each look-up would be a request."""
        ...

    def copy(self, folder: Path) -> None:
        """Make an embedded store of what is there, in a folder that does not exist yet."""
        ...

    def make_durable(self) -> None:
        """Return once what was written survives a loss of power."""
        ...


class Store(Protocol):
    """A store of named graphs."""

    data: Path
    """Folder of the files that its sources were loaded from."""

    def describe(self) -> str:
        """Return where it is, in words for people."""
        ...

    def is_empty(self) -> bool:
        """Whether nothing was ever published here."""
        ...

    def current_name(self) -> str:
        """Return the name of the newest published state; raises `StoreError` for none."""
        ...

    def current(self) -> Snapshot:
        """Return the newest published state; raises `StoreError` where there is none."""
        ...

    def writing(self, patience: float = 0.0) -> AbstractContextManager[DurableWriter]:
        """Open the store for writing; publish at the end what was written.

        Another process that writes is waited for so many seconds.
        Nothing is published when the block raises or has written nothing.

        Raises `StoreBusyError` while another process writes.
        """
        ...

"""What an actor says, pays and is said to gain, policy by policy. It holds no verdict."""

from collections.abc import Mapping

from cuibono.analysis.matrix.request import Kind, Part
from cuibono.analysis.model import Absence, Model, Statement, Thing


class Entry(Model):
    """A statement in a cell, and how it ties the actor to the policy."""

    kind: Kind
    words: str
    """How it reads between actor and policy, such as `asserts a claim used for it`."""
    statement: Statement
    things: tuple[Thing, ...] = ()
    """What it is of, where that is not the policy itself: a claim, evidence, an organisation."""
    through: tuple[Statement, ...] = ()
    """The statements that lead from there to the policy."""
    said_by: Thing | None = None
    """Who judges so, where it is an assessment."""
    detail: str | None = None
    inferred_by_reader: bool = False
    """Whether it, or every way from it to the policy, is drawn by a reader only."""


class Cell(Model):
    """What one column holds of an actor and a policy."""

    statements: int
    """How many statements: each once, in however many ways it ties the two."""
    entries: tuple[Entry, ...] = ()
    left_out: int = 0
    """How many more there are that the conditions on columns, kinds and readers leave out."""
    absence: Absence | None = None
    """Where there is none at all: which kind of none."""


class MatrixRow(Model):
    """An actor and a policy, with the three columns."""

    actor: Thing
    policy: Thing
    says: Cell
    pays: Cell
    gains: Cell

    def cell(self, part: Part) -> Cell:
        """Return the cell of a column."""
        return {Part.SAYS: self.says, Part.PAYS: self.pays, Part.GAINS: self.gains}[part]


class Matrix(Model):
    """One page of the rows."""

    items: tuple[MatrixRow, ...]
    total: int
    limit: int
    offset: int
    next: str | None = None
    actors: int
    """How many actors have a row."""
    policies: int
    totals: Mapping[Part, int]
    """The statements in each column over all rows; one that ties several pairs counts in each."""
    note: str | None = None
    """Why there are no rows, in words."""

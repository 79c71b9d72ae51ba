"""What analyses return: things, statements and passages, as every route and page shows them."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, computed_field

from cuibono.terms import compact, kind_and_slug


class Model(BaseModel):
    """A part of an answer; built once, never changed."""

    model_config = ConfigDict(frozen=True)


class Thing(Model):
    """Something with an IRI: its label and the class that users think in."""

    iri: str
    label: str
    type: str | None = None
    """Local name of its most specific class, such as `EmpiricalClaim`."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def href(self) -> str:
        """Where it is described: a path on this service for our own things, else the IRI."""
        found = kind_and_slug(self.iri)
        return f"/doc/{found[0]}/{found[1]}" if found else self.iri

    @property
    def kind(self) -> str | None:
        """The kind in its IRI, such as `claim`."""
        found = kind_and_slug(self.iri)
        return found[0] if found else None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def slug(self) -> str:
        """The slug in its IRI, or the prefixed name of an IRI that is not a thing of ours."""
        found = kind_and_slug(self.iri)
        return found[1] if found else compact(self.iri)


class Passage(Model):
    """A place in a source text. `words` only where this deployment has a copy of the text."""

    iri: str
    document: Thing
    text: str
    section: str | None
    start: int
    end: int
    digest: str
    words: str | None = None

    @property
    def href(self) -> str:
        found = kind_and_slug(self.iri)
        return f"/doc/passage/{found[1]}" if found else self.iri


class Statement(Model):
    """The statement behind a step: its IRI, the source graph it stands in, and its passages."""

    iri: str
    type: str
    graph: str
    inferred_by_reader: bool = False
    """Whether the text does not draw it: `cb:basis basis:inferred`."""
    confidence: float | None = None
    """The curator's confidence in the extraction, 0 to 1."""
    comment: str | None = None
    passages: tuple[Passage, ...] = ()

    @property
    def href(self) -> str:
        found = kind_and_slug(self.iri)
        return f"/doc/{found[0]}/{found[1]}" if found else self.iri


class AbsenceKind(StrEnum):
    """Why nothing is shown; the four differ (DESIGN, section 4)."""

    NOT_SEARCHED = "not-searched"
    NOT_FOUND = "not-found"
    STATED_NONE = "stated-none"
    WITHHELD = "withheld"


class Absence(Model):
    """What is known about something that is not in the graph."""

    what: str
    property: str | None = None
    """The property that has no value, such as `cb:fundedBy`."""
    kind: AbsenceKind
    explanation: str
    search: str | None = None
    """IRI of the `cb:NegativeSearch` on record."""
    date: str | None = None
    document: Thing | None = None
    """The document that was searched."""
    passages: tuple[Passage, ...] = ()
    """Where the document says that there is none, or withholds it."""

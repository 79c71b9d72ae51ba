"""Questions and their answers, as the service tells them and its client reads them."""

from pydantic import ConfigDict

from cuibono.analysis.model import Model
from cuibono.questions import Plain


class ParameterRecord(Model):
    """A parameter of a question."""

    name: str
    type: str
    takes: str
    options: tuple[str, ...]
    required: bool
    default: str | None
    description: str
    example: str

    model_config = ConfigDict(from_attributes=True)


class ColumnRecord(Model):
    """A column of an answer."""

    name: str
    description: str | None

    model_config = ConfigDict(from_attributes=True)


class QuestionRecord(Model):
    """A question of the catalogue."""

    name: str
    topic: str
    title: str
    question: str
    parameters: tuple[ParameterRecord, ...]
    columns: tuple[ColumnRecord, ...]
    href: str


class CatalogueRecord(Model):
    """The questions that can be asked."""

    questions: tuple[QuestionRecord, ...]


class AnswerRecord(Model):
    """An answer: its rows, an object each, and the query that made them."""

    name: str
    question: str
    parameters: dict[str, str]
    columns: tuple[ColumnRecord, ...]
    rows: list[dict[str, Plain]]
    total: int
    offset: int
    next: str | None
    empty: str | None
    """What it means that there are no rows; null where there are some."""
    query: str
    snapshot: str

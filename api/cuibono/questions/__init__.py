"""The questions that can be asked: a catalogue of SPARQL files, bound, run and shown."""

from cuibono.questions.catalogue import Catalogue
from cuibono.questions.parameters import Parameter
from cuibono.questions.question import Column, Question
from cuibono.questions.tables import (
    Plain,
    Table,
    answer,
    csv_text,
    label_of,
    listed_iris,
    plain,
    records,
    sparql_json,
)

__all__ = [
    "Catalogue",
    "Column",
    "Parameter",
    "Plain",
    "Question",
    "Table",
    "answer",
    "csv_text",
    "label_of",
    "listed_iris",
    "plain",
    "records",
    "sparql_json",
]

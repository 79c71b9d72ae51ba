"""The graph as a few tidy tables, and SQL over them: what the analyses run on."""

from cuibono.analysis.tables.description import Column, TableDescription, bundled_tables
from cuibono.analysis.tables.engines import DuckTables, Row, SparkTables, Tables, Value, sql_text
from cuibono.analysis.tables.export import TableFormat, export_tables
from cuibono.analysis.tables.known import known_iris, known_things
from cuibono.analysis.tables.projection import project, tables_folder

__all__ = [
    "Column",
    "DuckTables",
    "Row",
    "SparkTables",
    "TableDescription",
    "TableFormat",
    "Tables",
    "Value",
    "bundled_tables",
    "export_tables",
    "known_iris",
    "known_things",
    "project",
    "sql_text",
    "tables_folder",
]

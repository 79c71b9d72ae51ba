"""Read, check, reason, commit, publish."""

from cuibono.ingest.inferring import ProvenClash, bundled_rules
from cuibono.ingest.loading import Ingest, Loaded, read_ontology
from cuibono.ingest.reading import SourceFile, read_files

__all__ = [
    "Ingest",
    "Loaded",
    "ProvenClash",
    "SourceFile",
    "bundled_rules",
    "read_files",
    "read_ontology",
]

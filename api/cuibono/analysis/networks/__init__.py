"""Discourse networks, as defined in `docs/analyses/networks.md`."""

from cuibono.analysis.networks.exports import MEDIA_TYPES, NetworkFormat, as_networkx, exported
from cuibono.analysis.networks.model import Network, NetworkSeries, StatementRecord
from cuibono.analysis.networks.network import define_statements, discourse_network
from cuibono.analysis.networks.parameters import (
    Aggregation,
    ConceptKind,
    Dates,
    Duplicates,
    Kind,
    Level,
    Mode,
    NetworkParameters,
    Normalisation,
    Reported,
)
from cuibono.analysis.networks.request import NetworkRequest, read_day
from cuibono.analysis.networks.statement_table import statement_tables
from cuibono.analysis.networks.windows import Unit, network_series

__all__ = [
    "MEDIA_TYPES",
    "Aggregation",
    "ConceptKind",
    "Dates",
    "Duplicates",
    "Kind",
    "Level",
    "Mode",
    "Network",
    "NetworkFormat",
    "NetworkParameters",
    "NetworkRequest",
    "NetworkSeries",
    "Normalisation",
    "Reported",
    "StatementRecord",
    "Unit",
    "as_networkx",
    "define_statements",
    "discourse_network",
    "exported",
    "network_series",
    "read_day",
    "statement_tables",
]

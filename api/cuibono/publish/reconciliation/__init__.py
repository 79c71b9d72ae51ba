"""Entity reconciliation, after the W3C community's Reconciliation Service API 0.2.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from cuibono.publish.reconciliation.extension import ExtensionQuery, extend
from cuibono.publish.reconciliation.manifest import manifest
from cuibono.publish.reconciliation.matching import QueryBatch, Reconciler, ReconciliationQuery
from cuibono.publish.reconciliation.schema import Schema

__all__ = [
    "ExtensionQuery",
    "QueryBatch",
    "Reconciler",
    "ReconciliationQuery",
    "Schema",
    "extend",
    "manifest",
]

"""The same questions in SQL, of the tables, and in SPARQL, of engines: so that both can race."""

from dataclasses import dataclass
from typing import Final

from cuibono.analysis.tables import Tables
from cuibono.bench.tables import IN_SPARQL, IN_SQL


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question in two languages; both give rows in the same order."""

    name: str
    sql: str
    sparql: str

    def in_sql(self, tables: Tables) -> list[tuple[str, ...]]:
        """Return the answer of the tables."""
        return [tuple(str(value) for value in row.values()) for row in tables.rows(self.sql)]


AGENDA_TOTALS: Final = Comparison(
    "agenda totals",
    """
    WITH aimed AS (
        SELECT promotion, promoter, policy AS item FROM promotions
        UNION
        SELECT promotion, promoter, object FROM promotions
        JOIN policy_links ON item = policy AND kind = 'advances'
    )
    SELECT promoter AS actor, item, COUNT(DISTINCT promotion) AS statements
    FROM aimed GROUP BY promoter, item ORDER BY actor, item
    """,
    """
    PREFIX cb: <https://w3id.org/cuibono/ns#>
    SELECT ?actor ?item (COUNT(DISTINCT ?promotion) AS ?statements) WHERE {
      ?promotion cb:promoter ?actor ; cb:promotedItem ?promoted .
      { ?promotion cb:promotedItem ?item }
      UNION { ?link cb:advancingItem ?promoted ; cb:advancedAgenda ?item }
    }
    GROUP BY ?actor ?item ORDER BY ?actor ?item
    """,
)
"""How many promotions of each actor are of each policy item, or of an item that advances it."""

CO_PROMOTION: Final = Comparison("co-promotion", IN_SQL, IN_SPARQL)
"""Which pairs of actors promote how many policy items both."""

COMPARISONS: Final = (AGENDA_TOTALS, CO_PROMOTION)

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


_SAID: Final = """
    { ?statement cb:promoter ?actor ; cb:promotedItem ?policy }
    UNION {
      ?use cb:justifyingClaim ?claim ; cb:justifiedItem ?policy .
      { ?statement cb:assertedClaim ?claim } UNION { ?statement cb:deniedClaim ?claim }
      UNION { ?statement cb:attributedClaim ?claim } UNION { ?statement cb:withdrawnClaim ?claim }
      ?statement cb:speaker ?actor .
    }
"""

AGENDA_TOTALS: Final = Comparison(
    "agenda totals",
    """
    WITH said AS (
        SELECT promotion AS statement, promoter AS actor, policy FROM promotions
        UNION
        SELECT utterance, speaker, justifications.policy FROM utterances
        JOIN justifications ON justifications.claim = utterances.claim
    ), aimed AS (
        SELECT statement, actor, policy AS item FROM said
        UNION
        SELECT statement, actor, object FROM said
        JOIN policy_links ON item = policy AND kind = 'advances'
    )
    SELECT actor, item, COUNT(*) AS statements
    FROM aimed GROUP BY actor, item ORDER BY actor, item
    """,
    f"""
    PREFIX cb: <https://w3id.org/cuibono/ns#>
    SELECT ?actor ?item (COUNT(DISTINCT ?statement) AS ?statements) WHERE {{
      {{ {_SAID.replace("?policy", "?item")} }}
      UNION
      {{ {_SAID} ?step cb:advancingItem ?policy ; cb:advancedAgenda ?item . }}
    }}
    GROUP BY ?actor ?item ORDER BY ?actor ?item
    """,
)
"""How many statements of each actor are of each policy item, or of one that advances it.

They are promotions of the item, and utterances of claims that are used to justify it.
"""

CO_PROMOTION: Final = Comparison("co-promotion", IN_SQL, IN_SPARQL)
"""Which pairs of actors promote how many policy items both."""

COMPARISONS: Final = (AGENDA_TOTALS, CO_PROMOTION)

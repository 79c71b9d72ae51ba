"""Which kind of empty a cell is: what was searched for, when, and with what result."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, Protocol

from cuibono.analysis.matrix.request import Part
from cuibono.analysis.model import Absence, AbsenceKind
from cuibono.analysis.tables import Row, Tables, sql_text

_WHAT: Final = {
    Part.SAYS: "what the actor says of the policy",
    Part.PAYS: "what the actor pays or puts in for the policy",
    Part.GAINS: "what the actor is assessed to gain or lose from the policy",
}
_EXPLANATIONS: Final = {
    AbsenceKind.NOT_SEARCHED: "None is on record, and no search for one.",
    AbsenceKind.NOT_FOUND: "It was looked for, and the source does not state it",
    AbsenceKind.STATED_NONE: "The source states that there is none",
    AbsenceKind.WITHHELD: "It is withheld",
}


class _Ends(Protocol):
    @property
    def actor(self) -> str: ...
    @property
    def policy(self) -> str: ...


class Absences:
    """The searches that bear on the cells of some pairs."""

    def __init__(self, tables: Tables, pairs: Iterable[_Ends]) -> None:
        wanted = {end for pair in pairs for end in (pair.actor, pair.policy)}
        self._searches: defaultdict[tuple[Part, str], list[Row]] = defaultdict(list)
        for row in tables.rows(sql_text("cuibono.analysis.matrix", "searches")) if wanted else ():
            if row["end_"] in wanted:
                self._searches[Part(row["part"]), row["end_"]].append(row)

    def of(self, actor: str, policy: str, part: Part) -> Absence:
        """Return what is known of an empty cell, by the latest search that bears on it."""
        found = [*self._searches[part, policy], *self._searches[part, actor]]
        if not found:
            kind = AbsenceKind.NOT_SEARCHED
            return Absence(what=_WHAT[part], kind=kind, explanation=_EXPLANATIONS[kind])
        latest = max(found, key=lambda row: (row["date"] or "", row["search"]))
        kind = AbsenceKind(latest["absence"].rpartition("/")[2])
        return Absence(
            what=_WHAT[part],
            kind=kind,
            explanation=f"{_EXPLANATIONS[kind]} ({_searched(found)}).",
            search=latest["search"],
            date=latest["date"],
        )


def _searched(rows: Iterable[Row]) -> str:
    """Return what was searched for, such as `searched for fundedBy of 3 things`."""
    of: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        of[row["property"].rpartition("#")[2]].add(row["node"])
    told = (f"{name} of {len(nodes)} {_things(len(nodes))}" for name, nodes in sorted(of.items()))
    return f"searched for {', '.join(told)}"


def _things(number: int) -> str:
    return "thing" if number == 1 else "things"

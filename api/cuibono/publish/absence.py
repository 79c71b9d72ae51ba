"""What an answer without rows means: what is not on record, and what was looked for in vain."""

from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

from cuibono.publish.description import nearest
from cuibono.questions import Catalogue, Question, answer, records
from cuibono.store import Snapshot
from cuibono.terms import compact, kind_and_slug


def why_empty(
    question: Question, values: Mapping[str, str], snapshot: Snapshot, catalogue: Catalogue
) -> str:
    """Return in words why a question has no rows for some values.

    A value that names nothing on record is told with the nearest; of others, what came of the
    searches for their properties (`cb:NegativeSearch`).
    """
    given = [value for value in question.terms(values).values() if isinstance(value, NamedNode)]
    reasons = [reason for value in given for reason in _reasons(value, snapshot, catalogue)]
    return " ".join([question.empty, *reasons])


def _reasons(value: NamedNode, snapshot: Snapshot, catalogue: Catalogue) -> Iterator[str]:
    thing = kind_and_slug(value.value)
    if thing and not snapshot.ask(f"ASK {{ {value} ?property ?value }}"):
        near = nearest(snapshot, *thing)
        hint = f"; the nearest are {', '.join(near)}" if near else ""
        yield f"There is no {thing[0]} {thing[1]} on record{hint}."
        return
    searches = answer(catalogue.get("searches/absences"), snapshot, {"thing": value.value})
    for row in records(searches):
        looked_for = row["propertyLabel"] or compact(str(row["property"]))
        yield (
            f"On {row['date']} “{looked_for}” was looked for of {compact(value.value)}: "
            f"{row['state']}."
        )

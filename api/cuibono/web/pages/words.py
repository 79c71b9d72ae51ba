"""How pages put things into words: filters of the templates."""

from collections.abc import Collection, Iterable
from typing import Final

from markupsafe import Markup, escape

from cuibono.analysis.model import Absence, AbsenceKind, Thing
from cuibono.analysis.profile_model import Saying
from cuibono.terms import compact

_SEARCHED: Final = {
    "producer": "who produced it",
    "data owner": "whose data it is",
    "funder": "who paid for it",
    "gain or loss": "who gains or loses",
    "speaker": "who says it",
    "support": "what supports it",
    "dispute": "what disputes it",
    "use for a policy": "a policy that it is used for",
    "promoter": "who promotes it",
    "user": "who uses it so",
    "document": "in which document",
}


def digits(number: int) -> str:
    """Return a number with its thousands set apart."""
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 claim`, `2 claims`."""
    return f"{digits(number)} {one if number == 1 else many or f'{one}s'}"


def upper_first(text: str) -> str:
    """Return a text with its first letter in upper case, unless it is a name like eBay."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def joined(parts: Iterable[object]) -> Markup:
    """Return parts, escaped where they are not markup, as `a, b and c`."""
    marked = [escape(part) for part in parts]
    if len(marked) < 2:
        return Markup("").join(marked)
    return Markup("{} and {}").format(Markup(", ").join(marked[:-1]), marked[-1])


def absence_words(absence: Absence) -> str:
    """Return in a sentence what is known about something that is not there."""
    what = _SEARCHED.get(absence.what, absence.what)
    day = f" on {absence.date}" if absence.date else ""
    match absence.kind:
        case AbsenceKind.NOT_SEARCHED:
            return f"Nothing on record about {what}, and no search for it."
        case AbsenceKind.NOT_FOUND:
            return f"Searched{day}: the source does not say {what}."
        case AbsenceKind.STATED_NONE:
            return f"The source states that there is none ({absence.what})."
        case AbsenceKind.WITHHELD:
            return f"Withheld: {what} is not disclosed."


def own_path(iri: str) -> str:
    """Return where a thing of ours is described, the IRI itself for any other."""
    return Thing(iri=iri, label="").href


def by_claim(sayings: Iterable[Saying]) -> list[list[Saying]]:
    """Return utterances by claim, in the order in which the claims come first."""
    groups: dict[str, list[Saying]] = {}
    for saying in sayings:
        groups.setdefault(saying.claim.iri, []).append(saying)
    return list(groups.values())


def step_id(thing: Thing) -> str:
    """Return the name by which the step of a trace that shows a thing in full is linked to."""
    return f"step-{thing.kind}-{thing.slug}"


def iri_name(iri: str) -> str:
    """Return the prefixed name of an IRI."""
    return compact(iri)


def labels(things: Collection[Thing]) -> str:
    """Return the labels of things as `a, b and c`."""
    return str(joined(thing.label for thing in things).unescape())

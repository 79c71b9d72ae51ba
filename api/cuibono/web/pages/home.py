"""Where one starts: what this is, the numbers of the graph, questions one click from an answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.listings import LISTINGS, ListedThing, count, list_things
from cuibono.questions import Catalogue, answer
from cuibono.store import Snapshot
from cuibono.web.pages.rendering import page, question_address
from cuibono.web.pages.words import counted
from cuibono.web.service import service_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Start:
    """A question to start from; the page that answers it is one click away."""

    question: str
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind to start from: its listing, the numbers that make a thing worth it, the question."""

    listing: str
    numbers: tuple[str, ...]
    question: str
    note: str


_KINDS: Final = (
    _Kind(
        "claims",
        ("disputes", "supports", "uses"),
        "Who says that “{}”, and who denies it?",
        "A claim: who utters it, what is set for and against it, what it is used for.",
    ),
    _Kind(
        "policies",
        ("claims", "promoters"),
        "Who promotes “{}”, on the strength of which claims?",
        "A policy: its promoters, its parts, the claims used for it, who is said to gain.",
    ),
    _Kind(
        "actors",
        ("evidences", "policies", "claims"),
        "What does {} say, promote and pay for?",
        "An actor: its claims, its policies, the evidence behind which it stands.",
    ),
    _Kind(
        "evidence",
        ("limitations", "supports", "disputes"),
        "Who stands behind “{}”, and where is it weak?",
        "Evidence: its producer, funder and data owner, what it counts, its limitations.",
    ),
    _Kind(
        "sources",
        ("texts", "claims"),
        "What does “{}” say, and where?",
        "A document: every claim in it, and the passages read.",
    ),
)
_QUESTIONS: Final = ("claims/used-without-evidence", "evidence/interested-evidence")
"""Questions of the catalogue to start from, where they have an answer."""
_KINDS_FIRST: Final = 3
_STARTS: Final = 5


@dataclass(frozen=True, slots=True)
class _Overview:
    """What home shows of one snapshot: it costs a walk through all lists, so it is kept."""

    snapshot: str
    counts: Mapping[str, int]
    starts: tuple[Start, ...]


@router.get("/", name="home")
def home(request: Request) -> HTMLResponse:
    """Show what this is and where to start."""
    service = service_of(request)
    if service.store.is_empty():
        return page(request, "home.html", counts={}, starts=())
    snapshot, kept = service.store.current(), request.app.state
    known: _Overview | None = getattr(kept, "overview", None)
    if known is None or known.snapshot != snapshot.id:
        known = _Overview(
            snapshot.id,
            count(snapshot, service.catalogue),
            starting_points(snapshot, service.catalogue),
        )
        kept.overview = known
    return page(request, "home.html", counts=known.counts, starts=known.starts)


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    """Show the method, its limits, and how to cite."""
    return page(request, "about.html")


def starting_points(snapshot: Snapshot, catalogue: Catalogue) -> tuple[Start, ...]:
    """Return up to five questions to start from.

    Some are about what the graph knows most about of its kind, some are questions of the catalogue
    that have an answer.
    """
    things = [
        _start(kind, list_things(snapshot, catalogue, LISTINGS[kind.listing])) for kind in _KINDS
    ]
    asked = [_asked(name, snapshot, catalogue) for name in _QUESTIONS]
    found = (*things[:_KINDS_FIRST], *asked, *things[_KINDS_FIRST:])
    return tuple(start for start in found if start)[:_STARTS]


def _asked(name: str, snapshot: Snapshot, catalogue: Catalogue) -> Start | None:
    question = catalogue.questions.get(name)
    if question is None or snapshot.misreads:
        return None
    total = answer(question, snapshot, {}, limit=0).total
    if not total:
        return None
    note = f"A question of the catalogue, with {counted(total, 'row')} of an answer."
    return Start(question.question, question_address(name), note)


def _start(kind: _Kind, things: Iterable[ListedThing]) -> Start | None:
    """Return the question about the thing with most of the numbers, if any has one of them.

    A thing with something under each number comes before one that has much under a single one.
    """

    def weight(thing: ListedThing) -> tuple[int, int]:
        values = [thing.numbers[name] for name in kind.numbers]
        return sum(map(bool, values)), sum(values)

    best = max(things, key=weight, default=None)
    if best is None or not any(weight(best)):
        return None
    return Start(kind.question.format(best.label.rstrip(".")), best.href, kind.note)

"""Lists of what is on record: filtered, sorted, a page at a time; the state is in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono.analysis.listings import LISTINGS, ListedThing, list_things
from cuibono.errors import ParameterError
from cuibono.web.pages.rendering import page
from cuibono.web.service import service_of

PAGE_SIZE: Final = 50

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list is called and how it words its numbers."""

    title: str
    intro: str
    classes: tuple[str, ...]
    numbers: Mapping[str, tuple[str, str, str]]
    """By number: its name as a sort order, and how one and many of it are worded."""


HEADINGS: Final[Mapping[str, Heading]] = {
    "claims": Heading(
        "Claims",
        "Propositions that somebody put forward, apart from who said them and in what words.",
        ("EmpiricalClaim", "NormativeClaim", "DefinitionalClaim"),
        {
            "utterances": ("most uttered", "utterance", "utterances"),
            "supports": ("most supported", "support", "supports"),
            "disputes": ("most disputed", "dispute", "disputes"),
            "uses": ("most used for policies", "use for a policy", "uses for policies"),
        },
    ),
    "actors": Heading(
        "Actors",
        "Persons, organisations and groups that say, promote, produce, pay, or are said to gain.",
        ("Person", "Organisation", "Firm", "State", "ActorGroup"),
        {
            "claims": ("says most", "claim said", "claims said"),
            "policies": ("promotes most", "policy promoted", "policies promoted"),
            "evidences": (
                "behind most evidence",
                "piece of evidence behind it",
                "pieces of evidence behind it",
            ),
            "assessments": (
                "most assessed",
                "statement on gain or loss",
                "statements on gain or loss",
            ),
        },
    ),
    "policies": Heading(
        "Policies",
        "Agendas, proposals and instruments: what is promoted, and what claims are used for.",
        ("PolicyAgenda", "PolicyProposal", "PolicyInstrument"),
        {
            "promoters": ("most promoters", "promoter", "promoters"),
            "claims": ("most claims used for it", "claim used for it", "claims used for it"),
            "parts": ("most parts", "part or means", "parts and means"),
            "assessments": (
                "most statements on gain",
                "statement on gain or loss",
                "statements on gain or loss",
            ),
        },
    ),
    "evidence": Heading(
        "Evidence",
        "Studies, surveys, records, cases and figures that are set for or against claims.",
        ("Study", "Survey", "DataCollection", "CaseDescription", "InterviewMaterial", "Figure"),
        {
            "supports": ("supports most", "claim supported", "claims supported"),
            "disputes": ("disputes most", "claim disputed", "claims disputed"),
            "limitations": ("most limitations", "limitation stated", "limitations stated"),
        },
    ),
    "sources": Heading(
        "Sources",
        "Documents in which claims are uttered and evidence is reported.",
        ("ResearchPaper", "ReportDocument", "NewsItem", "PolicyPaper"),
        {
            "claims": ("most claims", "claim in it", "claims in it"),
            "evidences": ("most evidence", "piece of evidence", "pieces of evidence"),
            "texts": ("read first", "text read", "texts read"),
        },
    ),
}


@router.get("/claims")
@router.get("/actors")
@router.get("/policies")
@router.get("/evidence")
@router.get("/sources")
def listing(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    type: Annotated[str, Query(max_length=60)] = "",
    sort: Annotated[str, Query(max_length=30)] = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """List what is on record of a kind."""
    name = request.url.path.rstrip("/").rpartition("/")[2]
    heading = HEADINGS[name]
    _require(type, ("", *heading.classes), "type")
    _require(sort, ("", *heading.numbers), "sort")
    service = service_of(request)
    found = list_things(
        service.store.current(),
        service.catalogue,
        LISTINGS[name],
        words=q.strip() or None,
        class_name=type or None,
    )
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(page_number, pages)
    return page(
        request,
        "list.html",
        name=name,
        heading=heading,
        chosen={"q": q, "type": type, "sort": sort},
        question=LISTINGS[name].question,
        total=len(found),
        things=_sorted(found, sort)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        first=(number - 1) * PAGE_SIZE + 1,
        previous=_page_address(request, number - 1) if number > 1 else None,
        following=_page_address(request, number + 1) if number < pages else None,
    )


def _require(value: str, allowed: Sequence[str], name: str) -> None:
    if value not in allowed:
        choices = ", ".join(filter(None, allowed))
        raise ParameterError(f"there is no {name} {value!r}; choose {choices}, or leave it out")


def _sorted(things: list[ListedThing], number: str) -> list[ListedThing]:
    """Return things by a number, the greatest first, else as they are, by label."""
    return sorted(things, key=lambda thing: -thing.numbers[number]) if number else things


def _page_address(request: Request, number: int) -> str:
    return f"?{request.url.include_query_params(page=number).query}"

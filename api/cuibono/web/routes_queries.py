"""`/queries`: the catalogue of questions, and their answers."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cuibono.analysis.answer_model import (
    AnswerRecord,
    CatalogueRecord,
    ColumnRecord,
    ParameterRecord,
    QuestionRecord,
)
from cuibono.errors import ParameterError
from cuibono.publish import HTML, JSON, negotiate, why_empty
from cuibono.publish.negotiation import unacceptable
from cuibono.questions import (
    Question,
    Table,
    answer,
    csv_text,
    records,
    sparql_json,
)
from cuibono.questions.parameters import RESERVED
from cuibono.store import Snapshot
from cuibono.web.pages import render_catalogue, render_question
from cuibono.web.service import service_of

router = APIRouter(prefix="/queries", tags=["questions"])

CSV: Final = "text/csv"
RESULTS: Final = "application/sparql-results+json"
ROWS_OF_A_PAGE: Final = 100
"""Rows that the HTML page shows at once; programs get all unless they ask for fewer."""

_OFFERS: Final = {"json": JSON, "csv": CSV, "srj": RESULTS, "html": HTML}

Limit = Annotated[int | None, Query(ge=1, description="Rows to return; all if not given.")]
Offset = Annotated[int, Query(ge=0, description="Rows to leave out before the first.")]
FormatName = Annotated[
    str | None, Query(alias="format", description="json, csv, srj, html or a media type.")
]


@router.get("", response_model=CatalogueRecord)
def questions(
    request: Request,
    every: Annotated[
        bool, Query(alias="all", description="The questions that pages are built from too.")
    ] = False,
    form: FormatName = None,
) -> Response:
    """List the questions."""
    chosen = _negotiated(request, form, (JSON, HTML))
    if chosen == HTML:
        return render_catalogue(request)
    catalogue = service_of(request).catalogue
    listed = catalogue.questions.values() if every else catalogue.listed
    record = CatalogueRecord(questions=tuple(_question_record(request, q) for q in listed))
    return JSONResponse(record.model_dump(), headers={"Vary": "Accept"})


@router.get("/{topic}/{name}", response_model=AnswerRecord)
def ask(
    request: Request,
    topic: str,
    name: str,
    limit: Limit = None,
    offset: Offset = 0,
    form: FormatName = None,
) -> Response:
    """Answer a question; its parameters stand in the address beside these."""
    service = service_of(request)
    question = service.catalogue.get(f"{topic}/{name}")
    chosen = _negotiated(request, form, tuple(_OFFERS.values()))
    values = _values(request)
    if chosen == HTML:
        return _page(request, question, values, limit or ROWS_OF_A_PAGE, offset)
    snapshot = service.store.current()
    table = answer(question, snapshot, values, limit=limit, offset=offset)
    following = _next(request, table, limit, offset)
    headers = {"Vary": "Accept", "X-Snapshot": snapshot.id}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    match chosen:
        case "text/csv":
            return Response(csv_text(table), 200, headers, CSV)
        case "application/sparql-results+json":
            return JSONResponse(sparql_json(table), 200, headers, RESULTS)
        case _:
            empty = None
            if not table.total:
                empty = why_empty(question, values, snapshot, service.catalogue)
            record = _answer_record(question, values, table, snapshot, offset, following, empty)
            return JSONResponse(record.model_dump(), 200, headers)


def _page(
    request: Request, question: Question, values: dict[str, str], limit: int, offset: int
) -> Response:
    """Return the page of a question: only its form, where a parameter is still needed."""
    needed = [p for p in question.parameters if p.required and p.name not in values]
    if needed and not values:
        return render_question(request, question, values, None)
    service = service_of(request)
    snapshot = service.store.current()
    table = answer(question, snapshot, values, limit=limit, offset=offset)
    empty = why_empty(question, values, snapshot, service.catalogue) if not table.total else None
    return render_question(
        request, question, values, table, limit=limit, offset=offset, empty=empty
    )


def _values(request: Request) -> dict[str, str]:
    """Return the parameters in the address; a field that a form left empty is not given."""
    given = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in RESERVED and value
    ]
    values = dict(given)
    if len(values) < len(given):
        twice = next(name for name in values if sum(name == other for other, _ in given) > 1)
        raise ParameterError(f"parameter {twice} is given twice", parameter=twice)
    return values


def _negotiated(request: Request, form: str | None, offers: tuple[str, ...]) -> str:
    """Return the media type to answer in; raises `NotAcceptableError`."""
    accept = request.headers.get("accept")
    chosen = _OFFERS.get(form, form) if form else negotiate(accept, offers)
    if chosen not in offers:
        raise unacceptable(form or accept or "", offers)
    return chosen


def _question_record(request: Request, question: Question) -> QuestionRecord:
    topic, _, name = question.name.partition("/")
    return QuestionRecord(
        name=question.name,
        topic=topic,
        title=question.title,
        question=question.question,
        parameters=tuple(ParameterRecord.model_validate(p) for p in question.parameters),
        columns=tuple(ColumnRecord.model_validate(column) for column in question.columns),
        href=request.url_for("ask", topic=topic, name=name).path,
    )


def _answer_record(
    question: Question,
    values: dict[str, str],
    table: Table,
    snapshot: Snapshot,
    offset: int,
    following: str | None,
    empty: str | None,
) -> AnswerRecord:
    return AnswerRecord(
        name=question.name,
        question=question.question,
        parameters=values,
        columns=tuple(ColumnRecord.model_validate(column) for column in question.columns),
        rows=records(table),
        total=table.total,
        offset=offset,
        next=following,
        empty=empty,
        query=question.bind(values),
        snapshot=snapshot.id,
    )


def _next(request: Request, table: Table, limit: int | None, offset: int) -> str | None:
    """Return the address of the rows after these, None where these are the last."""
    following = offset + len(table.rows)
    if limit is None or following >= table.total:
        return None
    kept = [item for item in request.query_params.multi_items() if item[0] != "offset"]
    return f"{request.url.path}?{urlencode([*kept, ('offset', following)])}"

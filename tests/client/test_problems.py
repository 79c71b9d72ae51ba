"""Every way of failing reaches the caller as its class, over any transport."""

import inspect
import json
import time
from collections.abc import Callable, Iterator

import httpx2
import pytest

import cuibono.errors
from cuibono import Client, __version__
from cuibono.errors import BusyError, CallError, CuibonoError, NotFoundError, ServiceError

CLASSES = [
    value
    for value in vars(cuibono.errors).values()
    if inspect.isclass(value) and issubclass(value, CuibonoError)
]
CLAIMS = {"items": [], "total": 0, "limit": 50, "offset": 0, "next": None}
Handler = Callable[[httpx2.Request], httpx2.Response]


def client(handler: Handler, retries: int = 2) -> Client:
    transport = httpx2.MockTransport(handler)
    return Client("http://example.org/in/here", transport=transport, retries=retries)


def answers(*told: httpx2.Response | Exception) -> tuple[Handler, list[httpx2.Request]]:
    """Return a service that answers so, one after the other, and the requests that it got."""
    asked: list[httpx2.Request] = []
    left: Iterator[httpx2.Response | Exception] = iter(told)

    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handler, asked


def problem(fault: type[CuibonoError], **headers: str) -> httpx2.Response:
    body = fault("what is wrong", nearest=["this"]).problem() | {"instance": "/api"}
    kind = {"Content-Type": "application/problem+json"}
    return httpx2.Response(fault.status, content=json.dumps(body), headers=kind | headers)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


def test_title_and_status_tell_the_classes_apart() -> None:
    assert len({(fault.title, fault.status) for fault in CLASSES}) == len(CLASSES) > 20


@pytest.mark.parametrize("fault", CLASSES, ids=lambda fault: fault.__name__)
def test_each_class_is_raised_as_itself(fault: type[CuibonoError]) -> None:
    handler, _ = answers(problem(fault))
    with pytest.raises(CuibonoError) as told:
        client(handler, retries=0).claims()
    assert type(told.value) is fault
    assert told.value.detail == "what is wrong"
    assert told.value.members["nearest"] == ["this"]


@pytest.mark.parametrize(
    ("status", "expected"), [(404, NotFoundError), (418, CallError), (500, CuibonoError)]
)
def test_a_title_not_known_goes_by_its_status(status: int, expected: type[CuibonoError]) -> None:
    kind = {"Content-Type": "application/problem+json"}
    handler, _ = answers(httpx2.Response(status, content='{"title": "New"}', headers=kind))
    with pytest.raises(CuibonoError, match="New") as told:
        client(handler).claims()
    assert type(told.value) is expected


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx2.Response(502, html="<h1>Bad gateway</h1>"), "502 Bad Gateway"),
        (httpx2.Response(200, html="<h1>Welcome</h1>"), "cannot be read as JSON"),
        (httpx2.Response(200, json={"items": 1}), "not as version"),
        (
            httpx2.Response(400, text="[", headers={"Content-Type": "application/problem+json"}),
            "cannot be read",
        ),
        (httpx2.ReadTimeout("slow"), "timeout=seconds"),
        (httpx2.UnsupportedProtocol("odd"), "no answer from http://example.org/in/here/"),
    ],
)
def test_what_is_no_cuibono_is_told(answer: httpx2.Response | Exception, words: str) -> None:
    handler, asked = answers(answer)
    with pytest.raises(ServiceError, match=words):
        client(handler).claims()
    assert len(asked) == 1


def test_nobody_at_the_address_is_told(waits: list[float]) -> None:
    with (
        Client("http://127.0.0.1:9/", retries=1) as nobody,
        pytest.raises(ServiceError, match="does the service run there"),
    ):
        nobody.claims()
    assert waits == [0.5]


def test_a_busy_service_is_asked_again_when_it_says(waits: list[float]) -> None:
    busy = problem(BusyError, **{"Retry-After": "5"})
    handler, asked = answers(httpx2.ConnectError("no"), busy, httpx2.Response(200, json=CLAIMS))
    assert client(handler).claims().total == 0
    assert (len(asked), waits) == (3, [0.5, 5.0])


def test_no_longer_than_was_said(waits: list[float]) -> None:
    handler, asked = answers(*[problem(BusyError)] * 3)
    with pytest.raises(BusyError):
        client(handler).claims()
    assert (len(asked), waits) == (3, [0.5, 1.0])
    handler, asked = answers(problem(BusyError, **{"Retry-After": "3600"}))
    with pytest.raises(BusyError):
        client(handler).claims()
    assert len(asked) == 1


def test_what_goes_by_post_is_sent_once(waits: list[float]) -> None:
    handler, asked = answers(problem(BusyError))
    with pytest.raises(BusyError):
        client(handler).sparql(f"ASK {{}} # {'long ' * 1000}")
    assert ([request.method for request in asked], waits) == (["POST"], [])


def test_requests_say_who_asks_and_keep_the_path_of_the_address() -> None:
    handler, asked = answers(httpx2.Response(200, json=CLAIMS))
    client(handler).claims(actor="ebay")
    assert asked[0].headers["user-agent"].startswith(f"cuibono-client/{__version__} ")
    assert asked[0].url.path == "/in/here/api/claims"
    assert dict(asked[0].url.params)["actor"] == "ebay"


@pytest.mark.parametrize("address", ["", "localhost:8000", "ftp://example.org/", "http://"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(CallError, match="no address"):
        Client(address)

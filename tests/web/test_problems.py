"""Every class of error has its status, over HTTP and on the command line, and one shape."""

import inspect
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cuibono import errors
from cuibono.app import create_app
from cuibono.errors import CuibonoError
from cuibono.settings import Settings
from cuibono.web import problems

CLASSES = [
    value
    for value in vars(errors).values()
    if inspect.isclass(value) and issubclass(value, CuibonoError)
]


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    problems.install(app)

    @app.get("/fail/{name}")
    def fail(name: str) -> None:  # pyright: ignore[reportUnusedFunction]
        raise getattr(errors, name)("what is wrong", line=3)

    @app.get("/bug")
    def bug() -> None:  # pyright: ignore[reportUnusedFunction]
        raise ZeroDivisionError

    return TestClient(app, raise_server_exceptions=False)


def test_there_are_as_many_as_expected() -> None:
    assert len(CLASSES) >= 14


@pytest.mark.parametrize("fault", CLASSES, ids=lambda fault: fault.__name__)
def test_each_class_has_its_status_and_one_shape(
    client: TestClient, fault: type[CuibonoError]
) -> None:
    answer = client.get(f"/fail/{fault.__name__}")
    assert answer.status_code == fault.status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": fault.title,
        "status": fault.status,
        "detail": "what is wrong",
        "line": 3,
        "instance": f"/fail/{fault.__name__}",
    }


@pytest.mark.parametrize("fault", CLASSES, ids=lambda fault: fault.__name__)
def test_exit_codes_say_whose_fault_it_is(fault: type[CuibonoError]) -> None:
    is_clients = 400 <= fault.status < 500
    assert fault.exit_code in ((1, 2) if is_clients else (3,))


def test_a_bug_is_told_without_its_traceback(client: TestClient) -> None:
    answer = client.get("/bug")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/claims",
        "/api/claims",
        "/sparql",
        "/sparql?query=ASK%20%7B%7D",
        "/doc/actor/ebay",
        "/id/actor/ebay",
        "/nowhere",
    ],
)
def test_head_is_get_without_the_body(graph_data: Path, path: str) -> None:
    with TestClient(create_app(Settings(data=graph_data)), follow_redirects=False) as client:
        got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}

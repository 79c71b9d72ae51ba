"""From one address to an engine's services, and what is no address."""

import pytest

from cuibono.cli import run
from cuibono.errors import CallError
from cuibono.settings import Settings, read_settings
from cuibono.store import open_store
from cuibono.store.engines import ENGINES, Addresses, addresses, recognise

H = "http://h:1"


@pytest.mark.parametrize(
    ("engine", "url", "found"),
    [
        ("oxigraph", H, (f"{H}/query", f"{H}/update", f"{H}/store")),
        ("oxigraph", f"{H}/", (f"{H}/query", f"{H}/update", f"{H}/store")),
        ("oxigraph", f"{H}/query", (f"{H}/query", f"{H}/update", f"{H}/store")),
        ("oxigraph", f"{H}/a/query", (f"{H}/a/query", f"{H}/a/update", f"{H}/a/store")),
        ("fuseki", f"{H}/ds", (f"{H}/ds/query", f"{H}/ds/update", f"{H}/ds/data")),
        ("fuseki", f"{H}/ds/sparql", (f"{H}/ds/query", f"{H}/ds/update", f"{H}/ds/data")),
        (
            "virtuoso",
            f"{H}/sparql",
            (f"{H}/sparql", f"{H}/sparql-auth", f"{H}/sparql-graph-crud-auth"),
        ),
        (
            "virtuoso",
            H,
            (f"{H}/sparql", f"{H}/sparql-auth", f"{H}/sparql-graph-crud-auth"),
        ),
        ("other", f"{H}/repo?x=1", (f"{H}/repo?x=1",) * 3),
    ],
)
def test_services_are_guessed_from_one_address(
    engine: str, url: str, found: tuple[str, str, str]
) -> None:
    assert addresses(url, ENGINES[engine]) == Addresses(*found)


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"server": "Oxigraph/0.5.13"}, "oxigraph"),
        ({"fuseki-request-id": "7"}, "fuseki"),
        ({"server": "Virtuoso/07.20.3229 (Linux)"}, "virtuoso"),
        ({"server": "nginx"}, "other"),
        ({}, "other"),
    ],
)
def test_an_engine_is_told_by_its_answers(headers: dict[str, str], name: str) -> None:
    assert recognise(headers).name == name


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"store": "localhost:7878"}, "like http://localhost:7878"),
        ({"store": "ftp://h/"}, "no address"),
        ({"store": "http://"}, "no address"),
        ({"store": "http://h:port/"}, "no address"),
        ({"store": "http://me:s3cret@h/"}, "CUIBONO_STORE_PASSWORD"),
        ({"store": H, "store_update": "here"}, "store_update"),
        ({"store": H, "store_user": "me"}, "store_password"),
        ({"store": H, "store_user": "a", "store_password": "b", "store_token": "c"}, "not as both"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_asked(
    given: dict[str, str], words: str
) -> None:
    with pytest.raises(CallError, match=words) as told:
        open_store(Settings.model_validate(given))
    assert "s3cret" not in told.value.detail


def test_an_unknown_engine_is_told() -> None:
    with pytest.raises(CallError, match="store_engine"):
        read_settings(store_engine="duckdb")


COMMANDS = [
    ["ask", "things/claims"],
    ["load", "--bundled"],
    ["serve"],
    ["network", "congruence"],
    ["export", "tables", "out"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_says_that_nobody_is_there(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--store", "http://127.0.0.1:9/"]) == 3
    told = capsys.readouterr().err
    assert "nothing listens" in told
    assert "Traceback" not in told

"""`cuibono ask`: the catalogue and its answers on the command line."""

import csv
import io
import json
from pathlib import Path

import pytest

from cuibono.cli import run

PROMOTERS = "policies/direct-promoters"


def ask(data: Path, *arguments: str) -> int:
    return run(["ask", *arguments, "--data", str(data)])


def test_without_a_question_the_catalogue_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask"]) == 0
    out = capsys.readouterr().out
    assert "policies/cui-bono" in out
    assert "policy actor role event year" in out
    assert "trace/uses" not in out
    assert run(["ask", "--all"]) == 0
    assert "trace/uses" in capsys.readouterr().out


def test_the_list_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--format", "json"]) == 0
    listed = {q["name"]: q for q in json.loads(capsys.readouterr().out)}
    assert listed[PROMOTERS]["parameters"][0]["example"] == "policy:ewtp"
    assert run(["ask", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["name"] for row in rows} == set(listed)


def test_a_question_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", PROMOTERS, "--describe"]) == 0
    out = capsys.readouterr().out
    for words in ("Who promotes a policy", "[role=…]", "a term of the list role", "passages"):
        assert words in out
    assert "actorLabel" not in out
    assert run(["ask", "publish/description", "--describe"]) == 0
    out = capsys.readouterr().out
    assert " thing=…" in out
    assert "(required)" in out


def test_a_description_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", PROMOTERS, "--describe", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"].startswith("#+ title:")
    assert run(["ask", PROMOTERS, "--describe", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("name,type,required,default,description,example\n")


def test_an_answer_as_a_table(graph_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(graph_data, PROMOTERS, "policy=ewtp", "role=proposer") == 0
    out = capsys.readouterr().out
    for words in ("B20", "actor:b20", "proposer", "event:g20-summit-hangzhou-2016", "passage:"):
        assert words in out
    assert "https://" not in out
    assert "Jack Ma" not in out


def test_an_answer_as_json(graph_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(graph_data, PROMOTERS, "policy=ewtp", "role=proposer", "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["actor"] == "https://w3id.org/cuibono/id/actor/b20"
    assert row["basis"] is None


def test_an_answer_as_csv(graph_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(graph_data, PROMOTERS, "policy=ewtp", "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["actorLabel"] for row in rows} == {"B20", "Jack Ma"}


def test_where_there_are_no_rows_the_sentence_says_what_that_means(
    graph_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(graph_data, PROMOTERS, "policy=etwp") == 0
    told = capsys.readouterr().out
    assert told.startswith("No promotion that fits is on record. There is no policy etwp on record")
    assert told.endswith("the nearest are ewtp.\n")
    assert ask(graph_data, PROMOTERS, "policy=no-such-policy", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_on_a_narrow_screen_each_row_is_a_block(
    graph_data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuibono.cli.output.Console.width", 70)
    assert ask(graph_data, PROMOTERS, "policy=ewtp") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("statement ")]) == 2
    assert max(map(len, lines)) <= 70


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["policies/cui-bona"], "policies/cui-bono"),
        (["cui-bono"], "policies/cui-bono"),
        ([PROMOTERS, "polcy=ewtp"], "'policy' is near"),
        ([PROMOTERS, "policy=actor:ebay"], "such as policy:ewtp"),
        ([PROMOTERS, "ewtp"], "write name=value"),
        ([PROMOTERS, "policy=a", "policy=b"], "given twice"),
        (["publish/description"], "needs parameter thing"),
        (["evidence/who-is-behind", "role=payer"], "one of producer, data owner, funder"),
        ([PROMOTERS, "--format", "pdf"], "pdf"),
    ],
)
def test_wrong_calls_exit_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert ask(tmp_path, *arguments) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


def test_without_a_store_the_exit_code_is_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(tmp_path / "none", PROMOTERS) == 3
    assert "cuibono load" in capsys.readouterr().err

"""Answers as prompts and notebooks show them."""

import builtins
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from cuibono import Client
from cuibono.analysis.model import Thing
from cuibono.client import Rows
from cuibono.client.answers import ClaimList, ProofStep
from cuibono.errors import ExtraMissingError

HEADLINE = "all-or-close-to-all-firms-on-platform-export"
EVIL = "<script>alert('&')</script>"
SHOWN: dict[str, tuple[Callable[[Client], Any], str, str]] = {
    "claims": (lambda c: c.claims(limit=30), "<claims 1-30 of ", "10 more"),
    "claim": (lambda c: c.claim(HEADLINE), f"<claim {HEADLINE}: ", "Assertion"),
    "trace": (lambda c: c.trace(HEADLINE), f"<trace of claim {HEADLINE}: ", "producer: eBay"),
    "search": (lambda c: c.search("ebay"), "<search 'ebay': 1-", "eBay"),
    "nothing": (lambda c: c.search("xqzwv"), "<search 'xqzwv': none>", "<p>"),
    "suggest": (lambda c: c.suggest("jack"), "<suggestions for 'jack': Jack Ma", "Jack Ma"),
    "questions": (lambda c: c.questions(), "<questions: ", "policies/direct-promoters"),
    "ask": (
        lambda c: c.ask("policies/direct-promoters", policy="ewtp"),
        "<answer to policies/direct-promoters policy=ewtp: 1-",
        "Jack Ma",
    ),
    "rows": (lambda c: c.sparql("SELECT ?n { VALUES ?n { 1 2 } }"), "<2 rows: n>", "<td>2</td>"),
    "network": (lambda c: c.network("congruence"), "<congruence network of claims: ", "eBay"),
    "explain": (
        lambda c: c.explain(
            "actor:jack-ma", "cb:promotesAgenda", "policy:cross-border-e-trade-rules"
        ),
        "<jack-ma cb:promotesAgenda cross-border-e-trade-rules: by ",
        "asserted in",
    ),
}


class Balance(HTMLParser):
    """Fails where an element is not closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def balanced(html: str) -> str:
    parser = Balance()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return html


@pytest.mark.parametrize("name", SHOWN)
def test_each_answer_is_shown(service: Client, name: str) -> None:
    ask, prompt, page = SHOWN[name]
    answer = ask(service)
    assert repr(answer).startswith(prompt)
    assert len(repr(answer)) < 3000
    assert page in balanced(answer._repr_html_())


def test_texts_are_escaped() -> None:
    rows = Rows(
        {
            "head": {"vars": [EVIL]},
            "results": {
                "bindings": [
                    {EVIL: {"type": "literal", "value": EVIL}},
                    {EVIL: {"type": "uri", "value": 'http://e.org/"onclick="x'}},
                    {EVIL: {"type": "uri", "value": "javascript:alert(1)"}},
                ]
            },
        }
    )
    page = balanced(rows._repr_html_())
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert '"onclick="' not in page
    thing = Thing(iri="https://e.org/x", label=EVIL)
    step = ProofStep(
        subject=thing,
        predicate=thing,
        object=EVIL,
        graphs=(EVIL,),
        passages=(),
        rule=None,
        rule_in_words=None,
        premises=(),
    )
    assert "<script" not in balanced(step._repr_html_())


def test_an_empty_list_says_so() -> None:
    empty = ClaimList(items=(), total=0, limit=50, offset=0, next=None)
    assert repr(empty) == "<claims none>"
    assert re.search("Claims none", balanced(empty._repr_html_()))
    assert len(empty.to_pandas()) == 0


def test_a_proof_higher_than_python_calls_go_deep_is_shown() -> None:
    thing = Thing(iri="https://e.org/x", label="x")
    step: ProofStep | None = None
    for _ in range(3000):
        step = ProofStep.model_construct(
            subject=thing,
            predicate=thing,
            object=thing,
            graphs=(),
            passages=(),
            rule="r",
            rule_in_words="always",
            premises=(step,) if step else (),
            is_proven_above=False,
        )
    assert step
    assert balanced(step._repr_html_()).count("by r: always") == 3000


def test_without_pandas_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissingError, match=r"pip install 'cuibono\[notebook\]'"):
        Rows({"head": {"vars": []}, "results": {"bindings": []}}).to_pandas()

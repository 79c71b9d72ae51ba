"""Citations, read back by parsers that others wrote."""

import json
import re

import pytest
from bibtexparser.entrypoint import parse_string
from fastapi.testclient import TestClient

CLAIM = "claim/all-or-close-to-all-firms-on-platform-export"


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("graph", "https://w3id.org/cuibono/graph"),
        (CLAIM, f"https://w3id.org/cuibono/id/{CLAIM}"),
        ("document/ebay-2013a", "https://w3id.org/cuibono/id/document/ebay-2013a"),
    ],
)
def test_the_three_formats_say_the_same(path: str, iri: str, client: TestClient) -> None:
    [csl] = client.get(f"/cite/{path}.json").json()
    library = parse_string(client.get(f"/cite/{path}.bib").text)
    [entry] = library.entries
    ris = dict(re.findall(r"^(\w\w)  - (.*?)\r$", client.get(f"/cite/{path}.ris").text, re.M))
    assert not library.failed_blocks
    assert entry.key == csl["id"] == ris["ID"]
    assert entry["url"] == csl["URL"] == ris["UR"]
    assert client.get(csl["URL"]).status_code == 200
    assert csl["note"] == ris["N1"] == iri
    assert iri.replace("_", r"\_") in entry["note"]
    assert ris["TI"] == csl["title"]
    year, month, day = csl["issued"]["date-parts"][0]
    assert (entry["year"], ris["DA"]) == (str(year), f"{year}/{month:02}/{day:02}")
    assert ris["TY"] == "ELEC"


def test_what_latex_would_read_as_a_command_is_escaped() -> None:
    from datetime import date

    from cuibono.publish.citation import Citation

    title = r"50 % of \all {firms} & $more_ #1 ~ ^ über"
    citation = Citation(
        "k", title, "https://x.example/", "https://y.example/", "1", date(2026, 1, 2)
    )
    [entry] = parse_string(citation.bibtex()).entries
    assert entry["title"] == (
        r"{50 \% of \textbackslash{}all \{firms\} \& \$more\_ \#1 "
        r"\textasciitilde{} \textasciicircum{} über}"
    )
    assert json.loads(citation.csl())[0]["title"] == title


@pytest.mark.parametrize(
    "path", ["claim/nobody.bib", "nothing/x.bib", f"{CLAIM}.pdf", "claim/No%20Slug.ris"]
)
def test_what_cannot_be_cited_is_told(path: str, client: TestClient) -> None:
    assert client.get(f"/cite/{path}").status_code == 404


@pytest.mark.parametrize("path", [CLAIM, "actor/ebay", "document/ebay-2013a"])
def test_a_page_tells_search_engines_what_it_is_about(path: str, client: TestClient) -> None:
    page = client.get(f"/doc/{path}", headers={"Accept": "text/html"}).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    told = json.loads(found[1])
    assert told == client.get(f"/doc/{path}.jsonld?profile=schema.org").json()
    assert f'href="/cite/{path}.bib"' in page

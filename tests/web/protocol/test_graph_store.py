"""SPARQL 1.1 Graph Store HTTP Protocol; each test names the section that it holds to.

https://www.w3.org/TR/2013/REC-sparql11-http-rdf-update-20130321/
"""

from typing import Any

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

TURTLE = {"content-type": "text/turtle"}
UPDATE = {"content-type": "application/sparql-update"}
NEW = "<urn:n> <urn:is> 7 ."
SOURCE = "https://w3id.org/cuibono/graph/direct"


def content(client: TestClient, graph: str) -> set[str]:
    answer = client.get(
        "/store", params={"graph": graph}, headers={"accept": "application/n-triples"}
    )
    assert answer.status_code == 200, answer.text
    return {str(quad.triple) for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}


def numbers(client: TestClient, graph: str) -> list[int]:
    return sorted(int(line.split('"')[1]) for line in content(client, graph))


def send(client: TestClient, method: str, graph: str, body: str, **headers: str) -> Any:
    return client.request(
        method, "/store", params={"graph": graph}, content=body, headers=TURTLE | headers
    )


# 4 graph identification


def test_4_1_direct_and_4_2_indirect_naming_reach_the_same_graph(fresh: TestClient) -> None:
    assert fresh.put("/store/direct", content=NEW, headers=TURTLE).status_code in (201, 204)
    assert numbers(fresh, SOURCE) == [7]
    assert fresh.get("/store/direct").status_code == 200
    assert fresh.put("/store/direct/provenance", content=NEW, headers=TURTLE).status_code in (
        201,
        204,
    )
    assert numbers(fresh, f"{SOURCE}/provenance") == [7]
    assert fresh.delete("/store/direct").status_code == 204
    assert fresh.get("/store", params={"graph": SOURCE}).status_code == 404


@pytest.mark.parametrize("name", ["relative", "", "no scheme:", "<urn:g>", "urn:g urn:h"])
def test_4_2_the_iri_is_absolute(fresh: TestClient, name: str) -> None:
    for method in ("GET", "PUT", "DELETE", "POST"):
        assert send(fresh, method, name, NEW).status_code == 400


def test_4_2_the_iri_is_percent_decoded_once(fresh: TestClient) -> None:
    name = "http://example.org/a%20b?c=d&e=f#g"
    assert send(fresh, "PUT", name, NEW).status_code in (201, 204)
    assert numbers(fresh, name) == [7]
    assert send(fresh, "DELETE", name, "").status_code == 204


def test_4_2_one_graph_is_named(fresh: TestClient) -> None:
    for query in ("graph=urn:g&graph=urn:h", "graph=urn:g&default"):
        assert fresh.get(f"/store?{query}").status_code == 400
    assert fresh.get("/store/direct?graph=urn:g").status_code == 400


def test_4_2_the_default_graph_is_the_union(fresh: TestClient) -> None:
    answer = fresh.get("/store?default", headers={"accept": "application/n-triples"})
    for statement in ('<urn:a> <urn:is> "1"', '<urn:b> <urn:is> "3"'):
        assert statement in answer.text
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        refused = fresh.request(method, "/store?default", content=NEW, headers=TURTLE)
        assert refused.status_code == 405
        assert refused.headers["allow"] == "GET, HEAD, OPTIONS"


# 5 graph management operations


@pytest.mark.parametrize("address", ["/store?graph=urn:g", "/store?default", "/store/registry"])
def test_5_without_accept_a_get_answers_turtle_and_its_kin(fresh: TestClient, address: str) -> None:
    if address == "/store/registry":
        assert fresh.put(address, content=NEW, headers=TURTLE).status_code in (201, 204)
    request = fresh.build_request("GET", address)
    del request.headers["accept"]
    answer = fresh.send(request)
    assert answer.status_code == 200
    kin = ("text/turtle", "application/rdf+xml", "application/n-triples")
    assert answer.headers["content-type"].partition(";")[0] in kin


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_5_a_payload_is_read_as_its_content_type_says(fresh: TestClient, method: str) -> None:
    as_triples = send(fresh, method, "urn:g", NEW, **{"content-type": "application/n-triples"})
    assert as_triples.status_code == 400  # 7 is a number in Turtle only
    assert send(fresh, method, "urn:g", NEW).status_code == 204
    assert 7 in numbers(fresh, "urn:g")


def test_5_a_payload_without_content_type_is_rdf_xml(fresh: TestClient) -> None:
    body = PAYLOADS["application/rdf+xml"].encode()
    answer = fresh.put("/store?graph=urn:untold", content=body)
    assert answer.status_code in (201, 204), answer.text
    assert numbers(fresh, "urn:untold") == [7]
    refused = fresh.put("/store?graph=urn:untold", content=NEW.encode())
    assert refused.status_code == 400
    assert "has no Content-Type" in refused.json()["detail"]
    assert fresh.delete("/store?graph=urn:untold").status_code == 204


# 5.1 status codes


def test_5_1_what_is_not_there(fresh: TestClient) -> None:
    for method in ("GET", "HEAD", "DELETE"):
        assert send(fresh, method, "urn:nowhere", "").status_code == 404
    answer = send(fresh, "PATCH", "urn:nowhere", "CLEAR DEFAULT", **UPDATE)
    assert answer.status_code == 404


@pytest.mark.parametrize("body", ["<urn:a> <urn:b>", "{", "<urn:a> <urn:b> <urn:c d> ."])
def test_5_1_a_payload_that_cannot_be_read(fresh: TestClient, body: str) -> None:
    for method in ("PUT", "POST"):
        answer = send(fresh, method, "urn:g", body)
        assert answer.status_code == 400
        assert answer.json()["line"] == 1
    assert numbers(fresh, "urn:g") == [1]


@pytest.mark.parametrize("media_type", ["image/png", "text/html", "", "application/sparql-update"])
def test_5_1_a_payload_of_another_kind(fresh: TestClient, media_type: str) -> None:
    for method in ("PUT", "POST"):
        answer = send(fresh, method, "urn:g", NEW, **{"content-type": media_type})
        assert answer.status_code == 415
    assert send(fresh, "PATCH", "urn:g", NEW).status_code == 415


def test_5_1_methods_that_do_not_fit(fresh: TestClient) -> None:
    answer = fresh.request("TRACE", "/store?graph=urn:g")
    assert answer.status_code == 405
    assert "PUT" in answer.headers["allow"]
    assert fresh.put("/store", content=NEW, headers=TURTLE).status_code == 405
    assert fresh.delete("/store").status_code == 405
    for malformed in ("graph=no%20iri", "graph=urn:g&default", "graph=urn:g&graph=urn:h", "graph="):
        assert fresh.request("TRACE", f"/store?{malformed}").status_code == 405
        assert fresh.request("MKCOL", f"/store?{malformed}").status_code == 405


# 5.3 PUT

PAYLOADS = {
    "text/turtle": NEW,
    "application/n-triples": '<urn:n> <urn:is> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "application/rdf+xml": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        '<rdf:Description rdf:about="urn:n"><u:is rdf:datatype="http://www.w3.org/2001/'
        'XMLSchema#integer">7</u:is></rdf:Description></rdf:RDF>'
    ),
    "application/ld+json": '{"@id": "urn:n", "urn:is": 7}',
    "application/trig": NEW,
    "application/n-quads": (
        '<urn:n> <urn:is> "7"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:p> .'
    ),
}


@pytest.mark.parametrize("media_type", PAYLOADS)
def test_5_3_put_takes_every_format(fresh: TestClient, media_type: str) -> None:
    answer = send(fresh, "PUT", "urn:p", PAYLOADS[media_type], **{"content-type": media_type})
    assert answer.status_code in (201, 204), answer.text
    assert numbers(fresh, "urn:p") == [7]


def test_5_3_put_makes_a_graph_or_replaces_it(fresh: TestClient) -> None:
    fresh.delete("/store?graph=urn:made")
    made = send(fresh, "PUT", "urn:made", NEW)
    assert made.status_code == 201
    assert made.headers["location"].endswith("/store?graph=urn%3Amade")
    assert send(fresh, "PUT", "urn:made", "<urn:n> <urn:is> 8 .").status_code == 204
    assert numbers(fresh, "urn:made") == [8]


def test_5_3_statements_of_another_graph_are_refused(fresh: TestClient) -> None:
    body = "GRAPH <urn:other> { <urn:n> <urn:is> 7 }"
    answer = send(fresh, "PUT", "urn:g", body, **{"content-type": "application/trig"})
    assert answer.status_code == 400
    assert "urn:other" in answer.json()["detail"]


def test_relative_iris_are_relative_to_the_graph(fresh: TestClient) -> None:
    assert send(fresh, "PUT", "http://example.org/x/y", "<z> <urn:is> 7 .").status_code in (
        201,
        204,
    )
    (statement,) = content(fresh, "http://example.org/x/y")
    assert statement.startswith("<http://example.org/x/z>")


@pytest.mark.parametrize("made", ["put", "update"])
def test_5_3_put_is_dropping_and_inserting(fresh: TestClient, made: str) -> None:
    body = "_:x <urn:is> 7 ; <urn:was> 6 . <urn:n> <urn:is> 7 ."
    if made == "put":
        assert send(fresh, "PUT", "urn:g", body).status_code == 204
    else:
        update = f"DROP SILENT GRAPH <urn:g> ; INSERT DATA {{ GRAPH <urn:g> {{ {body} }} }}"
        assert fresh.post("/update", content=update, headers=UPDATE).status_code == 204
    found = ox.Dataset(
        ox.parse(
            fresh.get("/store?graph=urn:g", headers={"accept": "application/n-triples"}).content,
            format=ox.RdfFormat.N_TRIPLES,
        )
    )
    expected = ox.Dataset(ox.parse(body, format=ox.RdfFormat.TURTLE))
    for dataset in (found, expected):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert found == expected
    assert numbers(fresh, "urn:h") == [2, 3]  # applied to no other resource


# 5.4 DELETE, 5.5 POST


def test_5_4_delete(fresh: TestClient) -> None:
    assert send(fresh, "DELETE", "urn:h", "").status_code == 204
    assert send(fresh, "GET", "urn:h", "").status_code == 404
    assert numbers(fresh, "urn:g") == [1]


def test_5_5_post_merges(fresh: TestClient) -> None:
    assert send(fresh, "POST", "urn:g", NEW).status_code == 204
    assert numbers(fresh, "urn:g") == [1, 7]
    assert send(fresh, "POST", "urn:g", NEW).status_code == 204
    assert numbers(fresh, "urn:g") == [1, 7]


def test_5_5_blank_nodes_of_two_payloads_stay_apart(fresh: TestClient) -> None:
    for _ in range(2):
        assert send(fresh, "POST", "urn:blank", "_:b <urn:is> 7 .").status_code in (201, 204)
    assert len(content(fresh, "urn:blank")) == 2
    assert send(fresh, "DELETE", "urn:blank", "").status_code == 204


def test_5_5_post_to_the_store_makes_a_graph(fresh: TestClient) -> None:
    made = fresh.post("/store", content=NEW, headers=TURTLE | {"slug": "My Graph!"})
    assert made.status_code == 201
    location = made.headers["location"]
    assert "/store/my-graph-" in location
    assert "urn:n" in fresh.get(location).text
    again = fresh.post("/store", content=NEW, headers=TURTLE | {"slug": "My Graph!"})
    assert again.headers["location"] != location


def test_5_5_post_to_a_graph_that_is_not_there_makes_it(fresh: TestClient) -> None:
    made = send(fresh, "POST", "urn:posted", NEW)
    assert made.status_code == 201
    assert made.headers["location"].endswith("/store?graph=urn%3Aposted")
    assert numbers(fresh, "urn:posted") == [7]
    assert send(fresh, "DELETE", "urn:posted", "").status_code == 204


def test_5_5_post_of_a_form_with_several_parts(fresh: TestClient) -> None:
    parts = [
        ("one", ("one.ttl", NEW, "text/turtle")),
        ("two", ("two.nt", PAYLOADS["application/n-triples"].replace("7", "8"), "")),
        ("three", ("three.ttl", "<urn:n> <urn:is> 9 .", "application/octet-stream")),
    ]
    answer = fresh.post("/store", params={"graph": "urn:g"}, files=parts)
    assert answer.status_code == 204, answer.text
    assert numbers(fresh, "urn:g") == [1, 7, 8, 9]
    broken = [*parts, ("four", ("four.ttl", "<urn:x> .", "text/turtle"))]
    answer = fresh.post("/store", params={"graph": "urn:g"}, files=broken)
    assert answer.status_code == 400
    assert "four.ttl" in answer.json()["detail"]
    answer = fresh.post("/store?graph=urn:g", files=[("x", ("x.exe", b"MZ", "image/png"))])
    assert answer.status_code == 415


# 5.2 GET, 5.6 HEAD, 5.7 PATCH

GRAPH_TYPES = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]


@pytest.mark.parametrize("accept", GRAPH_TYPES)
def test_5_2_get_negotiates(fresh: TestClient, accept: str) -> None:
    answer = fresh.get("/store?graph=urn:h", headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert "Accept" in answer.headers["vary"]
    assert "urn:b" in answer.text
    assert fresh.get("/store?graph=urn:h", headers={"accept": "image/png"}).status_code == 406


def test_5_2_get_is_the_graph_as_a_query_constructs_it(fresh: TestClient) -> None:
    for address, pattern in (
        ("/store?graph=urn:h", "GRAPH <urn:h> { ?s ?p ?o }"),
        ("/store?default", "?s ?p ?o"),
    ):
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        answers = (
            fresh.get(address, headers={"accept": "application/n-triples"}),
            fresh.get("/sparql", params={"query": query, "format": "ntriples"}),
        )
        got, constructed = (set(answer.text.splitlines()) for answer in answers)
        assert {line for line in got if "_:" not in line} == {
            line for line in constructed if "_:" not in line
        }
        assert len(got) == len(constructed) > 1


@pytest.mark.parametrize("accept", ["application/trig", "application/n-quads"])
def test_the_whole_store_with_its_graphs(fresh: TestClient, accept: str) -> None:
    answer = fresh.get("/store", headers={"accept": accept})
    assert answer.headers["content-type"] == accept
    form = ox.RdfFormat.from_media_type(accept)
    graphs = {str(quad.graph_name) for quad in ox.parse(answer.content, format=form)}
    assert {"<urn:g>", "<urn:h>", "<https://w3id.org/cuibono/graph/ontology>"} <= graphs
    assert fresh.get("/store", headers={"accept": "text/turtle"}).status_code == 406


def test_5_6_head_is_get_without_the_body(fresh: TestClient) -> None:
    got, head = fresh.get("/store?graph=urn:h"), fresh.head("/store?graph=urn:h")
    assert head.content == b""
    assert {**got.headers, "date": ""} == {**head.headers, "date": ""}


def test_5_7_patch_changes_the_graph(fresh: TestClient) -> None:
    text = "DELETE { ?s ?p 2 } INSERT { ?s ?p 5 } WHERE { ?s ?p 2 }"
    assert send(fresh, "PATCH", "urn:h", text, **UPDATE).status_code == 204
    assert numbers(fresh, "urn:h") == [3, 5]


def test_5_7_a_patch_changes_no_other_graph(fresh: TestClient) -> None:
    text = "INSERT DATA { GRAPH <urn:g> { <urn:x> <urn:is> 6 } }"
    assert send(fresh, "PATCH", "urn:h", text, **UPDATE).status_code == 422
    assert send(fresh, "PATCH", "urn:h", "nonsense", **UPDATE).status_code == 400
    assert (numbers(fresh, "urn:g"), numbers(fresh, "urn:h")) == ([1], [2, 3])


def test_options(fresh: TestClient) -> None:
    assert "PATCH" in fresh.options("/store?graph=urn:g").headers["allow"]
    assert fresh.options("/store?default").headers["allow"] == "GET, HEAD, OPTIONS"


# Conditional requests (RFC 9110, section 13)


def test_conditions(fresh: TestClient) -> None:
    tag = fresh.get("/store?graph=urn:g").headers["etag"]
    assert fresh.get("/store?graph=urn:g", headers={"if-none-match": tag}).status_code == 304
    assert fresh.head("/store?graph=urn:g").headers["etag"] == tag
    assert send(fresh, "PUT", "urn:g", NEW, **{"if-none-match": "*"}).status_code == 412
    assert send(fresh, "PUT", "urn:g", NEW, **{"if-match": tag}).status_code == 204
    assert send(fresh, "PUT", "urn:g", NEW, **{"if-match": tag}).status_code == 412
    # 5.6: what a cache has kept is known to be stale
    assert fresh.head("/store?graph=urn:g").headers["etag"] != tag
    assert fresh.get("/store?graph=urn:g", headers={"if-none-match": tag}).status_code == 200
    fresh.delete("/store?graph=urn:once")
    assert send(fresh, "PUT", "urn:once", NEW, **{"if-none-match": "*"}).status_code == 201


# The gate, and the files


def test_what_breaks_the_rules_is_refused_whole(fresh: TestClient) -> None:
    body = f"""{NEW}
    <https://w3id.org/cuibono/id/promotion/p> a <https://w3id.org/cuibono/ns#Promotion> .
    """
    answer = fresh.put("/store/direct", content=body, headers=TURTLE)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "MUST BE REPAIRED" in answer.json()["text"]
    assert any("Promotion" in result["shape"] for result in answer.json()["report"]["results"])
    assert fresh.get("/store/direct").status_code == 404

"""LOAD reads from the addresses that the operator allows, and nothing gets round that."""

import http.server
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from cuibono.app import create_app
from cuibono.errors import CallError, FetchError
from cuibono.settings import Settings
from cuibono.web.fetching import Fetcher, with_loaded

TURTLE = b"<urn:a> <urn:b> 'loaded' ."
CONTENT = {"/large": TURTLE * 100_000, "/b": b"_:x <urn:b> 'loaded' ."}


@dataclass
class Site:
    """A web server on loopback, and what it was asked for."""

    port: int
    asked: list[str] = field(default_factory=list[str])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def fetcher(self, *allowed: str, most_bytes: int = 1 << 20) -> Fetcher:
        return Fetcher(allowed or (self.address,), most_bytes, seconds=3)


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if self.path.startswith("/to?"):
                self.send_response(302)
                self.send_header("Location", self.path.partition("?")[2])
                self.end_headers()
                return
            self.send_response(404 if self.path.endswith("/missing") else 200)
            self.send_header("Content-Type", "text/turtle")
            self.end_headers()
            self.wfile.write(CONTENT.get(self.path, TURTLE))

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Site(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def test_an_allowed_address_is_read(site: Site) -> None:
    text = f"LOAD <{site.address}x.ttl> INTO GRAPH <urn:g> ; DROP GRAPH <urn:h>"
    found = with_loaded(text, site.fetcher())
    assert found.startswith("INSERT DATA { GRAPH <urn:g> {")
    assert '"loaded"' in found
    assert found.endswith("DROP GRAPH <urn:h>")
    assert site.asked == ["/x.ttl"]


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:{port}/", "http://2130706433:{port}/", "http://0177.0.0.1:{port}/",
        "http://0x7f000001:{port}/", "http://127.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
        "http://127.0.0.1:{other}/", "https://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/",
        "file:///etc/passwd", "http://x@127.0.0.1:{port}/", "http://127.0.0.1.example:{port}/",
        "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://[::1", "http://[v1]/", "",
        "http://127.0.0.1:{port}@localhost/", "http://127.0.0.1:{port}\\@localhost/",
    ],
)  # fmt: skip
def test_what_is_spelt_otherwise_is_not_allowed(site: Site, address: str) -> None:
    with pytest.raises(CallError, match="allowed_addresses"):
        site.fetcher().fetch(address.format(port=site.port, other=site.port + 1))
    assert site.asked == []


@pytest.mark.parametrize("path", ["other", "public/../secret", "public/%2e%2e/secret", "publicly"])
def test_the_path_is_part_of_what_is_allowed(site: Site, path: str) -> None:
    fetcher = site.fetcher(f"{site.address}public/")
    with pytest.raises(CallError, match="allowed_addresses"):
        fetcher.fetch(f"{site.address}{path}")
    assert fetcher.fetch(f"{site.address}public/x").content == TURTLE


def test_a_redirect_leads_to_allowed_addresses_only(site: Site) -> None:
    inside = site.fetcher().fetch(f"{site.address}to?{site.address}x")
    assert inside.content == TURTLE
    for away in (f"http://localhost:{site.port}/secret", "file:///etc/passwd", "//[::1]/"):
        with pytest.raises(CallError, match="allowed_addresses"):
            site.fetcher().fetch(f"{site.address}to?{away}")
    assert "/secret" not in site.asked
    with pytest.raises(FetchError, match="cannot be read"):
        site.fetcher().fetch(f"{site.address}to?//[")
    with pytest.raises(FetchError, match="more than"):
        site.fetcher().fetch(f"{site.address}to?/to?/to?/to?/to?/to?/x")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:127.0.0.1", "fe80::1"])
def test_a_name_that_stands_for_a_private_address_is_refused(
    site: Site, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolved(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(FetchError, match="not a public address"):
        site.fetcher(f"http://trusted.example:{site.port}/").fetch(
            f"http://trusted.example:{site.port}/x"
        )
    assert site.asked == []


def test_size_and_absence_are_told(site: Site) -> None:
    with pytest.raises(FetchError, match="larger than"):
        site.fetcher().fetch(f"{site.address}large")
    with pytest.raises(FetchError, match="404"):
        site.fetcher().fetch(f"{site.address}missing")
    silent = with_loaded(f"LOAD SILENT <{site.address}missing> INTO GRAPH <urn:g>", site.fetcher())
    assert "loaded" not in silent


def test_an_address_with_letters_of_all_the_world_is_asked_for_in_ascii(site: Site) -> None:
    site.fetcher().fetch(f"{site.address}größe%20x?q=é&r=%C3%A9")
    assert site.asked == ["/gr%C3%B6%C3%9Fe%20x?q=%C3%A9&r=%C3%A9"]


def test_blank_nodes_of_two_documents_stay_apart(site: Site) -> None:
    text = f"LOAD <{site.address}b> INTO GRAPH <urn:g> ; LOAD <{site.address}b> INTO GRAPH <urn:g>"
    store = ox.Store()
    store.update(with_loaded(text, site.fetcher()))
    assert len(store) == 2


def test_what_is_loaded_has_a_source(site: Site) -> None:
    with pytest.raises(CallError, match="INTO GRAPH"):
        with_loaded(f"LOAD <{site.address}x>", site.fetcher())


def test_load_through_http_reads_the_allowed_address_alone(site: Site, tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path, token=SecretStr("secret"), allowed_addresses=(f"{site.address}public/",)
    )
    headers = {"authorization": "Bearer secret"}

    def load(client: TestClient, source: str, into: str = " INTO GRAPH <urn:g>") -> int:
        update = f"LOAD <{source}>{into}"
        return client.post("/update", data={"update": update}, headers=headers).status_code

    with TestClient(create_app(settings)) as client:
        for refused in (
            f"{site.address}secret",
            f"http://localhost:{site.port}/public/x",
            f"http://2130706433:{site.port}/public/x",
            f"http://[::ffff:127.0.0.1]:{site.port}/public/x",
            "http://[::1",
            "file:///etc/passwd",
        ):
            assert load(client, refused) == 400
        assert site.asked == []
        assert load(client, f"{site.address}public/x", "") == 400  # into no graph
        assert load(client, f"{site.address}public/missing") == 502
        assert load(client, f"{site.address}public/x") == 204
        found = client.get("/store?graph=urn:g", headers={"accept": "application/n-triples"})
        assert found.text.strip() == '<urn:a> <urn:b> "loaded" .'
        silent = f"LOAD SILENT <{site.address}public/missing> INTO GRAPH <urn:h>"
        answer = client.post("/update", data={"update": silent}, headers=headers)
        assert answer.status_code == 204
        assert client.get("/store?graph=urn:h").status_code == 404

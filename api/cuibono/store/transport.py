"""Connections to a SPARQL service: who we are, no redirects, nothing left open."""

import http.client
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from typing import IO, Any, Final
from urllib.error import HTTPError
from urllib.request import parse_http_list, parse_keqv_list

AGENT: Final = "cuibono (SPARQLWrapper)"


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to be let in; nothing of it is ever shown."""

    user: str = ""
    password: str = ""
    token: str = ""
    is_digest: bool | None = None
    """None leaves it to what the engine is known to ask for."""

    def __repr__(self) -> str:
        return f"Credentials({'set' if self.user or self.token else 'none'})"


NO_CREDENTIALS: Final = Credentials()


def opener(url: str, given: Credentials) -> urllib.request.OpenerDirector:
    """Return what opens addresses; one a request, since Digest counts its tries."""
    made = urllib.request.build_opener(_NoRedirects, _Http, _Https)
    made.addheaders = [("User-Agent", AGENT)]
    if given.token:
        made.addheaders.append(("Authorization", f"Bearer {given.token}"))
    elif given.user and given.is_digest:
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, given.user, given.password)
        made.add_handler(_Digest(passwords))
    elif given.user:
        pair = b64encode(f"{given.user}:{given.password}".encode()).decode()
        made.addheaders.append(("Authorization", f"Basic {pair}"))
    return made


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Takes a redirect as the fault that it is: urllib would send our credentials along."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        return None


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Fetches the challenge before it sends a body.

    Virtuoso closes the connection on a body from somebody it has not let in yet, so that a large
    one would end in a broken pipe.
    """

    def http_request(self, req: urllib.request.Request) -> urllib.request.Request:
        if req.data is not None:
            bare = urllib.request.Request(req.full_url)
            try:
                urllib.request.build_opener(_NoRedirects).open(bare, timeout=req.timeout).close()
            except HTTPError as fault:
                with fault:
                    scheme, _, challenge = fault.headers.get("WWW-Authenticate", "").partition(" ")
                if fault.code == 401 and scheme.lower() == "digest":
                    given = parse_keqv_list(parse_http_list(challenge))
                    answer = self.get_authorization(req, given)
                    req.add_unredirected_header(self.auth_header, f"Digest {answer}")
        return req

    https_request = http_request

    def http_error_401(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
    ) -> Any:
        if req.has_header(self.auth_header):
            return None  # it was answered already, and was not enough
        return super().http_error_401(req, fp, code, msg, headers)


class _Closing(http.client.HTTPConnection):
    """Closes itself where a request cannot be sent; urllib leaves that to the garbage collector."""

    def request(self, *args: Any, **options: Any) -> None:
        try:
            super().request(*args, **options)
        except OSError:
            self.close()
            raise


class _ClosingTls(_Closing, http.client.HTTPSConnection):
    pass


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Closing, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_ClosingTls, req)

"""Who may write: bearer tokens (RFC 6750), kept as digests.

The setting `token` is one that may write everything. More, each with a name and what it may do,
stand in `DATA/tokens.json`; `cuibono token` makes and removes them, also beside a running service.
A token has 256 random bits, so that a plain SHA-256 of it is as good as a slow hash.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cuibono.errors import (
    CallError,
    NotFoundError,
    ScopeError,
    StoreError,
    TokenError,
    WritingOffError,
)
from cuibono.store.snapshots import write_durably
from cuibono.terms import SLUG

SCOPES: Final = ("store", "update")
"""What a token may do: write graphs, run updates."""

_BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]+) *", re.IGNORECASE)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token by its digest."""

    name: str
    digest: str
    scopes: tuple[str, ...] = SCOPES
    sources: tuple[str, ...] = ()
    """The sources that it may change; none stands for all."""
    made: str = ""


class Tokens:
    """The tokens of one service."""

    def __init__(self, data: Path, setting: str | None) -> None:
        self._file = data / "tokens.json"
        self._fixed = [Token("setting", _configured(setting))] if setting else []
        self._seen: tuple[tuple[int, int] | None, list[Token]] = None, []

    @property
    def has_any(self) -> bool:
        """Whether anybody may write."""
        return bool(self._fixed or self.all())

    def all(self) -> list[Token]:
        """Return the tokens in the file; raises `StoreError` where it cannot be read."""
        try:
            status = self._file.stat()
            state = (status.st_ino, status.st_mtime_ns)
            if self._seen[0] != state:
                found = json.loads(self._file.read_bytes())
                self._seen = state, [_token(one) for one in found]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as fault:
            raise StoreError(f"{self._file} cannot be read: {fault}") from None
        return self._seen[1]

    def require(self, authorization: str | None, scope: str) -> Token:
        """Return the token that a request came with.

        Raises `WritingOffError` where there are none at all, `TokenError` for a request without
        one or with a wrong one, and `ScopeError` for one that may not do this.
        """
        known = [*self._fixed, *self.all()]
        if not known:
            raise WritingOffError(
                "writing is switched off: no token is configured (setting token, or "
                "`cuibono token`)"
            )
        if authorization is None:
            raise TokenError("writing needs a bearer token (Authorization: Bearer …)")
        found = _BEARER.fullmatch(authorization)
        digest = _digest_of(found[1]) if found else ""
        # All are compared, so that the time taken says nothing about any.
        fits = [token for token in known if hmac.compare_digest(token.digest, digest)]
        if not fits:
            raise TokenError("the token is not known here", error="invalid_token")
        if scope not in fits[0].scopes:
            raise ScopeError(
                f"the token {fits[0].name} may {' and '.join(fits[0].scopes)}, and not {scope}"
            )
        return fits[0]

    def add(self, name: str, scopes: Sequence[str], sources: Sequence[str]) -> str:
        """Make a token and return it; only its digest is kept. Raises `CallError`."""
        if not SLUG.fullmatch(name):
            raise CallError(f"{name!r} is no name for a token; use a-z, 0-9 and hyphens")
        if any(token.name == name for token in self.all()):
            raise CallError(f"there is a token {name} already; remove it first")
        if wrong := [scope for scope in scopes if scope not in SCOPES]:
            raise CallError(f"{wrong[0]!r} is no scope; scopes are {', '.join(SCOPES)}")
        if wrong := [source for source in sources if not SLUG.fullmatch(source)]:
            raise CallError(f"{wrong[0]!r} is no name of a source")
        token = secrets.token_urlsafe(32)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        self._keep(
            [*self.all(), Token(name, _digest_of(token), tuple(scopes), tuple(sources), made)]
        )
        return token

    def remove(self, name: str) -> None:
        """Make a token worthless; raises `NotFoundError`."""
        left = [token for token in self.all() if token.name != name]
        if len(left) == len(self.all()):
            raise NotFoundError(f"there is no token {name!r}")
        self._keep(left)

    def _keep(self, tokens: Sequence[Token]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        records = [
            {
                "name": token.name,
                "digest": token.digest,
                "scopes": token.scopes,
                "sources": token.sources,
                "made": token.made,
            }
            for token in tokens
        ]
        write_durably(self._file, json.dumps(records, indent=2).encode(), mode=0o600)


def _digest_of(token: str) -> str:
    return f"sha256:{hashlib.sha256(token.encode()).hexdigest()}"


def _configured(setting: str) -> str:
    """Return the digest of the token in the settings, which may hold the digest itself."""
    return setting if _DIGEST.fullmatch(setting) else _digest_of(setting)


def _token(record: dict[str, Any]) -> Token:
    fields = dict(record)
    for name in ("scopes", "sources"):
        fields[name] = tuple(record[name])
    return Token(**fields)

"""A client of a cuibono service (`docs/client.md`)."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar, overload

import httpx2
from rdflib import Graph

from cuibono.analysis.claims import ClaimSummary
from cuibono.analysis.model import Thing
from cuibono.analysis.networks import NetworkRequest
from cuibono.analysis.proofs import ProofStep as PlainStep
from cuibono.analysis.proofs import folded
from cuibono.analysis.search import Hit
from cuibono.client.answers import (
    Answer,
    ClaimList,
    ClaimRecord,
    Network,
    ProofStep,
    Questions,
    SearchResults,
    Suggestions,
    Trace,
)
from cuibono.client.requests import Parameters, Requests, json_of
from cuibono.client.rows import Rows
from cuibono.client.values import Given, slug_of, written
from cuibono.errors import ParameterError, ServiceError

if TYPE_CHECKING:
    import pandas as pd

LOCAL: Final = "http://127.0.0.1:8000/"
RESULTS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
LONGEST_IN_ADDRESS: Final = 4000
"""Letters of a query sent by GET, which is retried and kept; a longer one goes by POST."""

Item = TypeVar("Item")
One = str | Thing
Several = str | Thing | Sequence[str | Thing]


class Client:
    """Asks one service; answers are frozen pydantic models, faults the classes of `cuibono.errors`.

    `timeout` is in seconds; `retries` how often a safe request is sent again where the connection
    broke or the service was too busy. `transport` replaces the network, as in tests. Use it as a
    context manager, or `close` it.
    """

    def __init__(
        self,
        address: str = LOCAL,
        *,
        timeout: float = 60.0,
        retries: int = 2,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Raises `CallError` for what is no address. Nothing is sent yet."""
        self._requests = Requests(address, timeout, retries, transport)

    @property
    def address(self) -> str:
        """The address of the service."""
        return self._requests.address

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._requests.close()

    def __repr__(self) -> str:
        """Return the address asked."""
        return f"Client({self.address!r})"

    def claims(
        self,
        q: str | None = None,
        *,
        type: str | None = None,
        actor: One | None = None,
        policy: One | None = None,
        sort: str = "label",
        limit: int = 50,
        offset: int = 0,
    ) -> ClaimList:
        """Return one page of the claims whose gloss holds `q`, that an actor utters, of a class.

        `sort` is label, utterances, supports or disputes; a minus sign before it reverses.
        """
        given = {"q": q, "type": type, "actor": actor, "policy": policy, "sort": sort}
        asked = _parameters(**given, limit=limit, offset=offset)
        return self._requests.get("api/claims", asked, ClaimList)

    def iter_claims(
        self,
        q: str | None = None,
        *,
        type: str | None = None,
        actor: One | None = None,
        policy: One | None = None,
        sort: str = "label",
        page: int = 200,
    ) -> Iterator[ClaimSummary]:
        """Go through all claims that fit, fetched a page at a time."""

        def at(offset: int) -> tuple[Sequence[ClaimSummary], int]:
            found = self.claims(
                q, type=type, actor=actor, policy=policy, sort=sort, limit=page, offset=offset
            )
            return found.items, found.total

        return _paged(at)

    def claim(self, slug: One) -> ClaimRecord:
        """Return a claim, named by slug, prefixed name, IRI or itself.

        Raises `NotFoundError` with the nearest slugs in `members["nearest"]`.
        """
        return self._requests.get(f"api/claims/{slug_of('claim', slug)}", {}, ClaimRecord)

    def trace(self, slug: One) -> Trace:
        """Return the trace of a claim: who says it, its evidence, who is behind that, its use.

        Raises `NotFoundError`, as `claim` does.
        """
        return self._requests.get(f"api/claims/{slug_of('claim', slug)}/trace", {}, Trace)

    def search(
        self,
        q: str = "",
        *,
        kind: Several | None = None,
        source: Several | None = None,
        policy: Several | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> SearchResults:
        """Return one page of the things that are called so, best first, with facets."""
        asked = _parameters(q=q, kind=kind, source=source, policy=policy)
        asked |= _parameters(year_from=year_from, year_to=year_to, limit=limit, offset=offset)
        return self._requests.get("api/search", asked, SearchResults)

    def iter_search(
        self,
        q: str = "",
        *,
        kind: Several | None = None,
        source: Several | None = None,
        policy: Several | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        page: int = 100,
    ) -> Iterator[Hit]:
        """Go through all that is found; raises `ParameterError` past what the service pages to."""

        def at(offset: int) -> tuple[Sequence[Hit], int]:
            found = self.search(
                q,
                kind=kind,
                source=source,
                policy=policy,
                year_from=year_from,
                year_to=year_to,
                limit=page,
                offset=offset,
            )
            return found.hits, found.total

        return _paged(at)

    def suggest(self, q: str, *, kind: Several | None = None, limit: int = 10) -> Suggestions:
        """Return things whose names go on from what was typed."""
        asked = _parameters(q=q, kind=kind, limit=limit)
        return self._requests.get("api/suggest", asked, Suggestions)

    def questions(self, *, every: bool = False) -> Questions:
        """Return the questions that can be asked, with `every` those of pages too."""
        return self._requests.get("queries", _parameters(all=every), Questions)

    def ask(
        self, name: str, /, *, limit: int | None = None, offset: int = 0, **values: Given | None
    ) -> Answer:
        """Return the answer to a question, such as `ask("policies/direct-promoters", policy=…)`.

        All rows, or `limit` from `offset` on. Raises `NotFoundError` for an unknown question,
        `ParameterError` for a value that it does not take.
        """
        topic, _, short = name.partition("/")
        asked = _parameters(**values, limit=limit, offset=offset)
        path = f"queries/{slug_of('question', topic)}/{slug_of('question', short)}"
        return self._requests.get(path, asked, Answer)

    @overload
    def sparql(
        self, query: str, *, pandas: Literal[True], inferred: bool = True
    ) -> pd.DataFrame: ...
    @overload
    def sparql(
        self, query: str, *, pandas: Literal[False] = False, inferred: bool = True
    ) -> Rows | bool | Graph: ...
    def sparql(
        self, query: str, *, pandas: bool = False, inferred: bool = True
    ) -> Rows | bool | Graph | pd.DataFrame:
        """Return the answer to a query: SELECT `Rows`, ASK a truth value, CONSTRUCT a `Graph`.

        With `pandas` a SELECT gives a DataFrame with typed columns. `inferred=False` leaves the
        inferences out of the dataset. Raises `QuerySyntaxError` and `QueryLimitError`.
        """
        response = self._query(query, {"inferred": written(inferred)})
        media_type = response.headers.get("content-type", "").partition(";")[0].strip()
        if media_type == TRIPLES and not pandas:
            return Graph().parse(data=response.content, format="nt")
        results: dict[str, Any] = json_of(response) if media_type == RESULTS else {}
        if "results" in results:
            rows = Rows(results)
            return rows.to_pandas() if pandas else rows
        if pandas:
            raise ParameterError("only a SELECT query gives a table for pandas", parameter="pandas")
        if "boolean" in results:
            return bool(results["boolean"])
        raise ServiceError(f"{self.address}sparql answers {media_type or 'nothing'} to a query")

    def network(
        self, kind: str, /, *, asked: NetworkRequest | None = None, **options: Any
    ) -> Network:
        """Return a discourse network: two-mode, congruence, conflict or subtract.

        Its options are the fields of `NetworkRequest`, as one or by name. Raises `ParameterError`
        for one that there is not.
        """
        known = NetworkRequest.model_fields
        for name in options:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"; {near[0]!r} is near" if near else ""
                raise ParameterError(
                    f"a network has no option {name!r}{hint}; options are {', '.join(known)}",
                    parameter=name,
                )
        given = asked.model_dump(exclude_defaults=True) if asked else {}
        path = f"api/networks/{slug_of('network', kind)}"
        return self._requests.get(path, _parameters(**given | options), Network)

    def explain(self, subject: One, predicate: One, object: One) -> ProofStep:
        """Return why a statement holds, down to what sources assert.

        Each part is a prefixed name or an IRI; the object may be a literal of Turtle. Raises
        `NotFoundError` where the statement does not hold.
        """
        asked = _parameters(subject=subject, predicate=predicate, object=object)
        response = self._requests.send("GET", "api/explain", asked, accept="application/json")
        proof = folded(json_of(response), _premises, _step)
        return ProofStep.model_construct(
            **{name: getattr(proof, name) for name in PlainStep.model_fields}
        )

    def _query(self, query: str, parameters: Parameters) -> httpx2.Response:
        accept = f"{RESULTS}, {TRIPLES}"
        if len(query) <= LONGEST_IN_ADDRESS:
            asked = {"query": query, **parameters}
            return self._requests.send("GET", "sparql", asked, accept=accept)
        return self._requests.send(
            "POST",
            "sparql",
            parameters,
            accept=accept,
            content=query,
            content_type="application/sparql-query",
        )


def _parameters(**given: Given | Sequence[Given] | None) -> dict[str, str | Sequence[str]]:
    """Return what is given, as an address has it."""
    return {
        name: written(value)
        if not isinstance(value, Iterable) or isinstance(value, str | Thing)
        else [written(one) for one in value]
        for name, value in given.items()
        if value is not None
    }


def _paged(at: Callable[[int], tuple[Sequence[Item], int]]) -> Iterator[Item]:
    """Go through what is returned a page at a time, each with how many there are in all."""
    offset, total = 0, 1
    while offset < total:
        items, total = at(offset)
        yield from items
        if not items:
            return
        offset += len(items)


def _premises(step: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    premises: Sequence[Mapping[str, Any]] = step.get("premises", ())
    return premises


def _step(step: Mapping[str, Any], premises: Sequence[PlainStep]) -> PlainStep:
    """Return a step of a proof: not by pydantic's own descent, which ends at 255 steps."""
    read = PlainStep.model_validate({**step, "premises": ()})
    return read.model_copy(update={"premises": tuple(premises)})

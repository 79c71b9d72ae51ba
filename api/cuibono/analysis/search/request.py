"""What to look for."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from cuibono.errors import ParameterError
from cuibono.terms import BASE, SLUG, iri

SEARCHED: Final = (
    "claim",
    "actor",
    "policy",
    "evidence",
    "document",
    "barrier",
    "category",
    "platform",
    "place",
    "event",
    "limitation",
)
"""The kinds of things that a search finds."""

MOST_SHOWN: Final = 100
DEEPEST: Final = 10_000
LONGEST: Final = 500


class SearchFilters(BaseModel):
    """What a search is narrowed to; values of one facet widen, facets narrow."""

    model_config = ConfigDict(frozen=True)

    kind: Annotated[list[str], Field(description=f"Only these kinds: {', '.join(SEARCHED)}.")] = []
    source: Annotated[list[str], Field(description="Only what these source graphs tell.")] = []
    policy: Annotated[
        list[str], Field(description="Only what a statement ties to one of these policies.")
    ] = []
    year_from: Annotated[int | None, Field(description="Only what is dated since.")] = None
    year_to: Annotated[int | None, Field(description="Only what is dated until.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST_SHOWN, description="How many to return.")] = 20
    offset: Annotated[int, Field(ge=0, le=DEEPEST, description="How many to skip.")] = 0

    def wanted(self) -> dict[str, list[str]]:
        """Return the values of the facets that are narrowed, as the index has them.

        Raises `ParameterError` for what is no kind and no slug, and for years in the wrong order.
        """
        if unknown := set(self.kind) - set(SEARCHED):
            raise ParameterError(
                f"there is no kind {', '.join(sorted(unknown))!r}; kinds are {', '.join(SEARCHED)}",
                parameter="kind",
            )
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ParameterError("year_from is after year_to", parameter="year_from")
        wanted = {
            "kind": self.kind,
            "source": [_graph(name) for name in self.source],
            "policy": [_policy(name) for name in self.policy],
        }
        return {name: values for name, values in wanted.items() if values}


class SearchRequest(SearchFilters):
    """What to look for."""

    q: Annotated[str, Field(max_length=LONGEST, description="Words of a name.")] = ""


def _graph(name: str) -> str:
    slug = name.removeprefix(f"{BASE}graph/")
    if not SLUG.fullmatch(slug):
        raise ParameterError(
            f"{name!r} is no source: give the slug of its graph", parameter="source"
        )
    return f"{BASE}graph/{slug}"


def _policy(name: str) -> str:
    try:
        return iri("policy", name.removeprefix(f"{BASE}id/policy/").removeprefix("policy:"))
    except ValueError:
        raise ParameterError(f"{name!r} is no policy: give its slug", parameter="policy") from None

"""What ties actors to policies: promotions, memberships, interests, assessed gains and losses."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from cuibono.analysis.lookup import Lookup, iri_in, text_in
from cuibono.analysis.model import Thing
from cuibono.analysis.sayings import gains, promotions
from cuibono.analysis.trace_model import Gain, Promotion, Tie

_BELONGING: Final = {
    "belongs to": "belongs to a promoter",
    "supports": "supports a promoter",
}
"""Kinds of tie, by the side on which an actor stands of a membership or backing."""


class Ties:
    """The ties of any actor to these policies, nearest policy first."""

    def __init__(self, lookup: Lookup, policies: Iterable[str]) -> None:
        self._lookup = lookup
        self._promotions: defaultdict[str, list[Promotion]] = defaultdict(list)
        self._direct: defaultdict[str, list[Tie]] = defaultdict(list)
        for policy in map(lookup.thing, policies):
            for actor, tie in self._of_policy(policy):
                self._direct[actor].append(tie)

    def of(self, actor: str) -> tuple[Tie, ...]:
        """Return the ties of an actor: its own, then those through what it belongs to."""
        return (*self._direct[actor], *self._through_others(actor))

    def _of_policy(self, policy: Thing) -> Iterator[tuple[str, Tie]]:
        lookup = self._lookup
        rows = lookup.ask("trace/promotions", policy=policy.iri)
        for promotion in promotions(lookup, rows, policy=policy):
            self._promotions[promotion.actor.iri].append(promotion)
            yield promotion.actor.iri, _promotion(promotion)
        for row in lookup.ask("profiles/policy-interests", policy=policy.iri):
            yield (
                iri_in(row, "actor") or "",
                Tie(
                    kind="has an interest",
                    policy=policy,
                    statement=lookup.statement(iri_in(row, "interest") or ""),
                ),
            )
        for gain in gains(lookup, lookup.ask("trace/gains", policy=policy.iri), policy=policy):
            yield gain.actor.iri, _gain(gain)

    def _through_others(self, actor: str) -> Iterator[Tie]:
        if not self._promotions:
            return
        told: set[tuple[str, str]] = set()
        for row in self._lookup.ask("profiles/actor-memberships", actor=actor):
            kind = _BELONGING.get(text_in(row, "side") or "")
            organisation, statement = iri_in(row, "other") or "", iri_in(row, "membership") or ""
            for promotion in self._promotions.get(organisation, []) if kind else []:
                if (step := (statement, promotion.statement.iri)) in told:
                    continue  # a row for each role of the membership
                told.add(step)
                yield Tie(
                    kind=kind or "",
                    policy=promotion.policy,
                    through=self._lookup.thing(organisation),
                    document=next(iter(promotion.documents), None),
                    statement=self._lookup.statement(statement),
                    further=promotion.statement,
                )


def _promotion(promotion: Promotion) -> Tie:
    return Tie(
        kind="promotes",
        policy=promotion.policy,
        document=next(iter(promotion.documents), None),
        statement=promotion.statement,
    )


def _gain(gain: Gain) -> Tie:
    return Tie(
        kind=f"is said to {gain.verb}",
        policy=gain.policy,
        assessor=gain.assessor,
        statement=gain.statement,
    )

"""What one generated source says, in the proportions of the bundled graph."""

from collections.abc import Iterator
from random import Random

from pyoxigraph import Literal, NamedNode

from cuibono.bench.identities import (
    CITED,
    LENGTH,
    Described,
    Identities,
    Value,
    class_,
    digest,
    node,
    skewed,
    words,
)
from cuibono.terms import expand, term

CLAIMS = 12
"""The claims of a paper; each is asserted at once in a cited work."""

_LISTS = {
    "aspect": ("truth", "extent", "relevance", "reliability", "scope"),
    "bound": ("exact", "at-least", "at-most", "approximately"),
    "denominator": ("firms", "transactions", "gdp", "sellers"),
    "directness": ("direct", "direct", "indirect"),
    "limitation-kind": ("coverage", "selection", "small-sample", "threshold"),
    "measure": ("share-of-firms-exporting", "share-of-gdp", "annual-sales"),
    "modality": ("plain", "plain", "hedged", "boosted"),
    "role": ("member", "lead", "proposer", "caller", "supporter"),
}
_CLAIM_KINDS = ("EmpiricalClaim",) * 8 + ("NormativeClaim",)
_EVIDENCE_KINDS = ("Study", "DataCollection", "Survey", "InterviewMaterial")
_LINKS = (
    ("SupportLink", "supportTarget"),
    ("SupportLink", "supportTarget"),
    ("SupportLink", "supportTarget"),
    ("DisputeLink", "disputeTarget"),
    ("QualifyLink", "qualifyTarget"),
)


class Coding:
    """The statements of one source, as they come; `said` is what it says so far."""

    def __init__(self, name: str, paper: int, identities: Identities, random: Random) -> None:
        self.name = name
        self.said: list[Described] = []
        self._paper = paper
        self._all = identities
        self._random = random
        self._coded: list[NamedNode] = []
        self._numbers: dict[str, int] = {}
        self._claims: list[NamedNode] = []
        self._assertions: list[tuple[NamedNode, NamedNode]] = []
        self._evidence: list[NamedNode] = []
        self._unfunded: list[NamedNode] = []
        self._served: list[NamedNode] = []

    def code_paper(self) -> None:
        """Code a whole paper."""
        for work in range(CITED):
            self._cite(work)
        for _ in range(CLAIMS):
            self._claim()
        for _ in range(4):
            self._study()
        for _ in range(18):
            self._link()
        self._report()
        self._policy_links()
        self._interests()
        self._absences()

    def code_claim_with_evidence(self) -> None:
        """Code one claim, who says it, and a study that supports it."""
        self._claim()
        self._study()
        self._join(_LINKS[0], self._evidence[-1], self._claims[-1])
        self._justify(self._claims[-1])

    def provenance(self, graph: NamedNode) -> Iterator[Described]:
        """Yield how sure the coder is of each relation, and the activity that made them."""
        for relation in self._coded:
            confidence = Literal(f"0.{self._random.randint(5, 9)}", datatype=term("xsd:decimal"))
            yield relation, {"cb:extractionConfidence": confidence}
        activity = node("activity", f"coding-{self.name}")
        yield (
            activity,
            {
                "a": (term("prov:Activity"), class_("CurationActivity")),
                "dcterms:conformsTo": node("guideline", "close-reading-1"),
                "prov:endedAtTime": Literal("2026-01-01T00:00:00Z", datatype=term("xsd:dateTime")),
                "prov:used": self._all.text(self._paper),
                "prov:wasAssociatedWith": node("actor", "coder"),
            },
        )
        yield graph, {"prov:wasGeneratedBy": activity}

    def _cite(self, work: int) -> None:
        year = str(self._random.randint(1990, 2025))
        self.said.append((self._all.cited(self._paper, work), {
            "a": class_("ReportDocument"),
            "cb:author": self._all.author(self._paper, work),
            "cb:citedAs": Literal(f"Author {self._paper} {work} {year}"),
            "cb:date": Literal(year, datatype=term("xsd:gYear")),
            "cb:atPassage": self._passage(),
        }))  # fmt: skip

    def _claim(self) -> None:
        random = self._random
        properties: dict[str, Value | tuple[Value, ...]] = {
            "cb:gloss": words(f"What claim {len(self._claims)} of {self.name} says."),
            "cb:aboutCategory": self._all.some(random, "category"),
        }
        if random.random() < 0.4:
            properties["cb:aboutPolicy"] = self._all.some_policy(random)
        if random.random() < 0.4:
            properties |= {
                "cb:atPlace": self._all.some(random, "place"),
                "cb:measure": self._one_of("measure"),
                "cb:population": self._all.some(random, "category"),
            }
        claim = self._say("claim", random.choice(_CLAIM_KINDS), properties)
        self._claims.append(claim)
        work = random.randrange(CITED)
        assertion = self._utter("Assertion", work, {"cb:assertedClaim": claim})
        self._assertions.append((assertion, claim))

    def _utter(
        self, kind: str, work: int | None, properties: dict[str, Value | tuple[Value, ...]]
    ) -> NamedNode:
        """Have a cited work, or the paper itself, utter a claim."""
        all_, paper = self._all, self._paper
        return self._say("utterance", kind, {
            "cb:speaker": all_.writers(paper) if work is None else all_.author(paper, work),
            "cb:inDocument": all_.paper(paper) if work is None else all_.cited(paper, work),
            "cb:modality": self._one_of("modality"),
            **properties,
        })  # fmt: skip

    def _report(self) -> None:
        """Have the paper report or deny what others say, and cited works report other papers."""
        for assertion, claim in self._assertions:
            fate = self._random.random()
            if fate < 0.45:
                self._attribute(None, assertion, claim)
            elif fate < 0.6:
                reported = self._attribute(self._random.randrange(CITED), assertion, claim)
                self._attribute(None, reported, claim)
            elif fate < 0.7:
                self._utter("Denial", None, {"cb:deniedClaim": claim})
        for _ in range(2 if self._paper else 0):
            earlier = f"source-{skewed(self._random, self._paper)}"
            number = self._random.randrange(CLAIMS)
            said = node("utterance", f"{earlier}-utterance-{number}")
            self._attribute(None, said, node("claim", f"{earlier}-claim-{number}"))

    def _attribute(self, work: int | None, reported: NamedNode, claim: NamedNode) -> NamedNode:
        return self._utter(
            "Attribution", work, {"cb:attributes": reported, "cb:attributedClaim": claim}
        )

    def _study(self) -> None:
        random, work = self._random, self._random.randrange(CITED)
        author = self._all.author(self._paper, work)
        properties: dict[str, Value | tuple[Value, ...]] = {
            "cb:gloss": words(f"What evidence {len(self._evidence)} of {self.name} is."),
            "cb:producedBy": author,
            "cb:reportedIn": self._all.cited(self._paper, work),
            "cb:population": self._all.some(random, "category"),
            "cb:atPlace": self._all.some(random, "place"),
        }
        if random.random() < 0.5:
            properties["cb:dataOwner"] = self._all.some_author(random)
        if self._evidence and random.random() < 0.5:
            properties["cb:drawsOn"] = random.choice(self._evidence)
        study = self._say("evidence", random.choice(_EVIDENCE_KINDS), properties)
        self._evidence.append(study)
        self._figure(study, work)
        self._say("limitation", "Limitation", {
            "cb:gloss": words("What is said to limit it."),
            "cb:limitationKind": self._one_of("limitation-kind"),
            "cb:limits": study,
            "cb:statedBy": self._all.writers(self._paper),
        })  # fmt: skip
        if random.random() < 0.25:
            self._say("funding", "Funding", {
                "cb:funder": self._all.some_author(random),
                "cb:fundedItem": study,
            })  # fmt: skip
        else:
            self._unfunded.append(study)

    def _figure(self, study: NamedNode, work: int) -> None:
        self._say("evidence", "Figure", {
            "cb:gloss": words("What the figure says."),
            "cb:bound": self._one_of("bound"),
            "cb:denominator": self._one_of("denominator"),
            "cb:directPartOf": study,
            "cb:measure": self._one_of("measure"),
            "cb:population": self._all.some(self._random, "category"),
            "cb:reportedIn": self._all.cited(self._paper, work),
            "cb:unit": NamedNode(expand("unit:PERCENT")),
            "cb:value": Literal(self._random.randint(1, 99)),
        })  # fmt: skip

    def _link(self) -> None:
        """Draw an argument: from evidence, or from a later claim to an earlier one."""
        target = self._random.randrange(len(self._claims) - 1)
        later = self._claims[self._random.randrange(target + 1, len(self._claims))]
        source = self._random.choice(self._evidence) if self._random.random() < 0.5 else later
        self._join(self._random.choice(_LINKS), source, self._claims[target])

    def _join(self, link: tuple[str, str], source: NamedNode, target: NamedNode) -> None:
        kind, prop = link
        self._say("link", kind, {
            "cb:aspect": self._one_of("aspect"),
            "cb:directness": self._one_of("directness"),
            "cb:linkSource": source,
            f"cb:{prop}": target,
            **self._drawn(),
        })  # fmt: skip

    def _justify(self, claim: NamedNode) -> None:
        self._served.append(self._all.some_policy(self._random))
        self._say("link", "Justification", {
            "cb:justifyingClaim": claim,
            "cb:justifiedItem": self._served[-1],
            "cb:usedBy": self._all.some_author(self._random),
            **self._drawn(),
        })  # fmt: skip

    def _policy_links(self) -> None:
        random, all_ = self._random, self._all
        for _ in range(3):
            self._justify(random.choice(self._claims))
        proposal, agenda = all_.some_step(random, "PolicyProposal")
        self._say("link", "Advancement", {
            "cb:advancingItem": proposal,
            "cb:advancedAgenda": agenda,
            **self._drawn(),
        })  # fmt: skip
        instrument, whole = all_.some_step(random, "PolicyInstrument")
        self._say("link", "Composition", {
            "cb:componentItem": instrument,
            "cb:compositeItem": whole,
            **self._drawn(),
        })  # fmt: skip
        self._say("link", "BarrierTargeting", {
            "cb:targetingItem": all_.some_policy(random),
            "cb:targetedBarrier": all_.some(random, "barrier"),
            **self._drawn(),
        })  # fmt: skip

    def _interests(self) -> None:
        """Say who promotes what, belongs to whom, and gains from what.

        One who is cited is tied to what a claim is used for in one paper of two by a stake, and in
        one of four each by promoting it, by a coalition that does, and by what it is said to gain.
        """
        random, all_ = self._random, self._all
        cited, served = all_.author(self._paper, 0), self._served[0]
        coalition = all_.some(random, "actor") if random.random() < 0.25 else None
        for number in range(3):
            is_joint = random.random() < 0.4
            promoter = all_.some(random, "actor") if is_joint else all_.some_author(random)
            tied = (coalition, cited if random.random() < 0.25 else None, None)[number]
            self._say("promotion", "Promotion", {
                "cb:promoter": tied or promoter,
                "cb:promotedItem": served if tied else all_.some_policy(random),
                "cb:date": self._date(1995, 2024),
                "cb:role": self._one_of("role"),
                "cb:inDocument": all_.paper(self._paper),
            })  # fmt: skip
        self._membership(cited if coalition else all_.some_author(random), coalition)
        self._membership(all_.some_author(random), None)
        has_stake = random.random() < 0.5
        self._say("interest", "Interest", {
            "cb:interestHolder": cited if has_stake else all_.some_author(random),
            "cb:interestObject": served if has_stake else all_.some_policy(random),
            "cb:stake": words("What is at stake."),
        })  # fmt: skip
        gains = random.random() < 0.25
        self._say("assessment", "Assessment", {
            "cb:assessor": all_.writers(self._paper),
            "cb:assessedActor": cited if gains else all_.some_author(random),
            "cb:assessedItem": served if gains else all_.some_policy(random),
            "cb:benefitDirection": term(f"direction:{random.choice(('gain', 'loss'))}"),
            "cb:inDocument": all_.paper(self._paper),
            "cb:mechanism": words("How it is said to come about."),
        })  # fmt: skip

    def _membership(self, member: NamedNode, organisation: NamedNode | None) -> None:
        random, all_ = self._random, self._all
        dates = {"cb:startDate": self._date(1990, 2010)} if random.random() < 0.7 else {}
        if dates and random.random() < 0.4:
            dates["cb:endDate"] = self._date(2011, 2024)
        self._say("membership", "Membership", {
            "cb:membershipMember": member,
            "cb:membershipOf": organisation or all_.some(random, "actor"),
            "cb:role": self._one_of("role"),
            "cb:inDocument": all_.paper(self._paper),
            **dates,
        })  # fmt: skip

    def _absences(self) -> None:
        """Record that funders were looked for: mostly not named, sometimes none, or withheld."""
        for evidence in self._unfunded:
            kind = self._random.choice(("not-found",) * 6 + ("stated-none", "withheld"))
            stated = {} if kind == "not-found" else {"cb:atPassage": self._passage()}
            self._say("search", "NegativeSearch", {
                "cb:absence": term(f"absence:{kind}"),
                "cb:date": Literal("2026-01-01", datatype=term("xsd:date")),
                "cb:searchedBy": node("actor", "coder"),
                "cb:searchedIn": self._all.text(self._paper),
                "cb:searchedNode": evidence,
                "cb:searchedProperty": term("cb:fundedBy"),
                **stated,
            })  # fmt: skip

    def _say(
        self, kind: str, class_name: str, properties: dict[str, Value | tuple[Value, ...]]
    ) -> NamedNode:
        """Add a thing of this source, with a passage where its kind has one; return its IRI."""
        number = self._numbers[kind] = self._numbers.get(kind, -1) + 1
        thing = node(kind, f"{self.name}-{kind}-{number}")
        described: dict[str, Value | tuple[Value, ...]] = {"a": class_(class_name), **properties}
        if kind != "search":
            described["cb:atPassage"] = self._passage()
        self.said.append((thing, described))
        if kind in ("utterance", "link"):
            self._coded.append(thing)
        return thing

    def _passage(self) -> NamedNode:
        """Add a passage of the paper's text; one in three is the one before, used again."""
        if self._numbers.get("passage") and self._random.random() < 1 / 3:
            return node("passage", f"{self.name}-{self._numbers['passage']}")
        number = self._numbers["passage"] = self._numbers.get("passage", 0) + 1
        start = self._random.randrange(LENGTH - 400)
        length = self._random.randint(20, 300)
        passage = node("passage", f"{self.name}-{number}")
        selector = NamedNode(f"{passage.value}#selector")
        text = self._all.text(self._paper)
        self.said.append((passage, {
            "a": (term("oa:SpecificResource"), class_("Passage")),
            "cb:digest": digest(passage.value),
            "cb:normalisation": term("normalisation:nfc-collapse-1"),
            "cb:normalisedLength": Literal(length),
            "cb:passageOf": text,
            "cb:section": Literal(f"{1 + start // 8000}.{1 + start // 2000 % 4}"),
            "oa:hasSelector": selector,
            "oa:hasSource": text,
        }))  # fmt: skip
        self.said.append((selector, {
            "a": term("oa:TextPositionSelector"),
            "oa:start": Literal(start),
            "oa:end": Literal(start + length),
        }))  # fmt: skip
        return passage

    def _drawn(self) -> dict[str, Value | tuple[Value, ...]]:
        return {
            "cb:drawnBy": self._all.writers(self._paper),
            "cb:inDocument": self._all.paper(self._paper),
        }

    def _date(self, first: int, last: int) -> Literal:
        """Draw a date: a year, a month or a day, as sources give them."""
        year, random = self._random.randint(first, last), self._random
        kind = random.choice(("gYear", "gYear", "gYearMonth", "date"))
        rest = {"gYear": "", "gYearMonth": f"-{random.randint(1, 12):02}"}.get(
            kind, f"-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        )
        return Literal(f"{year}{rest}", datatype=term(f"xsd:{kind}"))

    def _one_of(self, name: str) -> NamedNode:
        return term(f"{name}:{self._random.choice(_LISTS[name])}")

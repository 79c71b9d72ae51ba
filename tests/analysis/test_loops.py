"""The table of truth of loops of interest: each way to have one, and each not to.

Every combination of the table is a small world of its own in one graph, with a claim of its own.
In the templates n is the name of the world, b who has the stake, p the policy of the stake.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import pytest
from tests.analysis.worlds import snapshot_of, tables_of

from cuibono.analysis.loops import LoopRequest, Reach, Role, Stake
from cuibono.analysis.loops.search import ROLE_KINDS, STAKE_KINDS, Found, LoopSearch
from cuibono.analysis.tables import DuckTables

LINKS: Final = {
    "supports": "a cb:SupportLink ; cb:supportTarget claim:{n}",
    "disputes": "a cb:DisputeLink ; cb:disputeTarget claim:{n}",
    "qualifies": "a cb:QualifyLink ; cb:qualifyTarget claim:{n}",
    "supports the policy": "a cb:SupportLink ; cb:policyTarget policy:{n}",
}
ROLES: Final = {
    "producer": "evidence:{n} cb:producedBy actor:{n}-a .",
    "data-owner": "evidence:{n} cb:dataOwner actor:{n}-a .",
    "funder": "funding:{n} a cb:Funding ; cb:funder actor:{n}-a ; cb:fundedItem evidence:{n} .",
    "author of the report": """
        evidence:{n} cb:reportedIn document:{n} .
        document:{n} a cb:Document ; cb:author actor:{n}-a .""",
}


def belongs(member: str, organisation: str) -> str:
    return f"""membership:{{n}}-{member}-{organisation} a cb:Membership ;
        cb:membershipMember actor:{{n}}-{member} ; cb:membershipOf actor:{{n}}-{organisation} ."""


TIES: Final[dict[str, tuple[int | None, str]]] = {
    "direct": (0, ""),
    "belongs": (1, belongs("a", "b")),
    "has as member": (1, belongs("b", "a")),
    "member of a member": (2, belongs("a", "m") + belongs("m", "b")),
    "fellow members": (2, belongs("a", "m") + belongs("b", "m")),
    "owner of an owner": (2, belongs("m", "a") + belongs("b", "m")),
    "one member between": (2, belongs("m", "a") + belongs("m", "b")),
    "three steps": (3, belongs("a", "m") + belongs("m", "k") + belongs("k", "b")),
    "backs": (
        None,
        """backing:{n} a cb:Backing ;
        cb:backer actor:{n}-a ; cb:backedOrganisation actor:{n}-b .""",
    ),
    "pays for": (
        None,
        "funding:{n}-o a cb:Funding ; cb:funder actor:{n}-a ; cb:fundedItem actor:{n}-b .",
    ),
}
"""How the actor behind the evidence stands to the one with the stake, and in how many steps."""

ASSESSMENT: Final = """assessment:{n} a cb:Assessment ; cb:assessor actor:{n}-judge ;
    cb:assessedActor actor:{n}-{b} ; cb:assessedItem {p} ; """
STAKES: Final[dict[str, tuple[Stake | None, str]]] = {
    "promotes": (
        Stake.PROMOTES,
        "promotion:{n} a cb:Promotion ; cb:promoter actor:{n}-{b} ; cb:promotedItem {p} .",
    ),
    "promotes an agenda": (
        Stake.PROMOTES,
        "promotion:{n} a cb:Promotion ; cb:promoter actor:{n}-{b} ; cb:promotedAgenda {p} .",
    ),
    "gains": (Stake.GAINS, ASSESSMENT + "cb:benefitDirection direction:gain ."),
    "has an interest": (
        Stake.INTEREST,
        "interest:{n} a cb:Interest ; cb:interestHolder actor:{n}-{b} ; cb:interestObject {p} .",
    ),
    "loses": (None, ASSESSMENT + "cb:benefitDirection direction:loss ."),
    "is let in": (None, ASSESSMENT + "cb:access access:included ."),
    "judges that another gains": (
        None,
        """assessment:{n} a cb:Assessment ; cb:assessor actor:{n}-{b} ; cb:assessedItem {p} ;
        cb:assessedActor actor:{n}-x ; cb:benefitDirection direction:gain .""",
    ),
    "opposes": (
        None,
        "opposition:{n} a cb:Opposition ; cb:opponent actor:{n}-{b} ; cb:opposedItem {p} .",
    ),
    "asserts the claim": (
        None,
        "utterance:{n} a cb:Assertion ; cb:speaker actor:{n}-{b} ; cb:assertedClaim claim:{n} .",
    ),
}


def advances(item: str, agenda: str) -> str:
    return f"""link:{{n}}-{item}-{agenda} a cb:Advancement ;
        cb:advancingItem policy:{{n}}{item} ; cb:advancedAgenda policy:{{n}}{agenda} ."""


def is_part_of(part: str, whole: str) -> str:
    return f"""link:{{n}}-{part}-{whole} a cb:Composition ;
        cb:componentItem policy:{{n}}{part} ; cb:compositeItem policy:{{n}}{whole} ."""


POLICIES: Final[dict[str, tuple[Reach | None, int, str, str]]] = {
    "same": (Reach.SAME, 0, "", ""),
    "end": (Reach.SERVING, 1, "-w", advances("", "-w")),
    "whole": (Reach.SERVING, 1, "-w", is_part_of("", "-w")),
    "end of the whole": (Reach.SERVING, 2, "-v", is_part_of("", "-w") + advances("-w", "-v")),
    "means": (Reach.SERVING, 1, "-m", advances("-m", "")),
    "part": (Reach.SERVING, 1, "-m", is_part_of("-m", "")),
    "other means": (Reach.COMMON, 2, "-s", advances("-s", "-w") + is_part_of("", "-w")),
    "unrelated": (None, 0, "-u", ""),
    "common part": (None, 0, "-u", is_part_of("-m", "") + is_part_of("-m", "-u")),
}
"""What the policy of the stake is to that of the claim: from which reach on it counts, how many
steps lead to it, its ending, and the links."""

WIDTH: Final = list(Reach)


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    link: str
    role: str
    tie: str
    stake: str
    policy: str
    is_used: bool

    def is_loop(self, steps: int, reach: Reach) -> bool:
        needed, ties = POLICIES[self.policy][0], TIES[self.tie][0]
        return (
            self.link == "supports"
            and self.role in list(Role)
            and ties is not None
            and ties <= steps
            and STAKES[self.stake][0] is not None
            and needed is not None
            and WIDTH.index(needed) <= WIDTH.index(reach)
            and self.is_used
        )

    @property
    def length(self) -> int:
        """Claim to evidence, evidence to actor, actor to policy, policy to claim, and between."""
        return 4 + (TIES[self.tie][0] or 0) + POLICIES[self.policy][1]

    def world(self, name: str) -> str:
        _, _, ending, links = POLICIES[self.policy]
        use = """link:{n}-u a cb:Justification ;
            cb:justifyingClaim claim:{n} ; cb:justifiedItem policy:{n} ."""
        parts = [
            "claim:{n} a cb:EmpiricalClaim . evidence:{n} a cb:Study , cb:Evidence .",
            f"link:{{n}}-e cb:linkSource evidence:{{n}} ; {LINKS[self.link]} .",
            ROLES[self.role],
            TIES[self.tie][1],
            STAKES[self.stake][1],
            links,
            use if self.is_used else "",
        ]
        return (
            "\n".join(parts)
            .replace("{p}", f"policy:{{n}}{ending}")
            .replace("{b}", "a" if self.tie == "direct" else "b")
            .replace("{n}", name)
        )


PARTS: Final = [
    *((*parts, True) for parts in product(["supports"], ROLES, TIES, STAKES, POLICIES)),
    *((*parts, True) for parts in product(list(LINKS)[1:], ROLES, ["direct"], STAKES, ["same"])),
    *((*parts, False) for parts in product(["supports"], ROLES, ["direct"], STAKES, POLICIES)),
]
CASES: Final = {f"w{number}": Case(*parts) for number, parts in enumerate(PARTS)}


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> DuckTables:
    text = "\n".join(case.world(name) for name, case in CASES.items())
    tables = tables_of(snapshot_of(tmp_path_factory.mktemp("truth"), text))
    return tables


def loops_in(tables: DuckTables, **asked: Any) -> list[Found]:
    return LoopSearch(tables, LoopRequest.model_validate(asked), None).loops()


def world_of(loop: Found) -> str:
    return loop.path[0].source.rpartition("/")[2]


def test_the_table_is_whole() -> None:
    assert len(CASES) == 4 * 9 * (10 * 9 + 3 + 9)


@pytest.mark.parametrize(
    ("steps", "reach"),
    [(0, Reach.SAME), (0, Reach.COMMON), (1, Reach.SERVING), (2, Reach.SAME), (3, Reach.COMMON)],
)
def test_each_way_to_have_a_loop_and_not_to(truth: DuckTables, steps: int, reach: Reach) -> None:
    found = loops_in(truth, steps=steps, policies=reach)
    expected = {name for name, case in CASES.items() if case.is_loop(steps, reach)}
    assert expected
    assert sorted(map(world_of, found)) == sorted(expected)  # each once


def test_a_loop_is_a_closed_simple_path_of_the_length_that_is_said(truth: DuckTables) -> None:
    for loop in loops_in(truth, steps=3, policies="common"):
        path, case = loop.path, CASES[world_of(loop)]
        assert len(path) == case.length
        assert [edge.target for edge in path] == [edge.source for edge in (*path[1:], path[0])]
        assert len(loop.nodes) == len(path)
        assert path[len(loop.evidence)].kind == ROLE_KINDS[Role(case.role)]
        stake = STAKES[case.stake][0]
        assert stake
        assert loop.stake.kind == STAKE_KINDS[stake]
        assert len(loop.ties) == TIES[case.tie][0]


@pytest.mark.parametrize(("role", "stake"), list(zip(Role, Stake, strict=True)))
def test_roles_and_stakes_can_be_chosen(truth: DuckTables, role: Role, stake: Stake) -> None:
    found = {world_of(loop) for loop in loops_in(truth, steps=0, role=[role], stake=[stake])}
    assert found == {
        name
        for name, case in CASES.items()
        if case.is_loop(0, Reach.SERVING) and case.role == role and STAKES[case.stake][0] == stake
    }

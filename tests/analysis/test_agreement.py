"""Agreement of two codings: what counts as found by both, and the alphas, by hand-made sheets."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuibono.analysis.agreement import Agreement, Measure, agreement
from cuibono.analysis.agreement_figure import agreement_svg
from cuibono.errors import CallError, DataError
from cuibono.ingest.coding import ClaimRow, Coding, read_codings, read_decisions

CLAIMS = "id section start end kind modality voice speakers works claim gloss note"
LINKS = "id section start end source target direction drawn_by directness aspect basis note"
ITEMS = "id section start end kind name details note"
DECISIONS = "section start end subject first second decision reason"


def sheet(path: Path, columns: str, rows: Sequence[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = [columns.replace(" ", "\t"), *("\t".join(row.split(",")) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def claim(name: str, span: str, kind: str = "empirical", modality: str = "plain") -> str:
    start, end = span.split("-")
    section = "1" if int(start) < 100 else "2"
    return f"{name},{section},{start},{end},{kind},{modality},own,authors,,{name}-key,Gloss {name},"


def link(name: str, span: str, ends: str, direction: str) -> str:
    start, end = span.split("-")
    source, target = ends.split(">")
    return f"{name},1,{start},{end},{source},{target},{direction},authors,direct,truth,stated,"


def coding(
    folder: Path,
    name: str,
    claims: Sequence[str],
    links: Sequence[str] = (),
    items: Sequence[str] = (),
) -> None:
    sheet(folder / name / "claims.tsv", CLAIMS, claims)
    sheet(folder / name / "links.tsv", LINKS, links)
    sheet(folder / name / "items.tsv", ITEMS, items)


def measured(folder: Path) -> Agreement:
    codings = read_codings(folder)
    return agreement(codings, read_decisions(folder, codings))


def of(found: Agreement, name: str) -> Measure:
    return next(measure for measure in found.whole.measures if measure.name == name)


@pytest.fixture
def codings(tmp_path: Path) -> Path:
    coding(
        tmp_path,
        "first",
        [
            claim("a", "0-20"),
            claim("b", "30-50", "normative"),
            claim("c", "60-90", modality="hedged"),
            claim("d", "100-120"),
        ],
        [link("l1", "0-50", "a>b", "support"), link("l2", "0-50", "i>b", "dispute")],
        ["i,1,0,50,study,A count of stalls,,"],
    )
    coding(
        tmp_path,
        "second",
        [
            claim("p", "2-20"),
            claim("q", "30-45", "empirical"),
            claim("r", "75-95", modality="hedged"),
            claim("s", "100-120", modality="boosted"),
            claim("t", "130-150"),
        ],
        [link("m1", "0-50", "j>q", "qualify"), link("m2", "0-50", "p>q", "support")],
        ["j,1,5,45,study,The stall count,,"],
    )
    return tmp_path


def test_a_passage_is_found_by_both_where_half_of_the_shorter_is_shared(codings: Path) -> None:
    found = measured(codings)
    assert found.coders == ("first", "second")
    assert found.whole.passages == (4, 5)
    assert found.whole.found_by_both == pytest.approx(8 / 9, abs=1e-4)
    shares = {part.section: part.found_by_both for part in found.sections}
    assert shares == {"1": 1.0, "2": pytest.approx(2 / 3, abs=1e-4)}


def test_kinds_and_modalities_of_pairs_are_compared(codings: Path) -> None:
    found = measured(codings)
    kind, modality = of(found, "claim kind"), of(found, "modality")
    assert (kind.units, kind.agreement) == (4, 0.75)
    assert kind.values == {"empirical / empirical": 3, "normative / empirical": 1}
    # By hand: 1 - (observed 1/4) / (expected 2 * 7 * 1 / (8 * 7))
    assert kind.alpha == 0.0
    assert modality.values["plain / boosted"] == 1
    # By hand: values plain 5, hedged 2, boosted 1; observed 1/4; expected 34/56
    assert modality.alpha == pytest.approx(1 - (1 / 4) / (34 / 56), abs=1e-4)
    assert of(found, "voice").alpha is None


def test_links_with_the_same_ends_are_paired_before_others(codings: Path) -> None:
    direction = of(measured(codings), "link direction")
    assert direction.values == {"dispute / qualify": 1, "support / support": 1}


def test_differences_are_told_until_they_are_decided(codings: Path) -> None:
    before = measured(codings).adjudication
    assert before.differences == 4  # the kind of b, the modality of d, t alone, the link to i
    assert "first b / second q" in before.undecided
    assert "second t" in before.undecided
    rows = [
        "1,30,50,claim,b,q,first,It says what ought to be.",
        "2,130,150,claim,,t,neither,No claim.",
    ]
    sheet(codings / "adjudication.tsv", DECISIONS, rows)
    after = measured(codings).adjudication
    assert after.decisions == {"first": 1, "neither": 1}
    assert len(after.undecided) == 2


def test_the_figure_shows_each_measure(codings: Path) -> None:
    svg = agreement_svg(measured(codings))
    assert svg.startswith("<svg ")
    for name in ("passages found by both", "alpha of modality", "not defined", "0.89"):
        assert name in svg


SPANS = st.lists(
    st.tuples(
        st.integers(0, 500),
        st.integers(1, 80),
        st.sampled_from(["empirical", "normative", "definitional"]),
    ),
    min_size=1,
    max_size=12,
)


@given(SPANS)
def test_a_coder_agrees_with_themselves(spans: list[tuple[int, int, str]]) -> None:
    rows = tuple(
        ClaimRow.model_validate(
            {"id": f"c{n}", "section": "1", "start": start, "end": start + length, "kind": kind}
            | {"modality": "plain", "voice": "own", "speakers": "", "works": "", "claim": "k"}
            | {"gloss": "g", "note": "", "line": n}
        )
        for n, (start, length, kind) in enumerate(spans)
    )
    one, other = (Coding(name=name, claims=rows, links=(), items=()) for name in ("a", "b"))
    found = agreement((one, other), ())
    assert found.whole.found_by_both == 1
    assert of(found, "claim kind").units == len(rows)


@pytest.mark.parametrize(
    ("file", "before", "after", "words"),
    [
        ("claims", "normative", "normatif", "column kind: 'normatif' is none of 'empirical'"),
        ("claims", "\t30\t", "\tx\t", "line 3, column start: 'x' is no whole number from 0"),
        ("claims", "\t30\t50", "\t50\t30", "line 3, column end: 30 is not after the start 50"),
        ("claims", "Gloss b", "", "line 3, column gloss: it is empty"),
        ("claims", "b\t1", "a\t1", "line 3, column id: 'a' stands on line 2 already"),
        ("claims", "b-key\t", "b-key", "line 3: 11 cells, wanted 12"),
        ("claims", "modality", "mode", "line 1: the columns are id, section, start, end"),
        ("links", "\tb\tsupport", "\ti\tsupport", "column target: 'i' is the id of no claim"),
        ("links", "\ta\tb", "\tz\tb", "line 2, column source: 'z' is the id of no claim or item"),
        ("links", "support", "supports", "none of 'support', 'dispute' or 'qualify'"),
        ("items", "study", "", "line 2, column kind: it is empty"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_line_and_column(
    codings: Path, file: str, before: str, after: str, words: str
) -> None:
    path = codings / "first" / f"{file}.tsv"
    content = path.read_text(encoding="utf-8")
    assert before in content
    path.write_text(content.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataError) as fault:
        measured(codings)
    assert fault.value.detail.startswith(f"first/{file}.tsv, line ")
    assert words in fault.value.detail


def test_all_faults_of_a_sheet_are_told_at_once(codings: Path) -> None:
    path = codings / "first" / "claims.tsv"
    path.write_text(path.read_text("utf-8").replace("own", "mine"), encoding="utf-8")
    with pytest.raises(DataError) as fault:
        measured(codings)
    assert len(fault.value.detail.splitlines()) == 4


def test_sheets_from_other_editors_are_read(codings: Path) -> None:
    path = codings / "first" / "claims.tsv"
    content = path.read_text(encoding="utf-8")
    before = measured(codings)
    path.write_bytes(b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode() + b"\r\n\r\n")
    assert measured(codings) == before


def test_what_is_missing_is_told(codings: Path) -> None:
    (codings / "second" / "links.tsv").unlink()
    with pytest.raises(DataError, match=r"second lacks links\.tsv"):
        measured(codings)
    (codings / "second" / "claims.tsv").unlink()
    with pytest.raises(CallError, match="1 codings"):
        measured(codings)
    (codings / "second" / "claims.tsv").write_bytes(b"caf\xe9")
    with pytest.raises(DataError, match="not UTF-8"):
        measured(codings)


def test_a_decision_names_what_is_on_the_sheets(codings: Path) -> None:
    sheet(
        codings / "adjudication.tsv",
        DECISIONS,
        ["1,0,9,claim,z,,first,Because.", "1,0,9,link,,m1,first,So."],
    )
    with pytest.raises(DataError, match="line 2, column first: 'z' is no claim of first"):
        measured(codings)
    sheet(
        codings / "adjudication.tsv", DECISIONS, ["1,0,9,claim,a,p,both,", "1,0,9,claim,b,q,first,"]
    )
    with pytest.raises(DataError, match="line 3, column reason: it is empty"):
        measured(codings)

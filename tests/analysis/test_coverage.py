"""Coverage of texts of any look, against passages made by hand."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from cuibono.analysis.coverage import Coverage, Statements, coverage
from cuibono.ingest import read_ontology
from cuibono.ingest.passages import TextRecord
from cuibono.texts import Passage, SourceText

NOTHING = Statements.of([], read_ontology())


def covered(folder: Path, content: str, *spans: tuple[int, int, str]) -> Coverage:
    path = folder / "text.txt"
    path.write_bytes(content.encode())
    text = SourceText.read(path)
    passages = tuple(
        Passage(f"urn:{start}", "urn:t", start, end, made.digest, made.normalised_length, section)
        for start, end, section in spans
        for made in [Passage.of(content, start, end, iri="urn:p", text="urn:t")]
    )
    return coverage(text, TextRecord("urn:t", text.digest, passages), NOTHING)


def test_without_headings_the_sections_are_those_recorded_on_passages(tmp_path: Path) -> None:
    content = "Boats are few.\nThey are old.\nFerries are late.\n"
    found = covered(tmp_path, content, (0, 13, "a"), (15, 27, "a"), (29, 45, "b"))
    assert [(part.section, part.start, part.end) for part in found.sections] == [
        ("a", 0, 29),
        ("b", 29, len(content)),
    ]
    assert [part.characters - part.covered for part in found.sections] == [2, 1]


def test_a_text_that_is_not_coded_is_one_stretch(tmp_path: Path) -> None:
    found = covered(tmp_path, "Boats are few.\n\nThey are old.")
    (part,) = found.sections
    assert (part.section, part.covered, part.share) == ("whole text", 0, 0.0)
    (gap,) = part.stretches
    assert (gap.start, gap.end, gap.begins) == (0, 29, "Boats are few. They are old.")
    empty = covered(tmp_path, "\n\n")
    assert (empty.characters, empty.share) == (0, None)


def test_overlapping_passages_count_once(tmp_path: Path) -> None:
    found = covered(tmp_path, "Boats are few.", (0, 9, "1"), (6, 13, "1"))
    assert (found.characters, found.covered) == (12, 11)


@given(st.text(alphabet="ab .\n", max_size=60), st.data())
def test_what_is_covered_and_what_is_not_are_all_there_is(
    content: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    spans = [(start, end, "1")] if content[start:end].strip() else []
    with TemporaryDirectory() as folder:
        found = covered(Path(folder), content, *spans)
    (part,) = found.sections
    assert part.covered <= part.characters
    if len(part.stretches) < 3:  # all gaps are shown
        assert part.covered + sum(gap.characters for gap in part.stretches) == part.characters


def test_claims_and_utterances_are_told_by_the_ontology() -> None:
    turtle = b"""
    @prefix cb: <https://w3id.org/cuibono/ns#> .
    <urn:c> a cb:NormativeClaim ; cb:atPassage <urn:p> .
    <urn:u> a cb:Denial ; cb:atPassage <urn:p> , <urn:q> .
    <urn:d> a cb:Document ; cb:citedAs "Lee and Moss, 2012" ; cb:atPassage <urn:q> .
    """
    statements = Statements.of(ox.parse(turtle, format=ox.RdfFormat.TURTLE), read_ontology())
    assert statements.claims == {"urn:c"}
    assert statements.utterances == {"urn:u"}
    assert statements.cited == {("lee & moss 2012", "urn:d")}
    assert statements.standing_at(["urn:c", "urn:u"], frozenset({"urn:q"})) == {"urn:u"}

"""Passages: positions, digests, states (DESIGN, section 4)."""

import hashlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuibono.errors import CallError, DataError
from cuibono.texts import (
    Passage,
    SourceText,
    State,
    TextLibrary,
    digest,
    find_words,
    normalise,
    verify,
)

TEXT = "One  claim stands\n\nhere. Another claim stands there. Ångström measured it, and so on."


def written(folder: Path, content: str, name: str = "text.txt") -> SourceText:
    path = folder / name
    path.write_bytes(content.encode())
    return SourceText.read(path)


def passage(content: str, words: str) -> Passage:
    start = content.index(words)
    return Passage.of(content, start, start + len(words), iri="urn:p", text="urn:t")


def state(folder: Path, recorded: str, found: str, words: str) -> State:
    original, copy = written(folder, recorded, "a.txt"), written(folder, found, "b.txt")
    (finding,) = verify([passage(recorded, words)], copy, original.digest)
    return finding.state


def test_digest_is_of_the_span_in_nfc_with_single_spaces_trimmed() -> None:
    plain = "Ångström measured it"
    spread = unicodedata.normalize("NFD", " \n Ångström\t\tmeasured\r\n it ")
    expected = hashlib.sha256(plain.encode()).hexdigest()
    assert digest(spread) == digest(plain) == f"sha256:{expected}"
    assert normalise(spread) == plain


def test_a_passage_in_its_place_is_exact(tmp_path: Path) -> None:
    assert state(tmp_path, TEXT, TEXT, "Another claim stands there") is State.EXACT


def test_white_space_and_composition_within_a_passage_do_not_matter(tmp_path: Path) -> None:
    assert state(tmp_path, "a  b c", "a\n\nb c", "a  b") is State.EXACT


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("x" + TEXT, State.MOVED),
        (TEXT.replace("Another", "anOther"), State.TEXT_CHANGED),
        (TEXT[:20] + TEXT[20:].replace("Another claim stands there", "gone"), State.TEXT_CHANGED),
        ("Another claim stands there. " * 2, State.AMBIGUOUS),
        (unicodedata.normalize("NFD", TEXT), State.EXACT),
    ],
)
def test_states_against_another_version(tmp_path: Path, found: str, expected: State) -> None:
    assert state(tmp_path, TEXT, found, "Another claim stands there") is expected


def test_a_wrong_record_on_the_right_text_is_orphaned(tmp_path: Path) -> None:
    text = written(tmp_path, TEXT)
    wrong = Passage("urn:p", "urn:t", 0, 9, digest("never said"), len("never said"))
    (finding,) = verify([wrong], text, text.digest)
    assert finding.state is State.ORPHANED


@pytest.mark.parametrize(("start", "end"), [(-3, 5), (5, 5), (9, 2), (0, 10_000)])
def test_a_span_outside_the_text_is_not_exact(tmp_path: Path, start: int, end: int) -> None:
    text = written(tmp_path, TEXT)
    wrong = Passage("urn:p", "urn:t", start, end, digest(TEXT[start:end]), 1)
    (finding,) = verify([wrong], text, text.digest)
    assert finding.state is not State.EXACT


def test_quoted_words_are_verified_too(tmp_path: Path) -> None:
    text = written(tmp_path, TEXT)
    good = Passage("urn:p", "urn:t", 0, 3, digest("One"), 3, exact="One")
    false = Passage("urn:p", "urn:t", 0, 3, digest("One"), 3, exact="Two")
    states = [finding.state for finding in verify([good, false], text, text.digest)]
    assert states[0] is State.EXACT
    assert states[1] is not State.EXACT


def test_a_moved_passage_says_where_to(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Å " + TEXT)
    text = written(tmp_path, decomposed)
    (finding,) = verify([passage(TEXT, "Ångström measured it")], text, "sha256:other")
    ((start, end),) = finding.found
    assert normalise(decomposed[start:end]) == "Ångström measured it"


@given(st.text(min_size=1, max_size=60), st.data())
def test_every_span_of_a_text_verifies_as_exact(
    tmp_path_factory: pytest.TempPathFactory, content: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start + 1, len(content)))
    text = written(tmp_path_factory.mktemp("t"), content)
    recorded = Passage.of(content, start, end, iri="urn:p", text="urn:t")
    (finding,) = verify([recorded], text, text.digest)
    assert finding.state is State.EXACT


def test_words_are_found_across_line_breaks(tmp_path: Path) -> None:
    text = written(tmp_path, TEXT)
    ((start, end),) = find_words("claim stands here", text)
    assert normalise(text.content[start:end]) == "claim stands here"
    assert len(find_words("claim stands", text)) == 2
    assert find_words("   ", text) == []
    assert find_words("Claim stands", text) == []


def test_nothing_of_a_text_is_changed_on_reading(tmp_path: Path) -> None:
    content = "\ufeffa\r\nb\rc\u2028d"
    assert written(tmp_path, content).content == content


def test_the_library_finds_texts_by_digest(tmp_path: Path) -> None:
    text = written(tmp_path, TEXT)
    (tmp_path / "image.png").write_bytes(b"\x89PNG\xff")
    library = TextLibrary(tmp_path)
    assert library.get(text.digest) == text
    assert library.get("sha256:0") is None
    assert TextLibrary(None).get(text.digest) is None


def test_a_missing_folder_is_the_callers_fault(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="not a folder"):
        TextLibrary(tmp_path / "nowhere").get("sha256:0")


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(b"caf\xe9")
    with pytest.raises(DataError, match="not UTF-8"):
        _ = SourceText.read(tmp_path / "t").content

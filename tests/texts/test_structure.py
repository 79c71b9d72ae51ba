"""Which parts of an extracted text are running text, and under which headings they stand."""

import pytest

from cuibono.texts import running_text, sections

PAPER = """\
1. On markets

Stalls open at dusk. They close
at dawn.

2. What is known

12

Lee counted stalls in three towns:
1. the harbour,
2. the mill.

2.1. Counts

1 A footnote that begins with a number and goes on for a while.

\f 3. Summary

---
Much is open.
"""


def labels(content: str) -> list[str]:
    return [section.label for section in sections(content)]


def running(content: str) -> list[str]:
    return [content[start:end] for start, end in running_text(content)]


def test_sections_are_the_numbered_headings_and_what_follows_them() -> None:
    found = sections(PAPER)
    assert [(s.label, s.title) for s in found] == [
        ("1", "On markets"),
        ("2", "What is known"),
        ("2.1", "Counts"),
        ("3", "Summary"),
    ]
    assert [PAPER[s.start : s.body] for s in found][3] == "3. Summary"
    assert [s.end for s in found] == [*(s.start for s in found[1:]), len(PAPER)]


def test_headings_page_numbers_rules_and_blank_lines_are_no_running_text() -> None:
    lines = running(PAPER)
    assert lines[:2] == ["Stalls open at dusk. They close", "at dawn."]
    assert lines[-1] == "Much is open."
    assert not {"12", "---", "", "1. On markets"} & set(lines)
    assert "1. the harbour," in lines
    assert lines[-2].startswith("1 A footnote")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# Aim\n\nWe ask.\n\n## How\n\nWe look.", ["Aim", "How"]),
        ("# 1. Aim\n\nWe ask.\n\n# 2. How\n\nWe look.", ["1", "2"]),
        ("Abstract\n\nWe ask.\n\nReferences\n\nLee 2012.", ["Abstract", "References"]),
        ("A title page\n\n1 Aim\n\nWe ask.", ["front matter", "1"]),
        ("1 Aim ........ 1\n2 How ........ 4\n\n1 Aim\n\nWe ask.\n\n2 How\n\nWe look.", ["1", "2"]),
        ("1. Aim\n\nWe ask.\n\n2. Bread\n3. Salt\n4. Oil\n\n2. How\n\nWe look.", ["1", "2"]),
        ("2016 was dry.\n\n3 Wells failed", []),
        ("1. This line goes on\nin the next one.", []),
        ("No headings at all.", []),
        ("", []),
    ],
)
def test_what_is_and_is_not_a_heading(content: str, expected: list[str]) -> None:
    found = labels(content)
    if "front matter" in found and "front matter" not in expected:
        found.remove("front matter")
    assert found == expected


def test_a_line_that_comes_back_is_a_running_head() -> None:
    pages = "\f".join(
        f"Night markets {page}\n\nPage text number {'abc'[page]}." for page in range(3)
    )
    assert running(pages) == [f"Page text number {letter}." for letter in "abc"]
    assert running("Twice.\nTwice.") == ["Twice.", "Twice."]
    assert running("12 3.5\n14 2.5\n16 1.5") == ["12 3.5", "14 2.5", "16 1.5"]


def test_the_list_of_references_is_no_running_text() -> None:
    content = "1. Aim\n\nWe ask.\n\nReferences\n\nLee, A. (2012) On stalls.\n\nAppendix\n\nMore."
    assert running(content) == ["We ask.", "More."]


def test_positions_are_code_points() -> None:
    content = "Ångström 𐌰 stood.\r\nNext.\r\n"
    assert running_text(content) == [(0, 17), (19, 24)]

"""Answers as small tables and trees of HTML, every text of theirs escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from rich.text import Text
from rich.tree import Tree

SHOWN: Final = 20
"""Rows that a table shows; what is left out is counted."""


def link(address: str, text: str) -> str:
    """Return a link; only the text where the address is not one of the web."""
    if not address.startswith(("http://", "https://")):
        return escape(text)
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], shown: int = SHOWN
) -> str:
    """Return a table; its cells are HTML already, caption and columns are text."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[:shown]
    )
    left = len(rows) - shown
    more = f"<p>{left:,} more</p>" if left > 0 else ""
    return (
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
    )


def tree(root: Tree) -> str:
    """Return a tree of lines as lists that open and close; the first two levels are open.

    Without recursion: a proof may be higher than Python calls go deep.
    """
    written: list[str] = []
    pending: list[Tree | str] = [root]
    depth = 0
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            depth -= node == "</ul></details>"
            written.append(node)
        elif node.children:
            written.append(f"<details{' open' if depth < 2 else ''}>")
            written.append(f"<summary>{_line(node)}</summary><ul>")
            depth += 1
            pending.append("</ul></details>")
            for child in reversed(node.children):
                pending += ("</li>", child, "<li>")
        else:
            written.append(_line(node))
    return "".join(written)


def _line(node: Tree) -> str:
    """Return the line of a node; of its styles only what is bold stays."""
    label = node.label
    text = escape(label.plain if isinstance(label, Text) else str(label))
    return f"<b>{text}</b>" if isinstance(label, Text) and "bold" in str(label.style) else text


def listed(texts: Iterable[str]) -> str:
    """Return texts in one cell, escaped."""
    return escape(", ".join(texts))

"""How long searches and suggestions take, by number of names, and making the index."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, Final

from cuibono.analysis.search import SearchIndex, SearchRequest, find, suggest
from cuibono.analysis.search.index import write_index
from cuibono.bench.frame import BenchReport, Measurement, Stopwatch, Tell, versions
from cuibono.terms import BASE, iri

_SYLLABLES: Final = [
    a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "ar", "en")
]
_WORDS: Final = 40_000
_KINDS: Final = ("claim", "actor", "policy", "document", "evidence")
ASKED: Final = 300
"""How many searches of each sort are timed, each another."""


def bench_search(sizes: Sequence[int], turns: int, tell: Tell) -> BenchReport:
    """Measure searches and suggestions on indexes of so many names, made up from syllables."""
    measured = [one for size in sizes for one in _measured(size, turns, tell)]
    return BenchReport("Search", tuple(measured), versions("tantivy"))


def _measured(size: int, turns: int, tell: Tell) -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory(prefix="cuibono-bench-") as name:
        tell(f"{size:,}: making the index")
        making = Stopwatch()
        making.time(lambda: write_index(Path(name), _entries(size)))
        yield making.measurement("make the index", size, "cuibono")
        index = SearchIndex(Path(name))
        yield from (
            _asked(task, size, typed, ask, turns, tell) for task, typed, ask in _tasks(index)
        )


def _tasks(
    index: SearchIndex,
) -> Iterator[tuple[str, Callable[[Random], str], Callable[[str], object]]]:
    def searching(words: str) -> object:
        return find(index, SearchRequest(q=words))

    def suggesting(typed: str) -> object:
        return suggest(index, typed)

    yield "suggest, 1 to 3 letters", lambda draw: _word(draw)[: draw.randint(1, 3)], suggesting
    yield "suggest, a word and a beginning", _beginning, suggesting
    yield "search, two words", lambda draw: f"{_word(draw)} {_word(draw)}", searching
    yield "search, a typing error", _misspelt, searching


def _asked(
    task: str,
    size: int,
    typed: Callable[[Random], str],
    ask: Callable[[str], object],
    turns: int,
    tell: Tell,
) -> Measurement:
    tell(f"{size:,}: {task}")
    draw, watch = Random(task), Stopwatch()
    for _ in range(ASKED * turns):
        words = typed(draw)
        watch.time(partial(ask, words))
    return watch.measurement(task, size, "cuibono")


def _entries(size: int) -> Iterator[dict[str, Any]]:
    """Yield entries of an index, each with a label of three to eight words."""
    draw = Random(1)
    for number in range(size):
        kind = _KINDS[number % len(_KINDS)]
        yield {
            "thing": iri(kind, f"thing-{number}"),
            "kind": kind,
            "labels": [" ".join(_word(draw) for _ in range(draw.randint(3, 8)))],
            "aliases": [_word(draw)] if number % 4 == 0 else [],
            "glosses": [],
            "classes": [],
            "sources": [f"{BASE}graph/source-{number % 500}"],
            "policies": [iri("policy", f"policy-{draw.randrange(200)}")],
            "years": [1990 + number % 35],
        }


def _word(draw: Random) -> str:
    """Draw a word: that of number n is about as frequent as 1/n, as words are."""
    return _made(int(_WORDS ** draw.random()) - 1)


@cache
def _made(rank: int) -> str:
    draw = Random(rank)
    return "".join(draw.choice(_SYLLABLES) for _ in range(draw.randint(2, 4)))


def _beginning(draw: Random) -> str:
    word = _word(draw)
    return f"{_word(draw)} {word[: max(2, len(word) // 2)]}"


def _misspelt(draw: Random) -> str:
    word = _word(draw)
    place = draw.randrange(len(word))
    return word[:place] + "x" + word[place + 1 :]

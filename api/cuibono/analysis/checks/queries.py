"""Checks that are queries: each file of `queries/checks/` must return nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions

from cuibono.analysis.checks.model import Finding, Outcome, Subject, told
from cuibono.artefacts import Folder, folder
from cuibono.errors import DataError
from cuibono.questions.header import read_header

_KEYS: Final = ("title", "why", "remedy", "source")
_NEEDED: Final = ("title", "why", "remedy")


@dataclass(frozen=True, slots=True)
class Check:
    """A query whose rows are faults: the first column is what is at fault."""

    name: str
    title: str
    why: str
    remedy: str
    query: str
    source: str | None = None
    """The published check it follows, such as a pitfall of OOPS!."""

    def run(self, subject: Subject) -> Outcome:
        """Return what the check finds."""
        findings = dict.fromkeys(self._findings(subject))
        return Outcome(self.name, self.title, self.why, self.remedy, tuple(findings))

    def _findings(self, subject: Subject) -> Iterator[Finding]:
        try:
            rows = subject.store.query(self.query, use_default_graph_as_union=True)
        except SyntaxError as fault:
            raise DataError(f"queries/checks/{self.name}.rq: {fault.msg}") from None
        if not isinstance(rows, QuerySolutions):
            raise DataError(f"queries/checks/{self.name}.rq is no SELECT query")
        first, *others = (variable.value for variable in rows.variables)
        for row in rows:
            node = _written(row[first])
            values = {name: _written(row[name]) for name in others if row[name] is not None}
            yield subject.finding(node, told(values), values.get("property"))


def read_checks(root: Traversable | None = None) -> list[Check]:
    """Return the checks of a folder by name, the bundled ones if none is given.

    Raises `DataError`, naming the file, where one has no header or cannot be read.
    """
    files = root or folder(Folder.QUERIES) / "checks"
    found = sorted((file for file in files.iterdir() if file.name.endswith(".rq")), key=_name)
    return [_check(file) for file in found]


def _check(file: Traversable) -> Check:
    text = file.read_text(encoding="utf-8")
    try:
        header = read_header(text, _KEYS, _NEEDED)
    except DataError as fault:
        raise DataError(f"queries/checks/{file.name}: {fault.detail}") from None
    return Check(name=_name(file), query=text, **header)


def _name(file: Traversable) -> str:
    return file.name.removesuffix(".rq")


def _written(value: object) -> str:
    """Return a value as people read it; a node without name as such."""
    if isinstance(value, BlankNode):
        return "a node without IRI"
    return value.value if isinstance(value, NamedNode | Literal) else str(value)

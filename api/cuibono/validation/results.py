"""What a validation found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import BlankNode

from cuibono.terms import compact
from cuibono.validation.paths import Path, path_text
from cuibono.validation.triples import Term


class Severity(StrEnum):
    """How grave a result is: a violation blocks, a warning asks for review, an info informs."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


def name_of(node: Term) -> str:
    """Return the IRI of a node, `_:…` for a blank node, the text of a literal."""
    return str(node) if isinstance(node, BlankNode) else node.value


@dataclass(frozen=True, slots=True)
class Result:
    """One finding about one node.

    `node` is what it is about, the focus node of SHACL; `value` the value at fault, if one is;
    `shape` the IRI of the rule; `message` the rule in words; `hint` how to repair it;
    `focus_label` the node's name or the curator's words for it; `passage` where the source says
    what the node records, where that is known.
    """

    node: Term
    path: Path | None
    value: Term | None
    severity: Severity
    shape: str
    component: str
    message: str
    hint: str | None
    focus_label: str
    passage: str | None = None

    @property
    def focus(self) -> str:
        """The IRI of the node (`_:…` for a blank node, the text of a literal)."""
        return name_of(self.node)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this result from others about the same data."""
        path = path_text(self.path) if self.path is not None else ""
        value = str(self.value) if self.value is not None else ""
        return (self.severity.value, self.shape, str(self.node), path, value, self.component)

    @property
    def value_text(self) -> str | None:
        """The value as a person reads it."""
        if self.value is None or self.value.value == self.focus:
            return None
        return compact(self.value.value)


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a validation, gravest first, in a stable order."""

    results: tuple[Result, ...]

    @classmethod
    def of(cls, results: Iterable[Result]) -> "Report":
        """Return the report of these results, each once."""
        unique = {result.key: result for result in results}
        ordered = sorted(unique.values(), key=lambda r: (r.severity.rank, r.key))
        return cls(tuple(ordered))

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not count against the data."""
        return not self.of_severity(Severity.VIOLATION)

    @property
    def counts(self) -> Mapping[Severity, int]:
        return {severity: len(self.of_severity(severity)) for severity in Severity}

    def of_severity(self, severity: Severity) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.severity is severity)

    def causes(self) -> list[tuple[Result, ...]]:
        """Return the results grouped by the rule that is broken, gravest first."""
        groups: dict[tuple[str, str, str], list[Result]] = {}
        for result in self.results:
            groups.setdefault((result.severity, result.shape, result.component), []).append(result)
        return [tuple(group) for group in groups.values()]

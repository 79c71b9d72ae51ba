"""The answers of the service, the project's own models, as notebooks and prompts show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cuibono.analysis import claims, networks, proofs, search, trace_model
from cuibono.analysis.answer_model import AnswerRecord, CatalogueRecord
from cuibono.analysis.model import Thing
from cuibono.analysis.proof_text import proof_tree
from cuibono.analysis.trace_text import trace_tree
from cuibono.client import html
from cuibono.client.frames import frame_of
from cuibono.client.rows import cell

if TYPE_CHECKING:
    import pandas as pd


class ClaimList(claims.ClaimList):
    """One page of claims."""

    def __repr__(self) -> str:
        """Return which claims these are."""
        return f"<claims {_range(self.offset, self.items, self.total)}>"

    def to_pandas(self) -> pd.DataFrame:
        """Return the claims of this page, a row each."""
        names = ("slug", "label", "type", "utterances", "supports", "disputes", "uses", "iri")
        rows = [[getattr(claim, name) for name in names] for claim in self.items]
        return frame_of(names, rows)

    def _repr_html_(self) -> str:
        columns = ("claim", "type", "utterances", "supports", "disputes", "uses")
        rows = [
            [_linked(claim), *(cell(getattr(claim, name)) for name in columns[1:])]
            for claim in self.items
        ]
        caption = f"Claims {_range(self.offset, self.items, self.total)}"
        return html.table(caption, columns, rows)


class ClaimRecord(claims.ClaimRecord):
    """One claim: what it says, of what it speaks, who utters it."""

    def __repr__(self) -> str:
        """Return its slug and its gloss."""
        return f"<claim {self.claim.slug}: {self.claim.label}>"

    def _repr_html_(self) -> str:
        rows = [
            ["says", _linked(self.claim)],
            *([html.listed([term.dimension]), html.listed([term.value])] for term in self.scope),
            *(["about", _linked(thing)] for thing in self.about),
            *(
                [
                    html.listed([one.statement.type]),
                    html.listed(
                        [
                            *(speaker.label for speaker in one.speakers),
                            *([f"in {one.document.label}"] if one.document else []),
                        ]
                    ),
                ]
                for one in self.utterances
            ),
        ]
        return html.table(f"Claim {self.claim.slug}", ("", ""), rows)


class Trace(trace_model.Trace):
    """Everything on record from a claim to the actors behind it. It holds no verdict."""

    def __repr__(self) -> str:
        """Return its claim and how much there is of each part."""
        parts = ("utterances", "arguments", "uses", "missing")
        counts = ", ".join(f"{len(getattr(self, part))} {part}" for part in parts)
        return f"<trace of claim {self.claim.slug}: {counts}>"

    def _repr_html_(self) -> str:
        return html.tree(trace_tree(self))


class SearchResults(search.SearchResults):
    """One page of what was found, and the facets of all of it."""

    def __repr__(self) -> str:
        """Return what was searched for and which of it this is."""
        return f"<search {self.query!r}: {_range(self.offset, self.hits, self.total)}>"

    def _repr_html_(self) -> str:
        rows = [
            [_linked(hit.thing), cell(hit.thing.kind), html.listed(hit.other_names)]
            for hit in self.hits
        ]
        caption = f"Search for {self.query}: {_range(self.offset, self.hits, self.total)}"
        note = f"<p>{html.listed([self.note])}</p>" if self.note else ""
        return note + html.table(caption, ("name", "kind", "other names"), rows)


class Suggestions(search.Suggestions):
    """What goes on from what was typed, best first."""

    def __repr__(self) -> str:
        """Return what was typed and the names that go on from it."""
        names = ", ".join(one.thing.label for one in self.suggestions)
        return f"<suggestions for {self.query!r}: {names or 'none'}>"

    def _repr_html_(self) -> str:
        rows = [[_linked(one.thing), cell(one.description)] for one in self.suggestions]
        return html.table(f"What begins {self.query}", ("name", "what it is"), rows)


class Questions(CatalogueRecord):
    """The questions that can be asked."""

    def __repr__(self) -> str:
        """Return their names."""
        return f"<questions: {', '.join(one.name for one in self.questions)}>"

    def _repr_html_(self) -> str:
        rows = [
            [
                cell(one.name),
                cell(one.question),
                html.listed(p.name if p.required else f"[{p.name}]" for p in one.parameters),
            ]
            for one in self.questions
        ]
        columns = ("name", "question", "parameters")
        return html.table("Questions", columns, rows, shown=len(rows))


class Answer(AnswerRecord):
    """An answer: its rows, a mapping of column to value each, and the query that made them."""

    def __repr__(self) -> str:
        """Return the question and which rows these are."""
        given = "".join(f" {name}={value}" for name, value in self.parameters.items())
        return f"<answer to {self.name}{given}: {_range(self.offset, self.rows, self.total)}>"

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a DataFrame with typed columns."""
        names = [column.name for column in self.columns]
        return frame_of(names, [[row[name] for name in names] for row in self.rows])

    def _repr_html_(self) -> str:
        names = [column.name for column in self.columns]
        rows = [[cell(row[name]) for name in names] for row in self.rows]
        empty = f"<p>{html.listed([self.empty])}</p>" if self.empty else ""
        return html.table(self.question, names, rows) + empty


class Network(networks.Network):
    """A discourse network with the statements behind each tie."""

    def __repr__(self) -> str:
        """Return its kind and its size."""
        size = f"{len(self.nodes)} nodes, {len(self.ties)} ties"
        return f"<{self.parameters.kind} network of {self.parameters.concept_kind}s: {size}>"

    def to_pandas(self) -> pd.DataFrame:
        """Return the ties, a row each, the labels of both ends beside their IRIs."""
        labels = {node.iri: node.label for node in self.nodes}
        counted = ("weight", "agreeing", "disagreeing")
        rows = [
            (
                *(tie.source, labels[tie.source], tie.target, labels[tie.target]),
                *(getattr(tie, name) for name in counted),
            )
            for tie in self.ties
        ]
        columns = ("source", "sourceLabel", "target", "targetLabel", *counted)
        return frame_of(columns, rows)

    def _repr_html_(self) -> str:
        labels = {node.iri: node.label for node in self.nodes}
        rows = [
            [
                html.link(tie.source, labels[tie.source]),
                html.link(tie.target, labels[tie.target]),
                *(cell(value) for value in (tie.weight, tie.agreeing, tie.disagreeing)),
            ]
            for tie in sorted(self.ties, key=lambda tie: -abs(tie.weight))
        ]
        note = f"<p>{html.listed([self.note])}</p>" if self.note else ""
        columns = ("from", "to", "weight", "agreeing", "disagreeing")
        return html.table(repr(self).strip("<>"), columns, rows) + note


class ProofStep(proofs.ProofStep):
    """A statement and why it holds."""

    def __repr__(self) -> str:
        """Return the statement and whether it is asserted or by which rule it follows."""
        parts = (self.subject, self.predicate, self.object)
        told = " ".join(part.slug if isinstance(part, Thing) else part for part in parts)
        return f"<{told}: {f'by {self.rule}' if self.rule else 'asserted'}>"

    def _repr_html_(self) -> str:
        return html.tree(proof_tree(self))


def _linked(thing: Thing) -> str:
    return html.link(thing.iri, thing.label)


def _range(offset: int, items: Sequence[object], total: int) -> str:
    """Return which of all these are, such as `1-50 of 397`."""
    if not items:
        return f"none of {total:,}" if total else "none"
    return f"{offset + 1:,}-{offset + len(items):,} of {total:,}"

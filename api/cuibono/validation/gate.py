"""The gate: what a write may not bring into the graph.

A write puts new statements in place of the graphs that it names. The gate lets through what is as
it was:

- a result about a node counts where the write adds or removes a statement with that node as its
  subject;
- a result about any other node counts where it was not there before the write.

So faults that were there already and are not touched block nobody, and a change that breaks a node
elsewhere is caught.

`Gate.compare` is that definition, on whole reports. `Gate.check` finds the same
(`tests/validation/test_gate_equality.py`) at a cost that follows the write: it validates the nodes
that are touched, and those whose paths pass through the change, on what the shapes read of them.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from pyoxigraph import NamedNode, Quad

from cuibono.store import Queryable
from cuibono.validation.changes import Change, asserted
from cuibono.validation.engines import Engine
from cuibono.validation.plans import Plan
from cuibono.validation.readings import UnknownReadingError
from cuibono.validation.reporting import report, report_on
from cuibono.validation.results import Report
from cuibono.validation.shapes import Shapes, bundled_shapes
from cuibono.validation.triples import Term, as_term
from cuibono.validation.views import Index, LostNodeError, view_of
from cuibono.validation.walks import View


class Gate:
    """Checks writes against the shapes; see the module for what counts."""

    def __init__(
        self,
        ontology: Iterable[Quad],
        shapes: Shapes | None = None,
        engine: Engine = Engine.AUTO,
    ) -> None:
        self._ontology = tuple(ontology)
        self._shapes = shapes or bundled_shapes()
        self._engine = engine

    def check(self, incoming: Mapping[NamedNode, Iterable[Quad]], store: Queryable) -> Report:
        """Return what a write of `incoming`, graph by graph, would bring into the store.

        The whole data is validated, before and after, where what a shape reads is not known
        (`whole_because`), or where blank nodes of a store in another process are touched.
        """
        change = Change.of(incoming, store)
        plan = _plan(self._shapes)
        if isinstance(plan, Plan):
            try:
                return self._check_locally(plan, change, store)
            except LostNodeError:
                pass
        before = asserted(store)
        return self.compare(before, {*before} - change.removed | change.added)

    @property
    def whole_because(self) -> str | None:
        """Why every write is checked against the whole data, or None where it is not."""
        plan = _plan(self._shapes)
        return plan if isinstance(plan, str) else None

    def compare(self, before: Iterable[Quad], after: Iterable[Quad]) -> Report:
        """Return what a change from `before` to `after` would bring, from their whole reports."""
        old, new = set(before), set(after)
        touched = {as_term(quad.subject) for quad in old ^ new}
        found = self._whole(new)
        elsewhere = any(result.node not in touched for result in found.results)
        return _counting(found, touched, self._whole(old) if elsewhere else Report(()))

    def _check_locally(self, plan: Plan, change: Change, store: Queryable) -> Report:
        added = Index(quad.triple for quad in change.added)
        after = view_of(store, change.gone, (self._index, added))
        touched = change.touched
        found = self._about(plan, after, touched | plan.affected(after, change.triples))
        elsewhere = {result.node for result in found.results} - touched
        known = self._about(plan, view_of(store, (), (self._index,)), elsewhere)
        return _counting(found, touched, known)

    def _about(self, plan: Plan, view: View, nodes: set[Term]) -> Report:
        """Return the whole report of a state of the data, restricted to these nodes."""
        if not nodes:
            return Report(())
        return report_on(view, nodes, plan.read(view, nodes), self._shapes, self._engine)

    def _whole(self, quads: Iterable[Quad]) -> Report:
        return report([*self._ontology, *quads], self._shapes, self._engine)

    @cached_property
    def _index(self) -> Index:
        return Index(quad.triple for quad in self._ontology)


@lru_cache(maxsize=4)
def _plan(shapes: Shapes) -> Plan | str:
    """Return what the shapes read, or why that cannot be told."""
    try:
        return Plan(shapes)
    except UnknownReadingError as reason:
        return str(reason)


def _counting(found: Report, touched: set[Term], before: Report) -> Report:
    known = {result.key for result in before.results}
    return Report.of(
        result for result in found.results if result.node in touched or result.key not in known
    )

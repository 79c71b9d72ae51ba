"""What follows, and what clashes, is what owlrl says, whatever the ontology."""

from hypothesis import given, settings
from tests.reasoning.worlds import (
    GRAPHS,
    closure_of_owlrl,
    data,
    inferred,
    ontologies,
    read,
    triples,
    writer,
)

from cuibono.reasoning import compile_rules, find_clashes, materialise


@settings(max_examples=80, deadline=None)
@given(ontologies, data)
def test_closure_and_consistency_are_those_of_owlrl(ontology: str, said: list[str]) -> None:
    facts = triples("\n".join(said))
    store = writer((GRAPHS[0], facts))
    rules = compile_rules(read(ontology))
    materialise(store, rules)
    expected, is_inconsistent = closure_of_owlrl(ontology + "\n" + "\n".join(said))
    ours = {str(one) for one in facts | inferred(store) if one.subject != one.object
            or "sameAs" not in str(one.predicate)}  # fmt: skip
    ours = {one for one in ours if "Nothing" not in one and "differentFrom" not in one}
    expected = {one for one in expected if "Nothing" not in one and "differentFrom" not in one}
    assert ours == expected
    assert bool(find_clashes(store, rules)) == is_inconsistent

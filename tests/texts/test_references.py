"""References in brackets, as texts print them."""

import pytest

from cuibono.texts import find_references, reference_key, resolves


def keys(content: str) -> list[str]:
    return [reference.key for reference in find_references(content)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("It grew (Lee 2012).", ["Lee 2012"]),
        ("(Lee et al. 2016, Lee et al. 2013)", ["Lee et al. 2016", "Lee et al. 2013"]),
        ("(eShop 2013a, eShop n.d.)", ["eShop 2013a", "eShop n.d."]),
        ("(Lee, Moss & Reed Forthcoming)", ["Lee, Moss & Reed Forthcoming"]),
        ("(Lee, Moss, Reed, et al. Forthcoming)", ["Lee, Moss, Reed, et al. Forthcoming"]),
        ("(The Gazette 2017, Ångström 2015)", ["The Gazette 2017", "Ångström 2015"]),
        ("(based on Lee 2006, Moss\n\n2010)", ["Lee 2006", "Moss 2010"]),
        ("(Lee & Moss 2015 p.381)", ["Lee & Moss 2015"]),
        ("(Lee 2015 pp. 3-4, Moss 2016)", ["Lee 2015", "Moss 2016"]),
        ("(see Lee, 2010: 12; Moss and Reed, 2012, 2014)", 
         ["Lee 2010", "Moss & Reed 2012", "Moss & Reed 2014"]),
        ("(Lee 2010a,b; Moss 2011)", ["Lee 2010a", "Lee 2010b", "Moss 2011"]),
        ("(e.g. van der Berg et al., 2010; OECD, n.d.)", ["van der Berg et al. 2010", "OECD n.d."]),
        ("as Lee & Moss(2003) say", ["Lee & Moss 2003"]),
        ("In their review, Lee et al. (2007) say", ["Lee et al. 2007"]),
        ("Lee, Moss and Reed (2007, 2009a)", ["Lee, Moss & Reed 2007", "Lee, Moss & Reed 2009a"]),
        ("de Vries (2010)", ["de Vries 2010"]),
        ("“few” (Moss 1998)", ["Moss 1998"]),
        ("known [3, 5-7]", ["3", "5", "6", "7"]),
        ("[Lee 2012]", ["Lee 2012"]),
    ],
)  # fmt: skip
def test_references_are_found(content: str, expected: list[str]) -> None:
    assert keys(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        "about 5000 firms (in 2015)",
        "(although this is from 2005 and may have changed)",
        "(from 1990 to 2005)",
        "(a set of 20 firms)",
        "($2015)",
        "(2,015 of them)",
        "(58%)",
        "(May 2010)",
        "(p1)",
        "grew fast (2010)",
        "(155)",
        "(emphasis added)",
        "Lee 2012 without brackets",
    ],
)
def test_what_is_no_reference(content: str) -> None:
    assert keys(content) == []


def test_a_reference_tells_where_it_stands() -> None:
    content = "x (Lee 2012, Moss 2013 p.4)"
    found = find_references(content)
    assert [content[one.start : one.end] for one in found] == ["Lee 2012", "Moss 2013"]


def test_keys_agree_across_spellings() -> None:
    assert reference_key("Lee and Moss,\n 2012") == reference_key("(Lee & Moss 2012)")
    known = {reference_key(key).lower(): key for key in ("Lee & Moss 2012", "Gazette 2017", "12")}
    for printed, key in [
        ("(Lee and Moss, 2012)", "Lee & Moss 2012"),
        ("(The Gazette 2017)", "Gazette 2017"),
        ("[12]", "12"),
    ]:
        (reference,) = find_references(printed)
        assert resolves(reference, known) == key
    (other,) = find_references("(Moss 2012)")
    assert resolves(other, known) is None

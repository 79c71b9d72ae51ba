"""Read a page as a browser without script does, and say what is wrong with it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


@dataclass
class Element:
    """An element with its attributes and content."""

    name: str
    attributes: dict[str, str]
    content: list["Element | str"] = field(default_factory=list["Element | str"])

    def all(self) -> Iterator["Element"]:
        """Yield the element and all below it, in the order of the page."""
        yield self
        for part in self.content:
            if isinstance(part, Element):
                yield from part.all()

    @property
    def text(self) -> str:
        """The text in it as a reader sees it, white space as one space."""
        return " ".join("".join(self._texts()).split())

    def all_of(self, selector: str) -> list["Element"]:
        """Return what is below it and fits a selector."""
        return [e for e in self.all() if e is not self and e.fits(selector)]

    def fits(self, selector: str) -> bool:
        """Whether it is what a selector like `ol.starts` names."""
        name, *classes = selector.split(".")
        own = self.attributes.get("class", "").split()
        return self.name == name and set(classes) <= set(own)

    def _texts(self) -> Iterator[str]:
        inline = self.name in ("a", "b", "code", "mark", "span", "em")
        yield "" if inline else " "
        for part in self.content:
            yield from [part] if isinstance(part, str) else part._texts()
        yield "" if inline else " "


class Page(HTMLParser):
    """A page, read whole; raises `AssertionError` where elements do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.root = Element("page", {})
        self._open = [self.root]
        self.feed(html)
        self.close()
        assert self._open == [self.root], f"never closed: {[e.name for e in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].content.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        opened = self._open.pop()
        assert opened.name == tag, f"</{tag}> closes <{opened.name}> {opened.attributes}"

    def handle_data(self, data: str) -> None:
        self._open[-1].content.append(data)

    def all(self, *names: str) -> list[Element]:
        """Return all elements of these names."""
        return [e for e in self.root.all() if e.name in names]

    def text_of(self, selector: str) -> str:
        """Return the text of the first element that a selector names."""
        return next(e.text for e in self.root.all() if e.fits(selector))

    def links_in(self, selector: str) -> list[str]:
        """Return where the links in the first element that a selector names lead."""
        region = next(e for e in self.root.all() if e.fits(selector))
        return [e.attributes["href"] for e in region.all() if e.name == "a"]

    def value_of(self, name: str) -> str:
        """Return what stands in a field."""
        fields = [e for main in self.all("main") for e in main.all_of("input")]
        return next(e.attributes["value"] for e in fields if e.attributes.get("name") == name)

    @property
    def text(self) -> str:
        """The text of its main part."""
        return self.text_of("main")

    @property
    def heading(self) -> str:
        """Its first heading."""
        return self.text_of("h1")

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [e.attributes["href"] for e in self.all("a")]

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, in words."""
        return [
            *_faults_of_structure(self),
            *_faults_of_headings(self),
            *_faults_of_references(self),
            *_faults_of_policy(self),
        ]

    @property
    def alternates(self) -> list[str]:
        """Where the same is found in other forms."""
        links = self.all("link")
        return [e.attributes["href"] for e in links if e.attributes["rel"] == "alternate"]


@pytest.fixture(scope="session")
def page_of() -> Callable[[str], Page]:
    """What reads the HTML of a page."""
    return Page


def _faults_of_structure(page: Page) -> Iterator[str]:
    if page.all("html")[0].attributes.get("lang") != "en":
        yield "the language is not said"
    if not re.fullmatch(r"\S.* · cuibono", page.text_of("title")):
        yield f"title {page.text_of('title')!r}"
    for name in ("h1", "main", "header", "footer"):
        if len(page.all(name)) != 1:
            yield f"{len(page.all(name))} elements {name}"
    if page.all("a")[0].attributes["href"] != "#main":
        yield "the first link does not skip to the content"
    for element in page.all("a", "button", "summary", "h1", "h2", "h3", "h4"):
        if not element.text:
            yield f"<{element.name}> without text: {element.attributes}"
    for outer in page.all("p"):
        if blocks := [e.name for e in outer.all() if e.name in ("div", "p", "ul", "dl")][1:]:
            yield f"<{blocks[0]}> in <p> {outer.text[:60]!r}"


def _faults_of_headings(page: Page) -> Iterator[str]:
    level = 0
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        found = int(heading.name[1])
        if found > level + 1:
            yield f"{heading.name} {heading.text!r} after h{level}"
        level = found


def _faults_of_references(page: Page) -> Iterator[str]:
    ids = [e.attributes["id"] for e in page.root.all() if "id" in e.attributes]
    yield from (f"id {name!r} twice" for name in set(ids) if ids.count(name) > 1)
    for element in page.root.all():
        names = [element.attributes.get(key, "") for key in ("aria-labelledby", "aria-describedby")]
        names.append(element.attributes.get("for", ""))
        if element.attributes.get("href", "").startswith("#"):
            names.append(element.attributes["href"][1:])
        yield from (f"no element {name!r}" for name in names if name and name not in ids)
    labelled = {e.attributes["for"] for e in page.all("label")}
    for control in page.all("input", "select", "textarea"):
        if control.attributes.get("id") not in labelled:
            yield f"no label for {control.attributes.get('name')}"


def _faults_of_policy(page: Page) -> Iterator[str]:
    """What the Content-Security-Policy would block, or would reach other hosts."""
    for element in page.root.all():
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on"):
                yield f"<{element.name} {name}>"
            if value.lower().startswith("javascript:"):
                yield f"<{element.name} {name}={value}>"
        is_data = element.attributes.get("type") == "application/ld+json"
        if element.name == "style" or (
            element.name == "script" and element.content and not is_data
        ):
            yield f"inline <{element.name}>"
        if element.name in ("script", "link", "img", "iframe") and not is_data:
            target = element.attributes.get("src") or element.attributes.get("href", "")
            if not target.startswith("/"):
                yield f"<{element.name}> loads {target}"

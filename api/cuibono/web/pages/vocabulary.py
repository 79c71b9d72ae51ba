"""The page of the vocabulary."""

from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse

from cuibono import __version__
from cuibono.ingest import read_ontology
from cuibono.publish.vocabulary import Class, Vocabulary
from cuibono.web.pages.rendering import page


def render_vocabulary(request: Request) -> HTMLResponse:
    """Return the reference: the tree of classes, each term, the code lists."""
    vocabulary = _vocabulary()
    classes = vocabulary.classes()
    return page(
        request,
        "vocabulary.html",
        classes=classes,
        classes_count=len(_names(classes)),
        properties=vocabulary.properties(),
        lists=vocabulary.lists(),
        version_path=f"/ns/{__version__}",
        alternates=[("Turtle", "/ns?format=ttl", "text/turtle")],
    )


def _names(classes: tuple[Class, ...]) -> set[str]:
    """Return the names of classes and all below them; a class may stand under several."""
    return {name for one in classes for name in {one.name, *_names(one.children)}}


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(read_ontology())

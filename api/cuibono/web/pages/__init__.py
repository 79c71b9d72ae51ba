"""The pages: HTML from templates, complete without script.

Adding a page for a kind: a builder and a template in `things.py`; nothing else knows of it.
"""

from fastapi import APIRouter

from cuibono.web.pages import home, lists, search, standing
from cuibono.web.pages.problems import render_problem
from cuibono.web.pages.questions import render_catalogue, render_editor, render_question
from cuibono.web.pages.things import render_thing
from cuibono.web.pages.vocabulary import render_vocabulary

router = APIRouter()
router.include_router(home.router)
router.include_router(lists.router)
router.include_router(search.router)
router.include_router(standing.router)

__all__ = [
    "render_catalogue",
    "render_editor",
    "render_problem",
    "render_question",
    "render_thing",
    "render_vocabulary",
    "router",
]

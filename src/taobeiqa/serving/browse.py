"""The routes on which all articles can be found and read by a person: `/articles` and `/articles/{id}`."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from taobeiqa.errors import QuestionError
from taobeiqa.records import Hit
from taobeiqa.serving.access import Caller
from taobeiqa.serving.asking import Room, Searched
from taobeiqa.serving.gate import CALLER
from taobeiqa.serving.shelf import Visit, article_page, found_page, list_page, missing_page, with_title
from taobeiqa.serving.unkept import NOT_KEPT
from taobeiqa.serving.words import WORDS, interface_named, preferred_language

_FOUND = 12
"""How many passages a search shows."""
_HEADERS = {**NOT_KEPT, "Vary": "Accept-Language"}


def add_articles(api: FastAPI, pipeline: Searched, room: Room) -> None:
    """The pages of the articles, on an interface that has its other routes already."""
    index = pipeline.index

    @api.get("/articles", include_in_schema=False)
    async def articles(request: Request) -> Response:
        visit = _visit(request)
        who = request.scope.get(CALLER, Caller(frozenset({"ask", "read"})))
        may_search = "ask" in who.scopes
        if not visit.asked or not may_search:
            return HTMLResponse(list_page(visit, index, may_search), headers=_HEADERS)
        hits, problem = await room.run(partial(_search, pipeline, visit))
        titled = with_title(index, visit.asked) if not problem else []
        return HTMLResponse(found_page(visit, index, titled, hits, problem), 422 if problem else 200, _HEADERS)

    @api.get("/articles/{id}", include_in_schema=False)
    async def article(request: Request, id: str) -> Response:  # noqa: A002
        visit, found = _visit(request), index.articles.get(id)
        if found is None:
            return HTMLResponse(missing_page(visit), 404, _HEADERS)
        return HTMLResponse(article_page(visit, index, found), headers=_HEADERS)


def _search(pipeline: Searched, visit: Visit) -> tuple[list[Hit], str]:
    """What is found, and why nothing could be looked for."""
    try:
        return pipeline.search(visit.asked, _FOUND), ""
    except QuestionError as error:
        return [], WORDS[visit.language].cannot_ask or str(error)


def _visit(request: Request) -> Visit:
    said = request.query_params
    chosen = interface_named(said.get("lang"))
    number = said.get("page", "")
    return Visit(
        language=chosen or preferred_language(request.headers.get("accept-language")),
        chosen=chosen is not None,
        asked=said.get("q", "").strip(),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1,
        translation={"0": False, "1": True}.get(said.get("translation", "")),
    )

"""Two small pages of our own, which load nothing and run no script: the documentation, and where to sign in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from taobeiqa.serving.access import COOKIE, SESSION_SECONDS, Door, Sessions
from taobeiqa.serving.gate import CALLER
from taobeiqa.serving.markup import Html, join, tag
from taobeiqa.serving.page import page
from taobeiqa.serving.prefix import asking
from taobeiqa.serving.unkept import NOT_KEPT


def add_pages(api: FastAPI, door: Door, sessions: Sessions | None) -> None:
    """The pages, on an interface that is complete otherwise."""
    documentation = _documentation(api.openapi(), door.prefix)
    at = door.prefix or "/"

    @api.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(documentation)

    @api.get("/login", include_in_schema=False)
    async def login(request: Request) -> Response:
        question = request.query_params.get("q", "")
        if door.access == "open":
            return RedirectResponse(asking(f"{door.prefix}/", question), 303)
        who = request.scope[CALLER]
        form = _login(door.prefix, question, name=who.key.name if who.key else None)
        return HTMLResponse(form, headers=NOT_KEPT)

    @api.post("/login", include_in_schema=False)
    async def signed_in(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        given = dict(parse_qsl(body, max_num_fields=5)) if body.count("&") < 5 else {}
        question = given.get("q", "")
        key = await run_in_threadpool(door.keys.find, given.get("key", "").strip()) if door.keys is not None else None
        if key is None or sessions is None:
            wrong = "That key is not valid here, or no longer."
            return HTMLResponse(_login(door.prefix, question, wrong), 401, NOT_KEPT)
        response = RedirectResponse(asking(f"{door.prefix}/", question), 303, NOT_KEPT)
        secure = request.url.scheme == "https"
        # Lax and not strict: a link in a mail opens the chat signed in; what changes anything also needs this origin.
        response.set_cookie(
            COOKIE, sessions.begin(key), SESSION_SECONDS, path=at, secure=secure, httponly=True, samesite="lax"
        )
        return response

    @api.post("/logout", include_in_schema=False)
    async def signed_out() -> Response:
        response = RedirectResponse(f"{door.prefix}/login", 303, NOT_KEPT)
        response.delete_cookie(COOKIE, path=at, httponly=True, samesite="lax")
        return response


def _login(prefix: str, question: str, wrong: str | None = None, name: str | None = None) -> str:
    """Where to sign in, or where to go on or sign out; `question` is that of the link that led here, if one did."""
    if name is not None:
        out = tag("form", tag("button", "Sign out"), method="post", action=f"{prefix}/logout")
        chat = tag("a", "To the chat", href=asking(f"{prefix}/", question))
        there = tag("p", "You are signed in with the key ", tag("b", name), ". ", chat)
        return page("taobeiqa", tag("h1", "taobeiqa"), there, out)
    field = Html('<input id="key" name="key" type="password" required autofocus autocomplete="current-password">')
    form = tag(
        "form",
        tag("label", "密钥 · Your key", for_="key"),
        field,
        *([tag("input", type="hidden", name="q", value=question)] if question else []),
        tag("button", "登录 · Sign in"),
        method="post",
        action=f"{prefix}/login",
    )
    said = [tag("p", tag("b", wrong), role="alert")] if wrong else []
    return page("taobeiqa", tag("h1", "taobeiqa"), *said, form)


def _documentation(schema: Mapping[str, Any], prefix: str) -> str:
    """The OpenAPI schema to be read."""
    operations = [
        _operation(method, path, operation, schema)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    told = [tag("p", paragraph) for paragraph in schema["info"]["description"].split("\n\n")]
    raw = tag("p", "For programs: ", tag("a", "/openapi.json", href=f"{prefix}/openapi.json"))
    title = f"{schema['info']['title']} {schema['info']['version']}"
    return page(title, tag("h1", title), *told, raw, *operations, *_shapes(schema))


def _operation(method: str, path: str, operation: Mapping[str, Any], schema: Mapping[str, Any]) -> Html:
    pieces = [tag("h2", tag("code", tag("b", method.upper()), f" {path}")), tag("p", operation["description"])]
    fields = [
        (one["name"], _told(one["schema"], one.get("description") or one["schema"].get("description", "")))
        for one in operation.get("parameters", [])
    ]
    if fields:
        pieces += [tag("h3", "Parameters"), _table(fields)]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        pieces += [tag("h3", "Body, application/json"), _fields(_named(body, schema))]
        example = _example(body, schema)
        call = f"curl -H 'Content-Type: application/json' -d '{json.dumps(example, ensure_ascii=False)}' …{path}"
        pieces.append(tag("pre", call))
    answers = [(status, join(_shape_of(one), one["description"])) for status, one in operation["responses"].items()]
    return join(*pieces, tag("h3", "Responses"), _table(answers))


def _shape_of(response: Mapping[str, Any]) -> Html:
    for content_type, content in response.get("content", {}).items():
        reference = content.get("schema", {}).get("$ref")
        return join(_link(reference) if reference else tag("code", content_type), " ")
    return Html()


def _shapes(schema: Mapping[str, Any]) -> list[Html]:
    shapes = schema["components"]["schemas"]
    return [
        join(tag("h2", tag("code", name), id=name), tag("p", shape.get("description", "")), _fields(shape))
        for name, shape in shapes.items()
    ]


def _fields(shape: Mapping[str, Any]) -> Html:
    needed = shape.get("required", [])
    rows = [
        (name, _told(field, field.get("description", ""), name in needed))
        for name, field in shape["properties"].items()
    ]
    return _table(rows)


def _told(field: Mapping[str, Any], description: str, needed: bool = False) -> Html:
    facts = [_kind(field), *([Html("required")] if needed else [])]
    facts += [join(f"{word} {field[key]}") for key, word in _LIMITS.items() if key in field]
    known = Html(", ").join(facts)
    return join(Html(known), f". {description}" if description else "")


_LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "maxLength": "characters at most",
    "maxItems": "entries at most",
    "default": "by default",
}


def _kind(field: Mapping[str, Any]) -> Html:
    if "$ref" in field:
        return _link(field["$ref"])
    if "anyOf" in field or "oneOf" in field:
        return Html(" or ".join(_kind(one) for one in field.get("anyOf") or field["oneOf"]))
    if "enum" in field or "const" in field:
        return join(" or ".join(json.dumps(value) for value in field.get("enum", [field.get("const")])))
    if field.get("type") == "array":
        return join("list of ", _kind(field.get("items", {})))
    return join(field.get("type", "anything"))


def _link(reference: str) -> Html:
    name = reference.rpartition("/")[2]
    return tag("a", tag("code", name), href=f"#{name}")


def _named(shape: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = shape.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = schema["components"]["schemas"].get(name, shape)
    return found


def _example(shape: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    fields = _named(shape, schema)["properties"]
    return {name: field["examples"][0] for name, field in fields.items() if field.get("examples")}


def _table(rows: list[tuple[str, Html]]) -> Html:
    return tag("table", *(tag("tr", tag("td", tag("code", name)), tag("td", told)) for name, told in rows))

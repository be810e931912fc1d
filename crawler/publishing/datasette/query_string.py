"""ASGI middleware: query strings in the archive's notation, or an error page with status 400."""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response

from crawler.publishing import parameters
from crawler.publishing.datasette.headers import Asgi
from crawler.publishing.datasette.limits import READER_SQL, SQL_MAX
from crawler.publishing.datasette.questions import Question, questions
from crawler.publishing.parameters import Pairs, RefusedError
from crawler.publishing.search.names import shortened

_CHARTS_PATH = "/-/charts"
_TIME = "_timelimit"
_SQL_ARGUMENTS = ("sql", "_where")
"""Arguments that hold SQL written by the reader."""


def normalised_query(datasette: Any, database: str, app: Asgi) -> Asgi:
    """Wrap an application: it gets days, numbers and names as the archive writes them.

    ``parameters`` reads the arguments of questions, facets, filters and charts; a request with one
    that cannot be read gets status 400.
    """
    path_of_name = re.compile(rf"/{database}/(?P<name>[^/.]+)(?:\.(?P<format>\w+))?")

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope.get("query_string"):
            await app(scope, receive, send)
            return
        path = _path(scope["path"], datasette.setting("base_url"))
        match = path_of_name.fullmatch(path)
        name = tilde_decode(match["name"]) if match else None
        question = _by_name().get(name) if name else None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)

        def read(db: sqlite3.Connection) -> Pairs:
            return _read(db, pairs, question, is_table=name is not None, path=path)

        try:
            normalised = await datasette.get_database(database).execute_fn(read)
        except RefusedError as error:
            # Datasette puts the token there further in; nothing is posted.
            request = Request({**scope, "csrftoken": lambda: ""}, receive)
            is_json = path.endswith(".json") or ("_format", "json") in pairs
            is_page = not is_json and (match is None or match["format"] is None)
            response = await _refusal(datasette, request, error, question, pairs, is_json, is_page)
            await response.asgi_send(send)
            return
        if normalised != pairs:
            scope = {**scope, "query_string": urlencode(normalised).encode("ascii")}
        token = READER_SQL.set(any(key in _SQL_ARGUMENTS for key, _ in pairs))
        try:
            await app(scope, receive, send)
        finally:
            READER_SQL.reset(token)

    return answer


def _path(path: str, base_url: str) -> str:
    """The path without the base URL, as Datasette's own router sees it."""
    if base_url != "/" and path.startswith(base_url):
        return "/" + path[len(base_url) :]
    return path


@cache
def _by_name() -> dict[str, Question]:
    return {question.name: question for question in questions()}


def _read(
    db: sqlite3.Connection, pairs: Pairs, question: Question | None, *, is_table: bool, path: str
) -> Pairs:
    for name, value in pairs:
        if name in _SQL_ARGUMENTS and len(value) > SQL_MAX:
            raise RefusedError(
                [f"{name}: SQL of {len(value):,} letters is too long; at most {SQL_MAX:,} are read"]
            )
        if name == _TIME and value and not (value.isascii() and value.isdigit()):
            raise RefusedError([f"{name}={shortened(value)!r} is no number of milliseconds"])
    if question:
        kinds = {name: parameters.QUESTION[name] for name in question.parameters}
        normalised = parameters.read_values(db, pairs, kinds)
        if {"since", "until"} <= set(kinds):
            parameters.check_order(normalised)
        return normalised
    if path == _CHARTS_PATH:
        return parameters.read_values(db, pairs, parameters.CHARTS)
    return parameters.read_table(db, pairs) if is_table else pairs


async def _refusal(
    datasette: Any,
    request: Any,
    error: RefusedError,
    question: Question | None,
    pairs: Pairs,
    is_json: bool,
    is_page: bool,
) -> Any:
    """The error as HTML, JSON or text, whichever was asked for."""
    title = "This cannot be read"
    if is_json:
        body = {"ok": False, "error": str(error), "status": 400, "title": title}
        return Response.json(body, status=400)
    if not is_page:
        return Response.text(f"{error}\n", status=400)
    await datasette.invoke_startup()  # Datasette's own comes with the first request it sees
    context = {
        "heading": title,
        "reasons": error.reasons,
        "question": question,
        "values": parameters.named(pairs, question.parameters) if question else {},
        "is_charts": request.path.endswith(_CHARTS_PATH),
    }
    page = await datasette.render_template("refused.html", context, request=request)
    return Response.html(page, status=400)

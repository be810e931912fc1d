"""ASGI middleware: query strings in the archive's notation, or an error page with status 400.

Programs are refused in English, whatever the language of the site.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response

from crawler.publishing import parameters
from crawler.publishing.datasette.arguments import SQL_ARGUMENTS, check_arguments, is_pattern
from crawler.publishing.datasette.csv_files import EXCEL_ARGUMENT, FOR_EXCEL
from crawler.publishing.datasette.headers import Asgi
from crawler.publishing.datasette.limits import (
    ALL_ROWS,
    AS_CSV,
    PATTERNS,
    READER_SQL,
    SQL_MAX,
)
from crawler.publishing.datasette.memento_pages import FOLDER as MEMENTO
from crawler.publishing.datasette.question_page import TYPED, form_fields
from crawler.publishing.datasette.questions import Question, question_called
from crawler.publishing.datasette.site import site_of
from crawler.publishing.language import marked
from crawler.publishing.parameters import Pairs
from crawler.publishing.refusal import Refusal, RefusedError
from crawler.publishing.sentence import Sentence

_CHARTS_PATH = "/-/charts"


def normalised_query(datasette: Any, database: str, app: Asgi) -> Asgi:
    """Wrap an application: it gets days, numbers and names as the archive writes them.

    ``parameters`` reads the arguments of questions, facets, filters and charts; a request with one
    that cannot be read gets status 400.
    """
    pages_of_datasette = re.compile(rf"/(?:\.json|{database}[/.].*|{database})?\Z", re.DOTALL)
    path_of_name = re.compile(rf"/{database}/(?P<name>[^/.]+)(?:\.(?P<format>\w+))?")

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = _path(scope.get("path", ""), datasette.setting("base_url"))
        match = path_of_name.fullmatch(path)
        name = tilde_decode(match["name"]) if match else None
        question = question_called(name)
        if (
            scope["type"] != "http"
            or not (scope.get("query_string") or question)
            or path.startswith(MEMENTO)  # it ends a URL that is asked for
        ):
            await app(scope, receive, send)
            return
        is_datasettes = pages_of_datasette.match(path) is not None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)

        def read(db: sqlite3.Connection) -> Pairs:
            return _read(db, pairs, question, name, path, is_datasettes=is_datasettes)

        try:
            normalised = await datasette.get_database(database).execute_fn(read)
        except RefusedError as error:
            # Datasette puts the token there further in; nothing is posted.
            request = Request({**scope, "csrftoken": lambda: ""}, receive)
            is_json = path.endswith(".json") or ("_format", "json") in pairs
            if not _is_file(path, pairs):
                archive = datasette.get_database(database)
                response = await _refusal_page(datasette, archive, request, error, question, pairs)
            else:
                response = _refusal_for_programs(error, is_json=is_json)
            await response.asgi_send(send)
            return
        if normalised != pairs:
            scope = {**scope, "query_string": urlencode(normalised).encode("ascii"), TYPED: pairs}
        else:
            scope = {**scope, TYPED: pairs}
        with (
            _set(READER_SQL, any(key in SQL_ARGUMENTS for key, _ in pairs)),
            _set(PATTERNS, any(is_pattern(key) for key, _ in pairs)),
            _set(ALL_ROWS, question is not None and _is_file(path, pairs)),
            _set(AS_CSV, path.endswith(".csv") and (question is not None or match is None)),
            _set(FOR_EXCEL, any(name == EXCEL_ARGUMENT and value for name, value in pairs)),
        ):
            await app(scope, receive, send)

    return answer


def _is_file(path: str, pairs: Pairs) -> bool:
    """Whether CSV or JSON is asked for, and not as a page."""
    return "." in path.rpartition("/")[2] or "_format" in dict(pairs)


@contextmanager
def _set(variable: ContextVar[bool], value: bool) -> Iterator[None]:
    """A variable of the request that is answered in the block."""
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


def _path(path: str, base_url: str) -> str:
    """The path without the base URL, as Datasette's own router sees it."""
    if base_url != "/" and path.startswith(base_url):
        return "/" + path[len(base_url) :]
    return path


def _read(
    db: sqlite3.Connection,
    pairs: Pairs,
    question: Question | None,
    name: str | None,
    path: str,
    *,
    is_datasettes: bool,
) -> Pairs:
    for argument, value in pairs:
        if argument in SQL_ARGUMENTS and len(value) > SQL_MAX:
            fields = {"name": argument, "count": len(value), "most": SQL_MAX}
            why = Sentence(
                marked("%(name)s: SQL of %(count)s letters is too long; at most %(most)s are read"),
                fields,
            )
            raise RefusedError([Refusal("", value, why)])
    if is_datasettes:
        check_arguments(db, pairs, None if question else name)
    if question:
        _check_names(pairs, question)
        kinds = {name: parameters.QUESTION[name] for name in question.parameters}
        normalised = parameters.read_values(db, pairs, kinds)
        if {"since", "until"} <= set(kinds):
            parameters.check_order(normalised)
        return normalised
    if path == _CHARTS_PATH:
        return parameters.read_values(db, pairs, parameters.CHARTS)
    return parameters.read_table(db, pairs) if name is not None else pairs


def _check_names(pairs: Pairs, question: Question) -> None:
    """Raises RefusedError for a parameter the question does not have: it would not narrow."""
    why = Sentence(
        marked("is not asked for here: this question has %(names)s"),
        {"names": ", ".join(question.parameters) or "–"},
    )
    unknown = [
        Refusal(name, value, why)
        for name, value in pairs
        if not name.startswith("_") and name not in question.parameters and value.strip()
    ]
    if unknown:
        raise RefusedError(unknown)


_TITLE = marked("This cannot be read")


def _refusal_for_programs(error: RefusedError, *, is_json: bool) -> Any:
    if is_json:
        body = {"ok": False, "error": str(error), "status": 400, "title": _TITLE}
        return Response.json(body, status=400)
    return Response.text(f"{error}\n", status=400)


async def _refusal_page(
    datasette: Any,
    archive: Any,
    request: Any,
    error: RefusedError,
    question: Question | None,
    pairs: Pairs,
) -> Any:
    """The page that says why, with the question's form as it was filled in."""
    await datasette.invoke_startup()  # Datasette's own comes with the first request it sees
    words = site_of(datasette).words
    fields = []
    if question:
        fields = await form_fields(words, archive, question, pairs, refusals=error.refusals)
    context = {
        "heading": words.gettext(_TITLE),
        "reasons": [refusal.told(words) for refusal in error.refusals],
        "question": question,
        "fields": fields,
    }
    page = await datasette.render_template("refused.html", context, request=request)
    return Response.html(page, status=400)

"""Pages for what goes wrong: Datasette's messages in the site's language, SQLite's as they are.

What Datasette refuses without saying that the request was wrong (status 500), and what its own code
stumbles over, is a request that cannot be answered: status 400. Our own mistakes stay 500.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Awaitable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import datasette as datasette_package
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from crawler.publishing.datasette.site import site_of
from crawler.publishing.language import Language, marked
from crawler.redaction import redact
from crawler.terminal import say

_TITLES = {
    400: marked("This cannot be answered"),
    403: marked("Not allowed"),
    404: marked("There is no such page"),
}
_FAILED = marked("Something went wrong")
_TOLD = {
    r"(?:Table|Database|Record) not found|404": marked("Nothing of the archive has this URL."),
    r"no watch: (.*)": marked("There is no watch called “{0}”."),
    r"no event: (.*)": marked("No page of a watch begins at “{0}”."),
    r"interrupted|.*SQL query took too long.*": marked(
        "The question took longer than two seconds and was ended. Ask for less at once."
    ),
    r"Statement must be a SELECT.*": marked(
        "The archive is only read: a statement has to begin with SELECT or WITH."
    ),
    r"Cannot sort table by (.*)": marked("The table cannot be sorted by {0}."),
    r"Cannot use _sort and _sort_desc.*": marked("Sort upwards or downwards, not both."),
    r"_(?:no)?col=(.*) - invalid columns": marked("The table has no columns {0}."),
    r"_size must be.*": marked("_size is how many rows a page has: a whole number, not too great."),
    r"Invalid _through.*": marked("_through names a table that does not lead to this one."),
    r"this cannot be asked of SQLite: (.*)": marked("This cannot be asked of SQLite: {0}"),
    r"Cannot search by that column": marked("This column cannot be searched."),
    r"not authorized.*": marked(
        "This is not allowed: the statement asks for a function or statement that is not served."
    ),
    r"a text or row is longer than.*": marked(
        "A text or row is longer than SQL may handle here; scrapy export has no such limit."
    ),
    r"the answer is longer than.*": marked(
        "The answer is too long: ask for fewer rows or columns."
    ),
    r"it takes more than the .*": marked(
        "It takes more memory than all questions share: narrow it, or ask again when others are "
        "done."
    ),
    r"a function was given more than it reads.*": marked(
        "A function was given more than it reads here."
    ),
}
"""Messages by Datasette, by ``limits`` and by pages of watches, and what people are told."""


def told(words: Language, message: str) -> str | None:
    """A message in a language; None for one that is not known."""
    for pattern, text in _TOLD.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words.gettext(text).format(*found.groups())
    return None


def error_response(
    datasette: Any, request: Any, exception: Exception
) -> Awaitable[Response] | None:
    """The page that says what went wrong; None: as Datasette says it, to programs."""
    if isinstance(exception, DatasetteError):
        if exception.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            exception.status = HTTPStatus.BAD_REQUEST.value
        status, message = exception.status, str(exception.message)
    elif isinstance(exception, Base400):
        status, message = exception.status, str(exception.args[0] if exception.args else "")
    elif _is_datasettes(exception):
        status, message = HTTPStatus.BAD_REQUEST.value, _UNREAD
        shown = redact(f"{request.path}?{request.query_string}")
        say(f"{shown[:_SHOWN]} cannot be answered: {exception!r:.{_SHOWN}}", error=True)
    else:
        return None  # a mistake of ours, which Datasette prints and answers with 500
    if request.path.endswith(".csv") or (message is _UNREAD and not _is_page(request)):
        return _for_programs(request, message, status)
    if not _is_page(request):
        return None
    words = site_of(datasette).words

    async def page() -> Response:
        known = told(words, message)
        context = {
            "status": status,
            "title": words.gettext(_TITLES.get(status, _FAILED)),
            "known": known,
            "error": message,
        }
        text = await datasette.render_template("error.html", context, request=request)
        return Response.html(text, status=status)

    return page()


_UNREAD = marked(
    "Nothing here can be answered in this way; see what the URL asks for behind its ?."
)
_SHOWN = 300
"""Letters of a request and its error that are printed."""
_STUMBLES = (LookupError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError)
_DATASETTE = Path(datasette_package.__file__).parent
_PROJECT = Path(__file__).parents[2]


def _is_datasettes(exception: Exception) -> bool:
    """Whether Datasette's own code has stumbled over a request, and no code of ours below it."""
    if not isinstance(exception, _STUMBLES):
        return False
    files = [Path(frame.filename) for frame in traceback.extract_tb(exception.__traceback__)]
    theirs = [file.is_relative_to(_DATASETTE) for file in files]
    ours = [file.is_relative_to(_PROJECT) for file in files]
    return any(theirs) and not any(ours[len(theirs) - theirs[::-1].index(True) :])


async def _for_programs(request: Any, message: str, status: int) -> Response:
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": message, "status": status}, status=status)
    return Response.text(f"{message}\n", status=status)


def _is_page(request: Any) -> bool:
    """Whether a person asks: not for a file of another format."""
    return not re.search(r"\.\w+$", request.path) and "_format" not in request.args

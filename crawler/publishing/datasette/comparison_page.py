"""``/vergleich/ID?von=1&bis=3``: any two versions of an article, side by side."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from datasette.utils.asgi import Response

from crawler.archive.content import Content
from crawler.archive.provenance import Version, versions_of
from crawler.archive.revisions import read_revisions
from crawler.archive.rows import read_contents
from crawler.archive.versions import contents_in_order
from crawler.publishing.datasette.own_reading import read_archive
from crawler.publishing.datasette.site import Route, site_of
from crawler.publishing.differences import differences
from crawler.publishing.field_names import field_name
from crawler.publishing.language import Language, marked


@dataclass(frozen=True, slots=True)
class _History:
    """The versions of an article, the oldest first, each with its content."""

    title: str
    versions: list[Version]
    contents: list[Content]


async def show_comparison(datasette: Any, request: Any) -> Response:
    """The page; without ``bis`` the last version, without ``von`` the one before the other."""
    article_id = int(request.url_vars["id"])
    words = site_of(datasette).words
    history = await read_archive(datasette, lambda db: _read(db, article_id))
    context: dict[str, Any] = {"article_id": article_id, "history": history, "problem": None}
    status = HTTPStatus.OK
    if history is None:
        status = HTTPStatus.NOT_FOUND
    else:
        count = len(history.contents)
        given = [request.args.get(name) or "" for name in ("von", "bis")]
        newer = _number(given[1], count, count)
        older = _number(given[0], max(1, (newer or count) - 1), count)
        numbers = (older, newer)
        wrong = [text for text, number in zip(given, numbers, strict=True) if number is None]
        if wrong:
            status = HTTPStatus.BAD_REQUEST
            context["problem"] = words.gettext(
                marked("“%(value)s” is no version of this article: it has versions 1 to %(count)s.")
            ) % {"value": wrong[0][:40], "count": count}
        first, last = sorted(number or 1 for number in numbers)
        old, new = history.contents[first - 1], history.contents[last - 1]
        found = await asyncio.to_thread(differences, old, new, partial(_say_time, words))
        context |= {
            "older": first,
            "newer": last,
            "differences": found,
            "text_language": new.get("language") or "de",
            "name_of": lambda field: words.gettext(field_name(field)),
        }
    html = await datasette.render_template("comparison.html", context, request=request)
    return Response.html(html, status=int(status))


def _say_time(words: Language, text: str) -> str:
    return words.moment(text) if "T" in text else words.day(text)


def _number(text: str, otherwise: int, count: int) -> int | None:
    """The number of a version that is asked for; None for what is no such number."""
    if not text:
        return otherwise
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(count))
    return int(text) if is_number and 1 <= int(text) <= count else None


def _read(db: sqlite3.Connection, article_id: int) -> _History | None:
    row = db.execute(
        "SELECT coalesce(title, url) FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    if row is None:
        return None
    current = read_contents(db, [article_id])[article_id]
    contents = contents_in_order(current, read_revisions(db, article_id))
    return _History(row[0], versions_of(db, article_id), contents)


ROUTES: list[Route] = [(r"^/vergleich/(?P<id>\d{1,18})$", show_comparison)]

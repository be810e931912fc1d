"""The stored page: a capture as it was recorded, in a frame without network and without scripts.

- ``/gespeichert/ID`` says which capture it is and frames it
- ``/gespeichert/ID/ansicht`` is what stands in the frame
- ``/gespeichert/ID/original`` has the bytes as recorded, for download
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from datasette.utils.asgi import Response

from crawler.decoding import decode
from crawler.publishing.datasette.headers import content_security_policy
from crawler.publishing.datasette.own_reading import in_turn, read_archive
from crawler.publishing.datasette.recorded_pages import read_page, read_recorded
from crawler.publishing.datasette.site import Route, site_of
from crawler.publishing.language import Language, marked
from crawler.publishing.replay.still_page import POLICY, still_page
from crawler.publishing.replay.stored_captures import (
    CaptureRow,
    NotShown,
    captures_of,
    find_capture,
    page_of,
)
from crawler.webarchives.warc.captured_page import CapturedPage, is_page_type, is_text_type

CAPTURES_MAX = 500
"""Captures of an article among which the page lets its reader choose."""
SHOWN_MAX = 5 * 1024 * 1024
"""Bytes of a page that is made to stand still: its tree takes a hundred times that."""
_TOO_LARGE = marked("The page has more than the %(most)s MB that are shown here.")
_WITHOUT = {
    "style": (marked("one style sheet"), marked("%(count)s style sheets")),
    "picture": (marked("one picture"), marked("%(count)s pictures")),
    "media": (marked("one audio or video file"), marked("%(count)s audio or video files")),
    "frame": (marked("one embedded page"), marked("%(count)s embedded pages")),
    "script": (marked("one script"), marked("%(count)s scripts")),
    "form": (marked("one form"), marked("%(count)s forms")),
    "link": (marked("one link"), marked("%(count)s links")),
}
"""What ``still_page`` counts → its name, for one and for several."""
_NOT_STORED = ("style", "picture", "media", "frame")
"""What only pages that were fetched themselves would have brought; the others are switched off."""
_STATUSES = {
    200: marked("page"),
    203: marked("page"),
    206: marked("page"),
    304: marked("not changed since the capture before"),
    404: marked("error page: not found"),
    410: marked("error page: gone"),
}


def status_words(words: Language, status: int | None) -> str:
    """What a response with this status is."""
    if status is None:
        return words.gettext(marked("text without a page"))
    if status in _STATUSES:
        return words.gettext(_STATUSES[status])
    return words.gettext(marked("response with status %(status)s")) % {"status": status}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is known of a capture, beside its page."""

    capture: CaptureRow
    page: CapturedPage | NotShown
    title: str | None
    others: list[CaptureRow]
    count: int


async def show_stored_page(datasette: Any, request: Any) -> Response:
    """The page around the frame."""
    shown = await _read(datasette, int(request.url_vars["id"]))
    words = site_of(datasette).words
    if shown is None:
        return await _no_capture(datasette, request)
    page = shown.page
    context: dict[str, Any] = {
        "capture": shown.capture,
        "article_title": shown.title,
        "others": shown.others,
        "count": shown.count,
        "place": _place(shown),
        "status": status_words(words, shown.capture.status),
        "status_of": lambda capture: status_words(words, capture.status),
        "reason": words.gettext(page.reason) if isinstance(page, NotShown) else None,
        "is_shown": False,
    }
    if isinstance(page, CapturedPage):
        content_type = page.header("Content-Type") or ""
        context |= {
            "content_type": content_type,
            "size": len(page.body),
            "is_shown": is_page_type(content_type) or is_text_type(content_type),
        }
        if is_page_type(content_type) and len(page.body) > SHOWN_MAX:
            too_large = words.gettext(_TOO_LARGE) % {"most": words.number(SHOWN_MAX // 1024**2)}
            context |= {"too_large": too_large, "is_shown": False}
        elif is_page_type(content_type):
            still = await in_turn(datasette, partial(still_page, page.body, content_type))
            named = {kind: _counted(words, kind, still.without[kind]) for kind in still.without}
            context["not_stored"] = [text for kind, text in named.items() if kind in _NOT_STORED]
            context["switched_off"] = [
                text for kind, text in named.items() if kind not in _NOT_STORED
            ]
    html = await datasette.render_template("stored-page.html", context, request=request)
    policy = content_security_policy(frames=True)
    return Response.html(html, headers={"content-security-policy": policy})


def _counted(words: Language, kind: str, count: int) -> str:
    one, several = _WITHOUT[kind]
    return words.gettext(one if count == 1 else several) % {"count": words.number(count)}


def _place(shown: _Shown) -> int:
    ids = [capture.id for capture in shown.others]
    return ids.index(shown.capture.id) if shown.capture.id in ids else -1


async def _read(datasette: Any, capture_id: int) -> _Shown | None:
    folders = site_of(datasette).served_captures

    def read(db: sqlite3.Connection) -> _Shown | None:
        capture = find_capture(db, capture_id)
        if capture is None:
            return None
        others, title, count = [capture], None, 1
        if capture.article_id is not None:
            others = captures_of(db, capture.article_id, CAPTURES_MAX)
            (title,) = db.execute(
                "SELECT coalesce(title, url) FROM articles WHERE id = ?", (capture.article_id,)
            ).fetchone()
            (count,) = db.execute(
                "SELECT count(*) FROM captures WHERE article_id = ?", (capture.article_id,)
            ).fetchone()
        return _Shown(capture, page_of(db, folders, capture), title, others, count)

    return await read_archive(datasette, read, opens_record=True)


async def _no_capture(datasette: Any, request: Any) -> Response:
    html = await datasette.render_template("stored-page.html", {"capture": None}, request=request)
    return Response.html(html, status=HTTPStatus.NOT_FOUND)


async def show_still_page(datasette: Any, request: Any) -> Response:
    """What stands in the frame: the page made to stand still, or a text as it is."""
    page = await read_page(datasette, int(request.url_vars["id"]))
    if isinstance(page, NotShown):
        text = site_of(datasette).words.gettext(page.reason)
        return _framed(text.encode(), "text/plain", HTTPStatus.NOT_FOUND)
    content_type = page.header("Content-Type") or ""
    if is_page_type(content_type):
        if len(page.body) > SHOWN_MAX:
            return _framed(b"", "text/plain", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        still = await in_turn(datasette, partial(still_page, page.body, content_type))
        return _framed(still.html, "text/html")
    if is_text_type(content_type):
        return _framed(decode(page.body, content_type).encode("utf-8", "replace"), "text/plain")
    return _framed(b"", "text/plain", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _framed(body: bytes, media_type: str, status: int = HTTPStatus.OK) -> Response:
    headers = {
        "content-security-policy": POLICY,
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-dns-prefetch-control": "off",
    }
    return Response(body, int(status), headers=headers, content_type=f"{media_type}; charset=utf-8")


async def show_original(datasette: Any, request: Any) -> Response:
    """The bytes as recorded, for download."""
    recorded = await read_recorded(datasette, request, int(request.url_vars["id"]))
    if isinstance(recorded, NotShown):
        text = site_of(datasette).words.gettext(recorded.reason)
        return Response.text(f"{text}\n", status=HTTPStatus.NOT_FOUND)
    return recorded


_FOLDER = r"^/gespeichert/(?P<id>\d{1,18})"
ROUTES: list[Route] = [
    (rf"{_FOLDER}$", show_stored_page),
    (rf"{_FOLDER}/ansicht$", show_still_page),
    (rf"{_FOLDER}/original$", show_original),
]

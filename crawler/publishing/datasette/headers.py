"""HTTP headers of every page: Content-Security-Policy, robots; and methods and pages not served."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import datasette

from crawler.publishing.language import Language, marked

Asgi = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

_TEMPLATES = Path(datasette.__file__).with_name("templates")
_INLINE = re.compile(r"<script(?: type=\"module\")?>(.*?)</script>", re.DOTALL)
# The one inline script of Datasette 0.65 that is filled in: with a setting.
_FILLED = re.compile(r"\{\{ datasette_allow_facet \}\}")


@cache
def content_security_policy(*, frames: bool = False) -> str:
    """Same-origin resources only; of inline scripts those in Datasette's own templates, by hash.

    A Datasette with inline scripts that differ from page to page gets all inline scripts allowed.
    With ``frames`` the page may show others from here in frames.
    """
    scripts = " ".join(sorted(_sources()))
    return ("frame-src 'self'; " if frames else "") + (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _sources() -> set[str]:
    found: set[str] = set()
    for template in _TEMPLATES.glob("*.html"):
        for script in _INLINE.findall(template.read_text("utf-8")):
            for text in {_FILLED.sub(value, script) for value in ("true", "false")}:
                if "{{" in text or "{%" in text:
                    if template.name in _UNUSED:
                        continue
                    return {"'unsafe-inline'"}
                digest = hashlib.sha256(text.encode()).digest()
                found.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return found


# base.html writes out what plugins ask for, and ours asks for nothing; the others are root's.
_UNUSED = ("base.html", "allow_debug.html", "permissions_debug.html", "messages_debug.html")


def _headers() -> Iterator[tuple[bytes, bytes]]:
    for name, value in {
        "content-security-policy": content_security_policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        # The portals' own pages are what search engines should show.
        "x-robots-tag": "noindex, nofollow",
    }.items():
        yield name.encode(), value.encode()


_READ_ONLY = marked("This archive is for reading.")
_CLOSED = marked("This page is not served.")
_NO_HOST = marked("The Host field names no host.")
_ELSEWHERE = re.compile(rb"(?i:/|%2f|\\|%5c){2}")
"""How a path begins that browsers take for a host: Datasette redirects to parts of paths."""
_HOST = re.compile(rb"[\w.-]*(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?", re.ASCII)
"""Names, addresses and ports. The field goes into the URLs of feeds, link fields and JSON."""
_NOT_SERVED = re.compile(r"/-/(databases|threads|config)(\.json)?$")
"""Pages of Datasette that show paths of files, or the state of the machine."""


def read_only(app: Asgi, words: Callable[[], Language]) -> Asgi:
    """Wrap an application: GET and HEAD only, our headers on every response, some pages closed.

    A policy that a response brings itself stands: a page with a frame has one, and what is framed.
    """
    headers = list(_headers())

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", []))
                named = {name.lower() for name, _ in own}
                ours = [field for field in headers if field[0] not in named]
                message = {**message, "headers": [*own, *ours]}
            await send(message)

        if scope["method"] not in ("GET", "HEAD"):
            await _refuse(send_with_headers, 405, words().gettext(_READ_ONLY))
        elif not all(_HOST.fullmatch(host) for host in _fields(scope, b"host")):
            await _refuse(send_with_headers, 400, words().gettext(_NO_HOST))
        elif _NOT_SERVED.search(scope["path"]) or _ELSEWHERE.match(_raw_path(scope)):
            await _refuse(send_with_headers, 404, words().gettext(_CLOSED))
        else:
            await app(scope, receive, send_with_headers)

    return answer


def _fields(scope: dict[str, Any], name: bytes) -> list[bytes]:
    return [value for key, value in scope.get("headers", ()) if key.lower() == name]


def _raw_path(scope: dict[str, Any]) -> bytes:
    raw: bytes | None = scope.get("raw_path")
    return scope["path"].encode() if raw is None else raw


async def _refuse(send: Any, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})

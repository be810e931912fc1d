"""Requests and responses, as the demo server hands them to its portals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a page: ``target`` is path and query as sent, header names are lower case."""

    host: str
    target: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path, percent-decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query's arguments, percent-decoded once."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


@dataclass(slots=True)
class Response:
    """A portal's answer. Without ``modified`` it carries no validators (error pages, redirects)."""

    status: int
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    modified: dt.datetime | None = None
    weak: bool = False
    """The page says something else in every answer (session ids), so its ETag is a weak one."""
    etag_of: bytes | None = None
    """What the ETag is computed from, where that is not the body."""
    headers: dict[str, str] = field(default_factory=dict)


class Site(Protocol):
    """A portal in one edition."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host of its canonical addresses first, then others under which it answers."""
        ...

    def respond(self, request: Request) -> Response:
        """Answer a request; unknown addresses get the portal's error page."""
        ...

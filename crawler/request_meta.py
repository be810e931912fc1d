"""Keys of ``request.meta`` that are ours, each with what it holds."""

from __future__ import annotations

PAGE = "page"
"""The ``CapturedPage`` that answers the request: nothing is fetched."""
PAGES = "pages"
"""True for the one request of a source of stored pages, whose callback hands out all articles."""
ARCHIVED = "archived"
"""The ``CdxLine`` capture that a web archive is asked for."""
INDEX = "index"
"""True for requests to a web archive's index, whose response is no capture."""
REWRITTEN_AT = "rewritten_at"
"""Where a web archive replays a capture with its own links in it, if it may have no other form."""
REPLAYED_OF = "replayed_of"
"""The moment of the capture that a web archive answered with, by its ``Memento-Datetime``."""
TRUNCATED = "truncated"
"""The ``WARC-Truncated`` of the record a web archive answered with."""

CAPTURE = "capture"
"""The answer's capture, left there by the recorder."""
RECORDED = "recorded"
"""True if the answer's own capture has been written by an earlier run."""
RESERVATION = "reservation"
"""A ``Reservation``: what holds for the use of the page."""
NO_COPY = "no_copy"
"""True if the answer is not to be kept."""

CONDITIONAL = "conditional"
"""``ARTICLE``, or the moment until which a list was read (``captures`` time).

Absent: the page is to be sent whatever it is.
"""
ARTICLE = "article"
"""The value of ``CONDITIONAL`` for an article's page."""
VISIT = "visit"
"""The visit whose validators the request carries."""

WALK = "walk"
"""The walk that led to an article or list page."""

ENTRY = "entry"
"""The URL under which the run's books have the request."""
COOKIE_SET = "cookie_set"
"""True if the portal has set a cookie while it redirected the request."""

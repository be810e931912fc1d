"""The mementos of a URL (RFC 7089), whichever of its spellings is asked for.

A memento is a page as its server sent it, at a time that is known: no error, no "not modified",
no text export, nothing of which only the row is kept. URLs are one page by ``crawler.urls`` and by
the archive's aliases; a URL that ends in ``*`` stands for all that begin with it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from crawler.archive.aliases import article_ids
from crawler.archive.captures import PARTIAL, UNDATED
from crawler.items import PAGE_STATUSES
from crawler.urls import canonical_url, same_site
from crawler.webarchives.warc.dates import timestamp

ALL = "*"
"""What ends a URL that stands for all URLs that begin with it."""
_ENCODED = re.compile(r"https?%3A%2F", re.IGNORECASE)
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"
_IS_MEMENTO = f"""
    status IN {PAGE_STATUSES} AND NOT {PARTIAL} AND NOT {UNDATED} AND EXISTS (
        SELECT 1 FROM captures AS o WHERE o.digest = c.digest AND o.warc_file IS NOT NULL
        AND o.status IS NOT 304
    )
"""  # noqa: S608
_FOUND = f"""
    SELECT max(c.id), c.url, c.captured_at FROM captures AS c
    WHERE {{condition}} AND {_IS_MEMENTO}
    GROUP BY c.url, c.captured_at ORDER BY c.captured_at, c.url
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture that can be replayed."""

    capture_id: int
    url: str
    captured_at: dt.datetime

    @property
    def place(self) -> str:
        """Timestamp and URL, as they end the memento's own URL (URI-M)."""
        return f"{timestamp(self.captured_at)}/{ascii_form(self.url)}"


def ascii_form(url: str) -> str:
    """A URL as it can stand in a header field and between angle brackets."""
    return quote(url, safe=_URL_SAFE)


def with_scheme(url: str) -> str:
    """A URL as it stood behind another one's path.

    Some clients encode it, some leave out its scheme, and proxies make one slash of two.
    """
    if _ENCODED.match(url):
        url = unquote(url)
    for scheme in ("http", "https"):
        if url.startswith(f"{scheme}:/"):
            return f"{scheme}://{url.removeprefix(f'{scheme}:').lstrip('/')}"
    return url if ":" in url.partition("/")[0].partition(".")[0] else f"http://{url}"


def mementos_of(db: sqlite3.Connection, url: str) -> list[Memento] | None:
    """The mementos of a URL, the oldest first; None for one that the archive does not know."""
    if url.endswith(ALL):
        return _found(db, *_beginning_with(url.removesuffix(ALL))) or None
    spellings = _spellings(db, url)
    ids = [*article_ids(db, spellings).values()]
    condition = (
        "c.id IN (SELECT id FROM captures WHERE url IN (SELECT value FROM json_each(?)) UNION "
        "SELECT id FROM captures WHERE article_id IN (SELECT value FROM json_each(?)))"
    )
    found = _found(db, condition, [json.dumps(spellings), json.dumps(ids)])
    return found if found or ids else None


def nearest(mementos: Sequence[Memento], moment: dt.datetime | None) -> int:
    """Which of some mementos, the oldest first, is nearest to a moment; the last one for None."""
    if moment is None:
        return len(mementos) - 1
    at = bisect_left(mementos, moment, key=lambda memento: memento.captured_at)
    if at in (0, len(mementos)):
        return max(0, at - 1)
    before, behind = mementos[at - 1].captured_at, mementos[at].captured_at
    return at if behind - moment < moment - before else at - 1


def _found(db: sqlite3.Connection, condition: str, values: Sequence[str]) -> list[Memento]:
    rows = db.execute(_FOUND.format(condition=condition), values)
    return [Memento(i, url, dt.datetime.fromisoformat(moment)) for i, url, moment in rows]


def _spellings(db: sqlite3.Connection, url: str) -> list[str]:
    """The forms in which the archive may have a URL: as given, and canonical for each portal."""
    homes = [home for (home,) in db.execute("SELECT home_url FROM portals") if home]
    forms = [url, ascii_form(url), unquote(url), canonical_url(url).url]
    forms += [canonical_url(url, home).url for home in homes if same_site(url, home)]
    other = {"http": "https", "https": "http"}
    for form in [*forms]:
        scheme, _, rest = form.partition("://")
        if scheme in other:
            forms.append(f"{other[scheme]}://{rest}")
    return [*dict.fromkeys(forms)]


def _beginning_with(prefix: str) -> tuple[str, list[str]]:
    """The condition for captures of a site or folder, with http or https, with or without www."""
    rest = prefix.partition("://")[2].removeprefix("www.")
    begins = [f"{s}://{www}{rest}" for s in ("http", "https") for www in ("", "www.")]
    ranges = " OR ".join("(c.url >= ? AND c.url < ?)" for _ in begins)
    values = [value for begin in begins for value in (begin, f"{begin}\U0010ffff")]
    return f"({ranges})", values

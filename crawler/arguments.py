"""The spider arguments (``-a source= since= until= …``, see NAMES), read and checked once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawler.german.dates import GermanDate, parse_date
from crawler.suggestions import did_you_mean
from crawler.urls import ascii_url

NAMES = ("source", "since", "until", "limit", "url", "full", "versions", "base")
_ISO = re.compile(r"(\d{4}-\d{2})(-\d{2})?")
_DATE_MAX = 60
"""Letters of the longest date; what is longer is no date, and not repeated in full."""
_YES_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class ArgumentError(ValueError):
    """An argument a person typed cannot be used; the message says which, why and what to type."""


@dataclass(frozen=True)
class Arguments:
    """What ``-a`` asked for; the defaults are a plain crawl of the live portal."""

    source: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    limit: int | None = None
    url: str | None = None
    full: bool = False
    versions: str = "all"
    base: str | None = None
    """The URL of the folder that ``source=folder:`` names."""

    def covers(self, day: dt.date) -> bool:
        """Whether ``day`` lies between ``since`` and ``until``, both inclusive."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


def parse_arguments(raw: dict[str, Any]) -> Arguments:
    """Check the arguments as typed (name → text).

    Raises ArgumentError for an unknown name or a value that cannot be read.
    """
    unknown = sorted(set(raw) - set(NAMES))
    if unknown:
        raise ArgumentError(
            f"unknown spider argument {unknown[0]!r}; known are {', '.join(NAMES)}"
            f"{did_you_mean(unknown[0], NAMES)}"
        )
    text = {name: str(value).strip() for name, value in raw.items() if value is not None}
    arguments = Arguments(
        source=text.get("source") or None,
        since=read_day("since", text.get("since")),
        until=read_day("until", text.get("until"), last=True),
        limit=_limit(text.get("limit")),
        url=_url("url", text.get("url")),
        full=_flag(text.get("full", "0")),
        versions=_versions(text.get("versions") or "all"),
        base=_base(text.get("base"), text.get("source") or ""),
    )
    check_period(arguments.since, arguments.until)
    return arguments


def check_period(since: dt.date | None, until: dt.date | None) -> None:
    """Raises ArgumentError for a period that ends before it begins."""
    if since and until and since > until:
        raise ArgumentError(f"since={since} is later than until={until}")


def read_day(name: str, text: str | None, *, last: bool = False) -> dt.date | None:
    """A day, or the first (``last``: the last) day of a month, year or any period.

    Args:
        name: what the argument is called, for the error.
        text: what was typed; nothing is None.

    Raises ArgumentError for what is no date.
    """
    typed = (text or "").strip()
    if not typed:
        return None
    found = _read_date(typed)
    if found is None:
        said = typed if len(typed) <= _DATE_MAX else f"{typed[:_DATE_MAX]}…"
        raise ArgumentError(
            f"{name}={said!r} is no date; write it like 2019-04-09, 9.4.2019, April 2019 or 2019"
        )
    moment = found.end if last else found.start
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _read_date(text: str) -> GermanDate | None:
    if len(text) > _DATE_MAX or not _is_possible(text):
        return None
    found = parse_date(text, reference=dt.datetime.now(dt.UTC))
    # A clock time says the day only beside its year: "1.1.0000" is not midnight of this year's.
    if found and isinstance(found.start, dt.datetime) and str(found.start.year) not in text:
        return None
    return found


def _is_possible(text: str) -> bool:
    """What is written as ISO 8601 is read as nothing else: 2019-13 is no January, and no years."""
    iso = _ISO.fullmatch(text)
    if iso is None:
        return True
    try:
        dt.date.fromisoformat(text if iso[2] else f"{iso[1]}-01")
    except ValueError:
        return False
    return True


def _limit(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentError(f"limit={text!r} is no number of articles; write it like limit=20")
    return int(text)


def _url(name: str, text: str | None) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ArgumentError(f"{name}={text!r} is no web address: {error}") from None
    if parts.scheme not in ("http", "https", "urn") or not (parts.netloc or parts.scheme == "urn"):
        raise ArgumentError(
            f"{name}={text!r} is no web address; it starts with http:// or https://"
        )
    return ascii_url(text)


def _base(text: str | None, source: str) -> str | None:
    base = _url("base", text)
    if base and not base.startswith(("http://", "https://")):
        raise ArgumentError(f"base={text!r} is no web address; it starts with http:// or https://")
    if base and not source.startswith("folder:"):
        raise ArgumentError("base= is the URL of a folder: it goes with source=folder:PATH")
    return base


def _versions(text: str) -> str:
    if text not in ("first", "last", "all"):
        raise ArgumentError(f"versions={text!r} is none of first, last and all")
    return text


def _flag(text: str) -> bool:
    try:
        return _YES_NO[text.lower()]
    except KeyError:
        raise ArgumentError(f"full={text!r} is neither 1 nor 0") from None

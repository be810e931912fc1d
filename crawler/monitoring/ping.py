"""Pings a service that expects them, and rings when one fails to come (healthchecks.io's manner).

Whoever only hears of failures takes a timer that was never started for a year of quiet nights.
"""

from __future__ import annotations

import time
import urllib.request
from enum import StrEnum
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit

from crawler.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECONDS = 10
_PAUSES = (1.0, 3.0)
"""Seconds before each further try."""
_PASSING = frozenset({408, 425, 429})
"""Status codes of a client's errors that pass by themselves, beside the server's own."""
_BODY_MAX = 10_000
"""Bytes; services keep between 10 and 100 kB of it."""
_BUT = b"OK ("
"""What healthchecks.io answers, with status 200, to a ping for nobody: ``OK (not found)``."""


class Signal(StrEnum):
    """What is told: the end of the URL's path."""

    START = "/start"
    SUCCESS = ""
    FAILURE = "/fail"
    LOG = "/log"
    """Something worth a line that changes nothing."""


class _RefusedError(Exception):
    """Whoever was asked has understood, and did not take it; the message says why."""


def ping(url: str, signal: Signal, lines: Iterable[str]) -> str | None:
    """Tell the service; a sentence if that failed, without the URL, which is a secret.

    Each try waits ten seconds for a response; there are three where a failure may pass.

    Args:
        url: the setting ``PING_URL``.
        signal: what is told.
        lines: what the service keeps beside it, for people.
    """
    try:
        request = urllib.request.Request(  # noqa: S310 - of a scheme that _address has checked
            _address(url, signal),
            _body(lines),
            {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "clusterarchiv"},
        )
    except ValueError as error:
        return _told(error)
    for pause in (*_PAUSES, None):
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
                if (said := response.read(80)).startswith(_BUT):
                    raise _RefusedError(f"it answered {plain(said.decode(errors='replace'))!r}")
            return None
        except (OSError, ValueError, HTTPException, _RefusedError) as error:
            if pause is None or not _may_pass(error):
                return _told(error)
            time.sleep(pause)
    return None


def _address(url: str, signal: Signal) -> str:
    """The URL with the signal behind its path; a query (``?create=1``) stays behind it."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("no http or https URL")
    return parts._replace(path=parts.path.rstrip("/") + signal, fragment="").geturl()


def _body(lines: Iterable[str]) -> bytes:
    told = [plain(line) for line in lines]
    whole = "\n".join(told).encode("utf-8", "backslashreplace")
    if len(whole) <= _BODY_MAX:
        return whole
    end = f"\n… {len(told)} lines in all; the log has them".encode()
    return whole[: _BODY_MAX - len(end)].decode(errors="ignore").encode() + end


def _may_pass(error: Exception) -> bool:
    if isinstance(error, HTTPError):
        return error.code >= 500 or error.code in _PASSING
    return isinstance(error, (OSError, HTTPException)) and not isinstance(error, ValueError)


def _told(error: Exception) -> str:
    """What failed, in few words: an error's own text may quote the URL."""
    if isinstance(error, _RefusedError):
        why = str(error)
    elif isinstance(error, HTTPError):
        why = f"status {error.code}"
    elif isinstance(error, OSError):
        reason = getattr(error, "reason", error)  # urllib's wrapping
        why = getattr(reason, "strerror", None) or type(reason).__name__
    elif isinstance(error, ValueError) and not isinstance(error, HTTPException):
        why = "it is no http or https URL"
    else:
        why = type(error).__name__
    return f"PING_URL could not be told: {why}"

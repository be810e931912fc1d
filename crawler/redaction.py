"""Masks secrets and passwords in logs, and escapes control characters there."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from crawler.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Collection

SECRET_SETTINGS = ("HEALTH_WEBHOOK", "WATCH_WEBHOOK", "PING_URL", "MAIL_PASS")
"""Names of settings whose values are never printed."""
_USERINFO = re.compile(r"(?<=://)[^/?#\s\"<>]+@")
"""RFC 3986, 3.2.1, but for an ``@`` in a password, which browsers allow."""
MASK = "***"


def password_in(url: str) -> str | None:
    """A URL's userinfo (RFC 3986, 3.2.1), as it stands there; None if it has none."""
    found = _USERINFO.search(url)
    return found[0][:-1] if found else None


def without_password(text: str) -> str:
    """``text`` with no user and no password in its URLs, not even masked ones."""
    return _USERINFO.sub("", text) if "://" in text else text


def install(secrets: Collection[str]) -> None:
    """Mask these words, and users and passwords in URLs, in all that is logged from now on.

    Control characters are escaped, see ``crawler.terminal``: logs are read on terminals.
    """

    class RedactedRecord(logging.LogRecord):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            if self.exc_info and self.exc_info[0] is not None:
                # Whoever formats the record takes this instead of making it again.
                text = logging.Formatter().formatException(self.exc_info)
                self.exc_text = redact(plain(text), secrets)

        def getMessage(self) -> str:  # noqa: N802 - the standard library's name
            return redact(plain(super().getMessage()), secrets)

    logging.setLogRecordFactory(RedactedRecord)


def redact(text: str, secrets: Collection[str] = ()) -> str:
    """``text`` with these words, and the userinfo (RFC 3986, 3.2.1) of its URLs, masked."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return _USERINFO.sub(f"{MASK}@", text) if "://" in text else text

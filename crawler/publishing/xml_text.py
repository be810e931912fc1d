"""Text as XML 1.0 can have it, for feeds and drawings."""

from __future__ import annotations

import re

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cleaned(text: str) -> str:
    """The text without control characters, which XML 1.0 has no place for, not even escaped."""
    return _NOT_XML.sub("", text)

"""The payload of a record as text, whatever it is: a page, a feed, JSON, plain text."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.decoding import decode
from crawler.webarchives.warc.payload import open_payload
from crawler.webarchives.warc.unpacking import PayloadError

if TYPE_CHECKING:
    from collections.abc import Sequence


def payload_text(payload: bytes, http: Sequence[tuple[str, str]], content_type: str = "") -> str:
    """The text of a payload, with its markup; of one that cannot be unpacked, of it as it is."""
    with suppress(PayloadError):
        payload = open_payload(payload, http, None).body
    text = decode(payload, content_type)
    if "json" in content_type.lower():
        with suppress(ValueError, RecursionError):  # it is looked at as it is written
            text = json.dumps(json.loads(text), ensure_ascii=False)
    return text

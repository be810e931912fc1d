"""The content of an article: the part of it that has versions, and the hash that tells them apart.

A content is a dictionary of JSON values under the field names of ``crawler.items.Article``. Absent
values are left out, so that a field added by a later version changes no hash of an article that
does not have it.

Not content, but *filing*, is how the portal sorts the article in: it depends on the URL by which
one comes. The same item under ``/aktuelles/…`` and under ``/laender/…`` shows two breadcrumbs
and is not edited in between. Places that only URLs tell follow from all URLs of an article
(``crawler.archive.url_places``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from crawler.items import (
    FROM_CAPTURE,
    Breadcrumb,
    DateMention,
    Editor,
    FurtherReading,
    Image,
    Link,
    Place,
)

if TYPE_CHECKING:
    from crawler.items import Article

Content = dict[str, Any]
"""Field → text, or list of texts or of dictionaries (one a row); only what is present."""

TEXT_FIELDS = (
    "language",
    "title",
    "subtitle",
    "kicker",
    "lead",
    "body",
    "published_on",
    "published_at",
    "published_edtf",
    "published_text",
    "published_from",
    "updated_on",
    "deadline_on",
    "source_text",
    "editor_text",
    "title_from",
)
FILING_FIELDS = ("portal", "kind", "breadcrumb")
ROW_TYPES: Mapping[str, type] = {
    "links": Link,
    "images": Image,
    "dates": DateMention,
    "editors": Editor,
    "places": Place,
    "further_reading": FurtherReading,
}
NAME_LISTS = ("sources", "topics")
CREDITS = ("source_text", "sources", "editor_text", "editors", "places", "topics")
"""What stands in the lines under an article that a layout shows together, or not at all."""

ROW_FIELDS = {
    row_type: tuple(f.name for f in fields(row_type) if f.name != "origin")
    for row_type in (*ROW_TYPES.values(), Breadcrumb)
}
"""The columns of a row, in the order of its dataclass; what tells of a place stands elsewhere."""

# Servlet containers (GSB runs in one) and PHP write the visitor's session into every link.
_SESSION = re.compile(r";jsessionid=[^?#;]*|(?<=[?&])PHPSESSID=[^&#]*&?", re.IGNORECASE)


def content_of(article: Article) -> Content:
    """The content of an article, as it stands there: see ``cleaned``."""
    content: Content = {}
    for name in TEXT_FIELDS:
        if (value := getattr(article, name)) is not None:
            content[name] = value
    if content.get("published_from") == FROM_CAPTURE:
        # Known better with every older capture: derived from first_seen_at, not a statement.
        content.pop("published_edtf", None)
    for name in ROW_TYPES:
        if rows := [
            row for row in getattr(article, name) if getattr(row, "origin", "page") == "page"
        ]:
            content[name] = [_row_values(row) for row in rows]
    for name in NAME_LISTS:
        if names := getattr(article, name):
            content[name] = list(names)
    return content


def filing_of(article: Article) -> Content:
    """Portal, kind, breadcrumb and the rows of ``breadcrumbs``."""
    filing: Content = {name: getattr(article, name) for name in FILING_FIELDS}
    filing["breadcrumbs"] = [_row_values(row) for row in article.breadcrumbs]
    return filing


def cleaned(content: Content) -> Content:
    """A content or filing on its way in, as ``cleaned_and_hashed`` has it."""
    return cleaned_and_hashed(content)[0]


def cleaned_and_hashed(content: Content) -> tuple[Content, str]:
    """A content on its way in, with its hash.

    No session ids in links, no name twice, no text that is not Unicode. Never applied to what
    is read back, so that an article keeps its hash when this rule changes.
    """
    for name in (*NAME_LISTS, "editors", "places"):
        if names := content.get(name):
            content[name] = [item for i, item in enumerate(names) if item not in names[:i]]
    for rows in content.values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and _SESSION.search(row.get("url") or ""):
                row["url"] = _SESSION.sub("", row["url"]).rstrip("?&")
    text = to_json(content)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        storable_content: Content = json.loads(storable(text))
        return storable_content, content_hash(storable_content)
    return content, _hash(data)


def content_hash(content: Content) -> str:
    """SHA-256 over the content as JSON with sorted keys, as 64 hexadecimal digits."""
    return _hash(to_json(content).encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def changed_fields(old: Content, new: Content) -> list[str]:
    """The names of the fields that differ, in alphabetical order."""
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_json(value: Any) -> str:
    """The one way values are written as JSON: stable, readable, no escapes for umlauts."""
    return _JSON.encode(value)


def storable(text: str) -> str:
    """``text`` with ``?`` for lone surrogates: neither SQLite nor UTF-8 can hold them."""
    return text.encode(errors="replace").decode()


def _row_values(row: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in ROW_FIELDS[type(row)]}
    return {name: value for name, value in values.items() if value is not None}

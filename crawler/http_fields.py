"""HTTP header fields as text, of live responses and of those in WARC records.

Field values are octets (RFC 9110, 5.5). ISO 8859-1 makes each of them one character, so that
decoding never fails and encoding gives back what was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.http import Headers, Response

ENCODING = "latin-1"


def raw_fields(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The fields of a response as they were sent, each of several with one name by itself."""
    return [(name, value) for name in headers for value in headers.getlist(name)]


def fields_of(headers: Headers) -> list[tuple[str, str]]:
    """The fields of a response as text."""
    return decoded(raw_fields(headers))


def decoded(fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Fields as text."""
    return [(name.decode(ENCODING), value.decode(ENCODING)) for name, value in fields]


def encoded(fields: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Fields as octets."""
    return [(name.encode(ENCODING), value.encode(ENCODING)) for name, value in fields]


def header_of(response: Response, name: str) -> str | None:
    """The value of a field; None if it was not sent or is empty."""
    value = response.headers.get(name)
    return value.decode(ENCODING) if value else None


def content_type_of(response: Response) -> str:
    """The Content-Type with its parameters; empty if it was not sent."""
    return header_of(response, "Content-Type") or ""


def field_values(fields: Iterable[tuple[str, str]], name: str) -> list[str]:
    """The comma-separated values of a field in lower case; ``name`` is in lower case, too."""
    values = ",".join(value for key, value in fields if key.lower() == name)
    return [value.strip().lower() for value in values.split(",") if value.strip()]

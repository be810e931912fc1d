"""JSON-LD of a page: its objects, also where the JSON is broken in one of the usual ways.

Templates wrap it in comments or CDATA, leave commas at the ends of lists, put a semicolon behind it
or write several objects one after the other. Search engines forgive all that, so pages keep it.
"""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml.etree import _Element as Element

logger = logging.getLogger(__name__)

JsonObject = dict[str, Any]

_MAX_JSON: Final = 500_000
_MAX_NODES: Final = 2_000
_HOLD_OTHERS: Final = "@graph", "mainEntity", "mainEntityOfPage", "breadcrumb", "hasPart"
"""Members whose objects are the page's too. Not ``itemListElement`` of a list of articles."""
_STRING: Final = r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)'
_WRAPPING: Final = re.compile(r"<!--|-->|(?://\s*+)?<!\[CDATA\[|\]\]>")
_ASIDE: Final = re.compile(rf"({_STRING})|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|//[^\n]*+", re.DOTALL)
_COMMAS: Final = re.compile(rf"({_STRING})|([\[{{])(?:\s*+,)++|(,)[\s,]*+([\]}}]|\Z)?", re.DOTALL)
_BETWEEN: Final = re.compile(r"[\s;,]*")
_NO_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrtu])')
_DECODER: Final = json.JSONDecoder(strict=False)

_REPORTS: Final = frozenset({"report", "pressrelease", "apireference"})


def read_json_ld(scripts: Iterable[Element]) -> list[JsonObject]:
    """All objects in a page's scripts, those in lists and graphs included.

    A script that cannot be read is left out; the log says so at debug level, for it is common.
    """
    found: list[JsonObject] = []
    for script in scripts:
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        if not text or len(text) > _MAX_JSON:
            continue
        queue: list[Any] = list(_values(text))
        while queue and len(found) < _MAX_NODES:
            node = queue.pop(0)
            if isinstance(node, list):
                queue.extend(node[:_MAX_NODES])
            elif isinstance(node, dict):
                found.append(node)
                for member in _HOLD_OTHERS:
                    queue.extend(as_list(node.get(member)))
    return found


def type_of(node: JsonObject) -> str:
    """The first type of an object: ``https://schema.org/NewsArticle`` → ``newsarticle``."""
    return next(iter(_types(node)), "")


def is_article(node: JsonObject) -> bool:
    """Whether an object is an article, of any kind that schema.org knows or will know."""
    return any(
        (kind.endswith(("article", "posting")) and kind != "jobposting") or kind in _REPORTS
        for kind in _types(node)
    )


def as_list(value: Any) -> list[Any]:
    """The values of a member that may have none, one or several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_in(node: JsonObject, member: str) -> str | None:
    """The first text of a member, also as ``{"@value": …}``."""
    for value in as_list(node.get(member)):
        if isinstance(value, dict):
            value = value.get("@value")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def by_reference(nodes: list[JsonObject]) -> dict[str, JsonObject]:
    """The objects by their ``@id``, of several under one the fullest."""
    found: dict[str, JsonObject] = {}
    for node in nodes:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(found.get(name, ())):
            found[name] = node
    return found


def _types(node: JsonObject) -> Iterator[str]:
    for kind in as_list(node.get("@type")):
        if isinstance(kind, str):
            yield re.split(r"[/#:]", kind.strip().rstrip("/"))[-1].lower()


def _values(text: str) -> Iterator[Any]:
    """The values of one script, mended where it has to be."""
    try:
        yield json.loads(text, strict=False)
    except RecursionError:
        logger.debug("JSON-LD is nested too deeply to be read.")
    except ValueError:
        yield from _one_after_the_other(_mended(text))


def _mended(text: str) -> str:
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    text = _ASIDE.sub(r"\1", _WRAPPING.sub("", text))
    text = _COMMAS.sub(_without_stray, text.strip().rstrip(";"))
    return _NO_ESCAPE.sub("", text)


def _without_stray(match: re.Match[str]) -> str:
    """One comma between two values; none behind an opening bracket or before a closing one."""
    text, opening, comma, closing = match.groups()
    return text or opening or (comma if closing is None else closing)


def _one_after_the_other(text: str) -> Iterator[Any]:
    start = 0
    while (start := _end_of(_BETWEEN, text, start)) < len(text):
        try:
            value, start = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            logger.debug("JSON-LD cannot be read: %s", error)
            return
        yield value


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start

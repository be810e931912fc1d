"""Text exports of pages: a stored text and what is expected of it, side by side as .txt and .json.

Each text is also read as other tools would have written it: a blank line between all lines, single
line breaks only, its trailer glued to one line. What is expected stays the same.

The .json gives the URL under ``url`` and only what a reader of the text can be sure of:

- fields of the article by their names, null where the text has none;
- ``breadcrumb``: labels; ``places``: names or ISO codes, in any order;
- ``body_first``, ``body_last``: how the body begins and ends, ``text_first``: how lead and body
  together begin, where the text does not tell them apart; ``paragraphs``: of the body;
- ``body_has``, ``body_not``, ``title_not``: pieces of text that are and are not in there;
- ``links``: text and URL; ``further_reading``: the named parts of each entry;
- ``glued``: false where there is no trailer to glue, or its parts could not be told apart then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from crawler.items import PARAGRAPH_BREAK, Article
from crawler.layouts import extract

EXPORTS = Path(__file__).with_name("exports")
_LABEL = r"(?:Redaktion|Länder / Organisationen|Themen):"


def exports() -> list[Path]:
    """All stored texts, in a stable order."""
    return sorted(EXPORTS.glob("*.txt"))


@cache
def expected_of(export: Path) -> dict[str, Any]:
    """What is expected of a stored text, its URL under ``url``."""
    return json.loads(export.with_suffix(".json").read_text("utf-8"))


def arrangements(export: Path) -> Iterator[tuple[str, str]]:
    """The stored text in each arrangement of line breaks, with a name for it."""
    text = export.read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    yield "as it stands", text
    yield "blank lines", "\n\n".join(lines)
    yield "single breaks", "\n".join(lines)
    if expected_of(export).get("glued", True) and (glued := with_glued_trailer(text)) != text:
        yield "glued trailer", glued


def with_glued_trailer(text: str) -> str:
    """The text, its trailer in one line with nothing between labels and values.

    It stands right behind the last paragraph then, as where a page's blocks end without a break.
    """
    start = text.rfind("\nQuelle:")
    if start < 0 or not re.search(_LABEL, text[start:]):
        return text
    rest = re.search(r"\n\s*(?:Weitere Informationen|Projektträger)", text[start:])
    end = start + rest.start() if rest else len(text)
    trailer = re.sub(r"\s*\n\s*", "", text[start:end].strip())
    trailer = re.sub(rf"\s+(?={_LABEL})", "", re.sub(r":\s+", ":", trailer))
    before = text[:start].rstrip()
    joint = "" if before.endswith(".") else "\n"
    return f"{before}{joint}{trailer}{text[end:]}"


def read(text: str, url: str) -> Article:
    """Read a text as the page at a URL."""
    return extract(text, url, content_type="text/plain")


def faults(article: Article, expected: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What of an article is not as expected: field → (read, expected)."""
    judged = {name: want for name, want in expected.items() if name not in ("url", "glued")}
    found = {name: _told(article, name, want) for name, want in judged.items()}
    return {name: (found[name], want) for name, want in judged.items() if found[name] != want}


def _told(article: Article, name: str, want: Any) -> Any:
    """What the article says of one expected thing, in the form it is expected in."""
    if (judge := _JUDGES.get(name)) is not None:
        return judge(article, want)
    return getattr(article, name, None)


def _body(article: Article) -> str:
    return article.body or ""


def _places(article: Article, want: list[str]) -> list[str]:
    told = [place.iso_code if place.iso_code in want else place.name for place in article.places]
    return want if sorted(map(str, told)) == sorted(want) else [str(place) for place in told]


def _editor(article: Article, want: str | None) -> str | None:
    """``von`` before the name is the page's wording: as good with as without."""
    told = article.editor_text
    same = (told or "").removeprefix("von ") == (want or "").removeprefix("von ")
    return want if same else told


def _further_reading(article: Article, want: list[dict[str, str]]) -> list[Any]:
    if len(article.further_reading) != len(want):
        return list(article.further_reading)
    return [
        {name: getattr(entry, name, None) for name in parts}
        for entry, parts in zip(article.further_reading, want, strict=True)
    ]


_JUDGES: dict[str, Callable[[Article, Any], Any]] = {
    "breadcrumb": lambda article, _: [crumb.label for crumb in article.breadcrumbs],
    "places": _places,
    "unknown_places": lambda article, _: [
        place.name for place in article.places if place.kind == "unknown"
    ],
    "editor_text": _editor,
    "paragraphs": lambda article, _: len(_body(article).split(PARAGRAPH_BREAK)),
    "text_first": lambda article, want: PARAGRAPH_BREAK.join(
        filter(None, (article.lead, article.body))
    )[: len(want)],
    "body_first": lambda article, want: _body(article)[: len(want)],
    "body_last": lambda article, want: _body(article)[-len(want) :],
    "body_has": lambda article, want: [piece for piece in want if piece in _body(article)],
    "body_not": lambda article, want: [
        piece for piece in want if piece not in f"{article.lead} {article.body}"
    ],
    "title_not": lambda article, want: [
        piece for piece in want if piece not in (article.title or "")
    ],
    "further_reading": _further_reading,
    "links": lambda article, _: [[link.text, link.url] for link in article.links],
}

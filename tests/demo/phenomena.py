"""How the tests look for a portal's peculiarities on its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.demo.content import DemoArticle, written
from crawler.demo.expected import Truth, expected
from tests.demo.conftest import Answer, Fetch, clean


@dataclass
class Sight:
    """An article's page beside its content and its truth."""

    article: DemoArticle
    truth: Truth
    page: Answer

    @property
    def html(self) -> str:
        return self.page.body.decode()

    @property
    def text(self) -> str:
        """The page's text with a blank between any two elements."""
        return clean(" ".join(self.page.tree.xpath("//body//text()")))

    def xpath(self, path: str) -> list[Any]:
        return self.page.tree.xpath(path)

    def linked_as(self, part: str) -> bool:
        return any(part in alias for alias in self.truth["aliases"])

    def is_copy(self, relation: str) -> bool:
        return (self.article.copy_of or {}).get("relation") == relation


Phenomena = Mapping[str, tuple[int, Callable[[Sight], object]]]
"""What → in how many articles at least, and how to tell."""


def sights(fetch: Fetch, portal: str) -> list[Sight]:
    articles = {article.address: article for article in written(portal)}
    return [
        Sight(articles["/" + row["url"].split("/", 3)[3]], row, fetch(row["url"]))
        for row in expected(portal)
    ]


def too_rare(seen: list[Sight], phenomena: Phenomena) -> dict[str, tuple[int, int]]:
    """The phenomena that occur less often than they must: how often, how often at least."""
    found = Counter(name for s in seen for name, (_, occurs) in phenomena.items() if occurs(s))
    return {
        name: (found[name], least) for name, (least, _) in phenomena.items() if found[name] < least
    }


ON_BOTH: Phenomena = {
    "„…“": (10, lambda s: "“" in s.truth["body"]),
    "„…”": (10, lambda s: "”" in s.truth["body"]),
    "soft hyphens": (10, lambda s: re.search(r"\w(&shy;|\N{SOFT HYPHEN})\w", s.html)),
    "no-break spaces": (10, lambda s: re.search(r"\w(&nbsp;|\N{NO-BREAK SPACE})\w", s.html)),
    "named entities": (8, lambda s: "&uuml;" in s.html),
    "an event with a range": (3, lambda s: any("/" in d["edtf"] for d in s.truth["dates"])),
    "an event on a day": (5, lambda s: any(d["role"] == "event" for d in s.truth["dates"])),
    "an inline link": (5, lambda s: any(x["kind"] == "inline" for x in s.truth["links"])),
    "other articles' dates in the margin": (
        10,
        lambda s: s.xpath("//aside//*[@class='date'] | //*[@id='supplement']//*[@class='date']"),
    ),
}

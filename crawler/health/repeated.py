"""New articles of one run that all say the same: a page that stands in the place of each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from crawler.health.signs import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Article

SEVERAL = 3
"""URLs with one text from which on it is nobody's: two sections may show one article."""
_LONG = 250
"""Words of a text that is an article however often it stands there."""


class RepeatedTexts:
    """Counts the URLs under which each text of a run is new."""

    def __init__(self) -> None:
        self._urls: defaultdict[int, set[str]] = defaultdict(set)

    def see(self, article: Article) -> None:
        """Count a new article."""
        said = (article.title, article.lead, article.body, article.published_on)
        if any(said[:3]) and words(article) < _LONG:
            self._urls[hash(said)].add(article.url)

    def groups(self) -> Iterator[list[str]]:
        """The URLs that share one text, as many as are too many."""
        return (sorted(urls) for urls in self._urls.values() if len(urls) >= SEVERAL)

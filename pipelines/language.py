"""Language: decided by the text, with what the page says of itself as a hint."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.language import detect_language
from crawler.items import Article


def language(article: Article) -> Article:
    """Set ``language`` (ISO 639-1) from title, lead and body; ``page_language`` is only a hint.

    None where the text is too short to tell and the page says nothing.
    """
    text = "\n".join(filter(None, (article.title, article.lead, article.body)))
    return replace(article, language=detect_language(text, hint=article.page_language))


class LanguagePipeline:
    """Runs ``language`` on every item."""

    def process_item(self, item: Article) -> Article:
        """The item with its language."""
        return language(item)

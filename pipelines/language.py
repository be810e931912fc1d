"""Language: detected from the text; what the page declares is a hint."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.language import detect_language
from crawler.items import Article
from pipelines.base import NormalisingPipeline


def language(article: Article) -> Article:
    """Set ``language`` (ISO 639-1) from title, lead and body; ``page_language`` is only a hint.

    None where the text is too short to tell and the page says nothing.
    """
    text = "\n".join(filter(None, (article.title, article.lead, article.body)))
    return replace(article, language=detect_language(text, hint=article.page_language))


class LanguagePipeline(NormalisingPipeline):
    """Runs ``language``."""

    normalise = staticmethod(language)

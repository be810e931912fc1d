"""Credits: Quelle, Redaktion and Themen, from their own elements or from a trailer in one piece."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.credits import split_editors, split_sources
from crawler.german.labels import LabelField, labelled_values, read_label
from crawler.german.topics import split_topics
from crawler.items import Article, Editor
from pipelines.base import NormalisingPipeline


def credits(article: Article) -> Article:
    """Set ``source_text``, ``sources``, ``editor_text``, ``editors`` and ``topics``.

    A trailer (``Quelle: … Redaktion: … Länder / Organisationen: … Themen: …``, spaced or glued)
    fills what no element of its own gave; an empty value (``Redaktion:`` and the next label at
    once) stays None. ``places_text`` is left to the places step. The texts stay as printed after
    their label.
    """
    trailer = _trailer(article.trailer_text)
    source_text = _value(article.source_text) or trailer.get("source")
    editor_text = _value(article.editor_text) or trailer.get("editor")
    places_text = article.places_text or _one(trailer.get("places"))
    topics_text = article.topics_text or _one(trailer.get("topics"))
    return replace(
        article,
        source_text=source_text,
        sources=split_sources(source_text or "") or article.sources,
        editor_text=editor_text,
        editors=_editors(editor_text) or article.editors,
        places_text=[value for text in places_text if (value := _value(text))],
        topics_text=[value for text in topics_text if (value := _value(text))],
        topics=split_topics(filter(None, map(_value, topics_text))) or article.topics,
    )


class CreditsPipeline(NormalisingPipeline):
    """Runs ``credits``."""

    normalise = staticmethod(credits)


def _trailer(text: str | None) -> dict[LabelField, str]:
    values: dict[LabelField, str] = {}
    for label, value in labelled_values(text or ""):
        if value:
            values.setdefault(label.field, value)
    return values


def _value(text: str | None) -> str | None:
    """A value without the label that some layouts leave before it."""
    if text is None:
        return None
    label = read_label(text)
    if label is not None and label.field in ("source", "editor", "places", "topics"):
        text = text[label.end :]
    return text.strip() or None


def _editors(text: str | None) -> list[Editor]:
    return [Editor(credit.name, credit.organisation) for credit in split_editors(text or "")]


def _one(text: str | None) -> list[str]:
    return [text] if text else []

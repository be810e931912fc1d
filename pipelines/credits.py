"""Credits: Quelle, Redaktion and Themen."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.credits import day_of_editing, split_editors, split_sources
from crawler.german.labels import OF_TRAILER, read_label
from crawler.german.topics import split_topics
from crawler.items import Article, Editor
from pipelines.base import NormalisingPipeline


def credits(article: Article) -> Article:
    """Set ``source_text``, ``sources``, ``editor_text``, ``editors`` and ``topics``.

    A day in the value of ``Redaktion:`` says when the article was edited last: it becomes
    ``updated_text`` where the page has no other. It is no publication, but bounds it
    (``published_edtf``), as every update does.

    An empty value (``Redaktion:`` and the next label at once) stays None. ``places_text`` is left
    to the places step. The texts stay as printed after their label.
    """
    if not any(getattr(article, name) for name in _PRINTED):
        return article
    source_text = _value(article.source_text)
    editor_text = _value(article.editor_text)
    edited = None if article.updated_text else day_of_editing(editor_text or "")
    provenance = article.provenance
    if edited and "editor_text" in provenance:
        provenance = {**provenance, "updated_text": provenance["editor_text"]}
    return replace(
        article,
        provenance=provenance,
        source_text=source_text,
        sources=split_sources(source_text or "") or article.sources,
        editor_text=_names(editor_text),
        updated_text=article.updated_text or edited,
        editors=_editors(editor_text) or article.editors,
        places_text=[value for text in article.places_text if (value := _value(text))],
        topics_text=[value for text in article.topics_text if (value := _value(text))],
        topics=split_topics(filter(None, map(_value, article.topics_text))) or article.topics,
    )


_PRINTED = ("source_text", "editor_text", "places_text", "topics_text")
"""Credits as printed, of which most pages have none."""


class CreditsPipeline(NormalisingPipeline):
    """Runs ``credits``."""

    normalise = staticmethod(credits)


def _value(text: str | None) -> str | None:
    """A value without the label that some layouts leave before it."""
    if text is None:
        return None
    label = read_label(text)
    if label is not None and label.field in OF_TRAILER:
        text = text[label.end :]
    return text.strip() or None


def _names(editor_text: str | None) -> str | None:
    """The value of ``Redaktion:``; None where it is a date and names nobody."""
    return editor_text if editor_text and split_editors(editor_text) else None


def _editors(text: str | None) -> list[Editor]:
    return [Editor(credit.name, credit.organisation) for credit in split_editors(text or "")]

"""Typography: every text of the article cleaned, before any other step looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crawler.german.typography import clean_line, clean_text
from crawler.items import Article, Breadcrumb, FurtherReading, Image, Link
from crawler.urls import printable_url
from pipelines.base import NormalisingPipeline


def typography(article: Article) -> Article:
    """Clean all texts; see ``crawler.german.typography`` for what is cleaned.

    Lead and body keep their paragraphs, all other texts become one line. Empty texts become None,
    empty list entries and crumbs without a label are left out. Of URLs only what prints nothing is
    encoded.
    """
    return replace(
        article,
        title=clean_line(article.title),
        subtitle=clean_line(article.subtitle),
        kicker=clean_line(article.kicker),
        lead=clean_text(article.lead),
        body=clean_text(article.body),
        published_text=clean_line(article.published_text),
        updated_text=clean_line(article.updated_text),
        deadline_text=clean_line(article.deadline_text),
        event_text=clean_line(article.event_text),
        source_text=clean_line(article.source_text),
        editor_text=clean_line(article.editor_text),
        places_text=_lines(article.places_text),
        topics_text=_lines(article.topics_text),
        further_reading=_entries(article.further_reading),
        breadcrumbs=[
            Breadcrumb(label, crumb.url and printable_url(crumb.url))
            for crumb in article.breadcrumbs
            if (label := clean_line(crumb.label))
        ],
        links=[_link(link) for link in article.links],
        images=[_image(image) for image in article.images],
    )


class TypographyPipeline(NormalisingPipeline):
    """Runs ``typography``."""

    normalise = staticmethod(typography)


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in texts if (line := clean_line(text))]


def _entries(printed: Iterable[FurtherReading | str]) -> list[FurtherReading]:
    """Entries with a text; a selector declared for them gives the text alone."""
    entries = (FurtherReading(one) if isinstance(one, str) else one for one in printed)
    return [
        replace(entry, title=line, url=entry.url and printable_url(entry.url))
        for entry in entries
        if (line := clean_line(entry.title))
    ]


def _link(link: Link) -> Link:
    section = clean_line(link.section)
    return Link(printable_url(link.url), clean_line(link.text) or "", section, link.kind)


def _image(image: Image) -> Image:
    return Image(printable_url(image.url), clean_line(image.caption), clean_line(image.credit))

"""The readers that are compared: ``extract``, and trafilatura with htmldate beside it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from bench.accuracy.labelled import LabelledPage
from crawler.items import Article
from crawler.layouts import extract


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader's title, text and days of one page."""

    title: str | None = None
    text: str = ""
    """Lead and body."""
    body: str = ""
    published: str | None = None
    article: Article | None = field(default=None, repr=False)
    """All that ``extract`` reads; None of other readers."""


def ours(page: LabelledPage) -> Reading:
    """By ``extract``."""
    return of_article(extract(page.path.read_bytes(), page.url))


def of_article(article: Article) -> Reading:
    """An article as a reading."""
    return Reading(
        article.title,
        f"{article.lead or ''}\n{article.body or ''}",
        article.body or "",
        article.published_on,
        article,
    )


def peers(page: LabelledPage) -> Reading:
    """By trafilatura, and the day by htmldate: the publication's, searched for extensively."""
    import trafilatura
    from htmldate import find_date

    logging.disable(logging.ERROR)
    html = page.path.read_bytes()
    found = trafilatura.bare_extraction(html, url=page.url, with_metadata=True)
    title, text = (found.title, found.text or "") if found is not None else (None, "")
    try:
        decoded = html.decode("utf-8", "replace")
        day = find_date(decoded, url=page.url, extensive_search=True, original_date=True)
    except Exception:  # a page that a peer cannot read is a page without a date to it
        day = None
    finally:
        logging.disable(logging.NOTSET)
    return Reading(title, text, text, day)


def both(page: LabelledPage) -> tuple[Reading, Reading]:
    """Ours and the peers'."""
    return ours(page), peers(page)

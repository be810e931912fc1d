"""Breadcrumbs: the trail to the article, without the article."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.breadcrumbs import without_title
from crawler.items import BREADCRUMB_SEPARATOR, Article, Breadcrumb
from pipelines.base import NormalisingPipeline


def breadcrumbs(article: Article) -> Article:
    """Set ``breadcrumbs`` and ``breadcrumb`` from the page's crumbs.

    "Sie sind hier", unfilled placeholders, repeated labels and a last crumb that is the title
    (whole or cut with an ellipsis) are left out. URLs of crumbs are kept.
    """
    if not article.breadcrumbs:
        return article
    trail = without_title([crumb.label for crumb in article.breadcrumbs], article.title)
    urls = {
        label: crumb.url
        for crumb in article.breadcrumbs
        for label in without_title([crumb.label], None)
    }
    return replace(
        article,
        breadcrumbs=[Breadcrumb(label, urls.get(label)) for label in trail],
        breadcrumb=BREADCRUMB_SEPARATOR.join(trail) or None,
    )


class BreadcrumbsPipeline(NormalisingPipeline):
    """Runs ``breadcrumbs``."""

    normalise = staticmethod(breadcrumbs)

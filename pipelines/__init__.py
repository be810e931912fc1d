"""The steps an article passes on its way from raw to normalised, in their order.

The order is told here once: ``normalise`` runs the steps on one article, and Scrapy's setting
``ITEM_PIPELINES`` runs the same steps, leaves out what the crawl did not ask for, and stores the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from crawler.items import Article
from pipelines.breadcrumbs import breadcrumbs
from pipelines.credits import credits
from pipelines.dates import dates
from pipelines.identity import identity
from pipelines.language import language
from pipelines.places import places
from pipelines.typography import typography

STEPS: tuple[Callable[[Article], Article], ...] = (
    typography,
    language,
    breadcrumbs,
    credits,
    dates,
    places,
    identity,
)

ITEM_PIPELINES = {
    **{
        f"{step.__module__}.{step.__name__.capitalize()}Pipeline": position * 100
        for position, step in enumerate(STEPS, start=1)
    },
    "pipelines.period.PeriodPipeline": 900,
    "pipelines.archive.ArchivePipeline": 1000,
}


def normalise(article: Article) -> Article:
    """The article after all steps; the one passed in is not changed."""
    for step in STEPS:
        article = step(article)
    return article

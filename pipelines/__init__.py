"""The item pipelines an article passes, in their order: normalised, then kept or left out.

Each normalisation is a file of this folder with a pure function of the same name and a thin class
around it. ``normalise`` runs the functions on one article; Scrapy's setting ``ITEM_PIPELINES`` runs
the classes, and behind them those that reject, quarantine or store the article.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.items import Article

STEPS = {
    "typography": "pipelines.typography.TypographyPipeline",
    "language": "pipelines.language.LanguagePipeline",
    "breadcrumbs": "pipelines.breadcrumbs.BreadcrumbsPipeline",
    "credits": "pipelines.credits.CreditsPipeline",
    "dates": "pipelines.dates.DatesPipeline",
    "further_reading": "pipelines.further_reading.FurtherReadingPipeline",
    "places": "pipelines.places.PlacesPipeline",
    "identity": "pipelines.identity.IdentityPipeline",
}
"""The normalisations: name of the function and of its module → its class."""

_CLASSES = (
    "pipelines.articles.ArticlesPipeline",
    *STEPS.values(),
    "pipelines.reservation.ReservationPipeline",
    "pipelines.incomplete.IncompletePipeline",
    "pipelines.soft404.Soft404Pipeline",
    "pipelines.period.PeriodPipeline",
    "pipelines.moved.MovedPipeline",
    "pipelines.quarantine.QuarantinePipeline",
    "pipelines.archive.ArchivePipeline",
)

ITEM_PIPELINES = {path: position * 100 for position, path in enumerate(_CLASSES, start=1)}


def normalise(article: Article) -> Article:
    """The article after all steps; the one passed in is not changed."""
    for step in _functions():
        article = step(article)
    return replace(article, is_normalised=True)


def prepare() -> None:
    """Import the steps now, and not with the first article: whoever reads pages needs them."""
    _functions()


@cache
def _functions() -> tuple[Callable[[Article], Article], ...]:
    # Imported on first use: every command reads the settings, few normalise an article.
    return tuple(getattr(import_module(f"pipelines.{name}"), name) for name in STEPS)

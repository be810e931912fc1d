"""The steps an article passes on its way from raw to normalised, in their order.

The order is told here once. Each step is a file of this folder with a pure function of the same
name and a thin class around it: ``normalise`` runs the functions on one article; Scrapy's setting
``ITEM_PIPELINES`` runs the classes, leaves out what the crawl did not ask for, and stores the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.items import Article

STEPS = ("typography", "language", "breadcrumbs", "credits", "dates", "places", "identity")

ITEM_PIPELINES = {
    f"pipelines.{name}.{name.capitalize()}Pipeline": position * 100
    for position, name in enumerate(
        (
            "articles",
            *STEPS,
            "reservation",
            "incomplete",
            "soft404",
            "period",
            "quarantine",
            "archive",
        ),
        start=1,
    )
}


def normalise(article: Article) -> Article:
    """The article after all steps; the one passed in is not changed."""
    for step in _functions():
        article = step(article)
    return article


@cache
def _functions() -> tuple[Callable[[Article], Article], ...]:
    # Imported on first use: every command reads the settings, few normalise an article.
    return tuple(getattr(import_module(f"pipelines.{name}"), name) for name in STEPS)

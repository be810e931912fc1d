"""Checks of one article, by itself and against the stored one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.items import GENERIC, METADATA
from crawler.monitoring.health.measures import Key

if TYPE_CHECKING:
    from crawler.items import Article

FIELDS = (
    "title", "subtitle", "kicker", "lead", "body", "published_on", "deadline_on", "source_text",
    "editor_text", "breadcrumb", "places", "topics", "images",
)  # fmt: skip
"""Columns and lists whose presence is checked."""
OPTIONAL = frozenset(FIELDS) - {"title", "lead", "body", "published_on", "breadcrumb"}
"""Fields that whole kinds of articles lack: calls have no source, documents no editor."""
_ORIGINS = {
    "title": "title", "lead": "lead", "body": "body", "published_text": "published_on",
    "source_text": "source_text",
}  # fmt: skip
_FALLBACKS = frozenset({GENERIC, METADATA})
"""Sources of values that no rule of the portal's family found."""
_COMPARED = ("title", "published_on", "language")
_TEXTS = ("title", "kicker", "lead", "body")
_LANGUAGE = "de"
# U+FFFD, UTF-8 read as Latin-1 or Windows-1252 (Ã¤, Â·, â€ž), and the controls C1.
BROKEN_LETTERS = re.compile(r"�|Ã[\x80-\xbf„¤¶¼Ÿœ–]|Â(?!\w)|â€|[\x80-\x9f]")

ABSENT, LOST, CHANGED, REPEATED = "absent", "lost", "changed", "repeated"
GARBLED, SITE_NAME, FOREIGN, FALLBACK = "garbled", "site_name", "foreign", "fallback"
SHORT, SHRUNK, REPLACED = "short", "shrunk", "replaced"
UNSURE = "unsure"
"""Mean doubt: 1 less the confidence of a field."""
_WEIGHED = {"title": "title", "body": "body", "lead": "lead", "published": "published_on"}
"""Field with a confidence → the column it is told of."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is normal for the portal's articles; empty in its first runs."""

    fields: frozenset[str] = frozenset()
    words: float = 0.0
    """Median length of an article in words."""


def quality_checks(
    article: Article, before: Article | None, site_names: Collection[str], baseline: Baseline
) -> Iterator[tuple[Key, bool]]:
    """Each check of this article, and whether the article fails it.

    Args:
        article: as it was extracted now.
        before: as it is stored; None for a new one.
        site_names: how the portal calls itself, case-folded.
        baseline: what is normal for the portal's articles.
    """
    yield Key(SITE_NAME, "title"), (article.title or "").casefold() in site_names
    for field in _TEXTS:
        if text := getattr(article, field):
            yield Key(GARBLED, field), bool(BROKEN_LETTERS.search(text))
    for raw, field in _ORIGINS.items():
        if origin := article.provenance.get(raw):
            yield Key(FALLBACK, field), origin.partition(": ")[0] in _FALLBACKS
    if before is None:
        yield from _by_itself(article, baseline)
    else:
        yield from _beside(article, before)


def _by_itself(article: Article, baseline: Baseline) -> Iterator[tuple[Key, bool]]:
    for field in FIELDS:
        yield Key(ABSENT, field), not getattr(article, field)
    if article.language:
        yield Key(FOREIGN, "language"), article.language != _LANGUAGE
    if baseline.words and article.body:
        yield Key(SHORT, "body"), words(article) < baseline.words / 3


def _beside(article: Article, before: Article) -> Iterator[tuple[Key, bool]]:
    for field in FIELDS:
        if getattr(before, field):
            yield Key(LOST, field), not getattr(article, field)
    for field in _COMPARED:
        old, new = getattr(before, field), getattr(article, field)
        if old and new:
            yield Key(CHANGED, field), old != new
    if before.body and article.body:
        yield Key(SHRUNK, "body"), len(article.body) < len(before.body) * 0.6
        yield Key(REPLACED, "body"), _paragraphs(article).isdisjoint(_paragraphs(before))


def is_doubtful(key: Key, baseline: Baseline) -> bool:
    """Whether an article that fails this check is held until the run ends.

    A field that other articles lack too, or a value from a fallback rule, is no reason to hold it.
    """
    if key.measure == ABSENT:
        return key.field in baseline.fields
    return key.measure not in (FALLBACK, UNSURE)


def doubts(article: Article) -> Iterator[tuple[Key, float]]:
    """How unsure the fields of an article are: 0 is certain, 1 is certainly wrong."""
    for field, column in _WEIGHED.items():
        if (sure := article.confidence.get(field)) is not None:
            yield Key(UNSURE, column), 1 - sure


def words(article: Article) -> int:
    """Words in lead and body."""
    return len(f"{article.lead or ''} {article.body or ''}".split())


def _paragraphs(article: Article) -> set[str]:
    return {line.strip() for line in (article.body or "").split("\n")} - {""}

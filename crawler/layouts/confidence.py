"""Confidence of an article's fields: the probability, from 0 to 1, that its value is right.

A value is judged by the kind of source that gave it (a declared selector, a family's rule,
metadata, a general rule, the title tag, a text export), by what reading it has weighed already
(``Value.confidence``), and by what else the page says of the same thing: a headline that is
``og:title`` and stands in the title tag, too, is hardly the logo's. Each of these is a named
feature; ``confidence_weights`` has what each counts, fitted on labelled pages and calibrated on
pages that nothing was learned from.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from math import exp, log
from typing import TYPE_CHECKING, Any, Final

from crawler.items import GENERIC, METADATA
from crawler.layouts.confidence_weights import CALIBRATION, WEIGHTS
from crawler.layouts.reading.page import Page, folded, slug_words
from crawler.layouts.values import FIELDS

if TYPE_CHECKING:
    from crawler.items import Article
    from crawler.layouts.layout import Layout
    from crawler.layouts.metadata import PageMetadata

DOUBTFUL: Final = 0.3
"""Below it a value is doubtful: another source is asked, too."""
SURER: Final = 0.2
"""By how much another source must be surer, to be believed instead."""

_NOT_JUDGED: Final = frozenset({"kind", "further_reading", "links"})
JUDGED: Final = {field: target for field, target in FIELDS.items() if field not in _NOT_JUDGED}
"""Field → where an article has it as read."""
OTHER: Final = "other"
"""Whose weights a field has that too few pages are labelled with."""

_TITLE_TAG: Final = "title tag"
_SURE: Final = 0.999
_ENDS: Final = (".", "!", "?", "…", '"', "“", "”", "«", "»", ")")
_FEW_WORDS: Final = 3
_LONG: Final = 1_500
_START: Final = 40
"""Characters by which a description is recognised in a text."""


def kind_of_source(origin: str, *, declared: bool = False) -> str:
    """What kind of source gave a value, by its provenance: ``gsb: h1`` → ``family``."""
    source, _, place = origin.partition(": ")
    if declared:
        return "declared"
    if source == METADATA:
        return "metadata"
    if source == "text export":
        return "text"
    if source == GENERIC:
        return _TITLE_TAG if place == _TITLE_TAG else GENERIC
    return "family"


class Witnesses:
    """What a page says of its fields beside the places where a layout reads them.

    Args:
        url: the page's URL.
        page: the page; None for a text export, which says nothing beside its text.
        metadata: what the page says for machines.
        reader: the layout that reads it.
    """

    def __init__(
        self,
        url: str,
        page: Page | None = None,
        metadata: PageMetadata | None = None,
        reader: Layout | None = None,
    ) -> None:
        self._url = url
        self._page = page
        self._metadata = metadata
        self._reader = reader

    @cached_property
    def titles(self) -> dict[str, str]:
        """The titles told elsewhere, folded, by where."""
        page = self._page
        if page is None:
            return {}
        told = dict(self._metadata.titles()) if self._metadata is not None else {}
        told["title tag"] = page.title_tag
        return {place: text for place, title in told.items() if (text := folded(title[:300]))}

    @cached_property
    def description(self) -> str:
        """How the page describes itself, folded."""
        meta = self._page.meta if self._page is not None else {}
        return folded((meta.get("description") or meta.get("og:description") or "")[:300])

    @cached_property
    def slug(self) -> list[str]:
        """The words of the URL's end."""
        return slug_words(self._url)

    @cached_property
    def path(self) -> str:
        """The words of the whole URL."""
        return folded(self._url[:300])

    @cached_property
    def prose(self) -> int:
        """Characters of all paragraphs on the page; 0 where that is not known."""
        blocks = self._reader.view.blocks if self._reader is not None else ()
        return sum(len(block.text) for block in blocks if block.is_prose)


def confidence_of(
    field: str, value: Any, kind: str, witnesses: Witnesses, likelihood: float | None = None
) -> float:
    """How sure a value of a field is.

    Args:
        field: its name in ``JUDGED``.
        value: the value as read: a text, or a list.
        kind: the kind of source, as ``kind_of_source`` tells it.
        witnesses: what the page says beside it.
        likelihood: how likely it is by whoever read it; None where nobody has weighed it.
    """
    table = field if field in WEIGHTS else OTHER
    weights = WEIGHTS[table]
    score = weights["always"]
    for name, strength in features(field, value, kind, witnesses, likelihood):
        score += weights.get(name, 0.0) * strength
    slope, offset = CALIBRATION.get(table, (1.0, 0.0))
    return round(min(_SURE, 1 / (1 + exp(-(slope * score + offset)))), 3)


def confidences(article: Article, witnesses: Witnesses) -> dict[str, float]:
    """How sure each field is that an article has, by its provenance and what the page says."""
    return {
        field: confidence_of(
            field, value, kind_of_source(article.provenance.get(target, "")), witnesses
        )
        for field, target in JUDGED.items()
        if (value := getattr(article, target))
    }


# -- The features, by field ------------------------------------------------------------------------


def features(
    field: str, value: Any, kind: str, witnesses: Witnesses, likelihood: float | None
) -> Iterator[tuple[str, float]]:
    """What there is to say of a value: names of features, with their strengths."""
    yield f"from {kind}", 1.0
    if likelihood is not None:
        likelihood = min(_SURE, max(1 - _SURE, likelihood))
        yield "weighed", 1.0
        yield "odds by weighing", log(likelihood / (1 - likelihood))
    if isinstance(value, str) and (judge := _JUDGES.get(field)):
        for name in judge(value, witnesses):
            yield name, 1.0


def _title(title: str, witnesses: Witnesses) -> Iterator[str]:
    text = folded(title)
    for place, told in witnesses.titles.items():
        if text == told:
            yield f"is {place}"
        elif f" {text} " in f" {told} ":
            yield f"in {place}"
        elif f" {told} " not in f" {text} ":
            yield f"not in {place}"
    if slug := witnesses.slug:
        shown = sum(word in text for word in slug)
        yield "like URL" if 2 * shown > len(slug) else "unlike URL"
    if len(text.split()) < _FEW_WORDS:
        yield "few words"


def _body(body: str, witnesses: Witnesses) -> Iterator[str]:
    length = len(body)
    if length > _LONG:
        yield "long"
    if "\n\n" not in body:
        yield "one paragraph"
    if not body.rstrip().endswith(_ENDS):
        yield "ends in no sentence"
    if prose := witnesses.prose:
        share = length / prose
        yield (
            "little of the prose"
            if share < 0.4
            else "most of the prose"
            if share > 0.8
            else "half of the prose"
        )
    start = witnesses.description[:_START]
    if len(start) == _START:
        yield "opens as described" if start in folded(body[:600]) else "opens otherwise"


def _lead(lead: str, witnesses: Witnesses) -> Iterator[str]:
    start = witnesses.description[:_START]
    if len(start) == _START and folded(lead).startswith(start):
        yield "as described"
    if not lead.rstrip().endswith(_ENDS):
        yield "ends in no sentence"


def _kicker(kicker: str, witnesses: Witnesses) -> Iterator[str]:
    text = folded(kicker)
    if text and text in witnesses.path:
        yield "in URL"


_JUDGES: Final = {"title": _title, "body": _body, "lead": _lead, "kicker": _kicker}

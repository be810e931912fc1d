"""A portal's articles as dating reads them: what each states, and the evidence kept of it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass, field

from crawler.archive.dating.evidence import Evidence, sorted_evidence
from crawler.archive.dating.own_evidence import OWN, days_of_edtf
from crawler.items import FROM_CAPTURE

_ARTICLES = """
    SELECT id, url, published_on, CASE WHEN published_from IS NOT :from_capture
        THEN published_edtf END, published_text, published_earliest, published_latest,
        published_estimate, published_probability, published_basis
    FROM articles WHERE portal IS nullif(:portal, '') ORDER BY id
"""
_EVIDENCE = """
    SELECT e.article_id, e.kind, e.earliest, e.latest, e.text, e.capture_id
    FROM dating_evidence AS e JOIN articles AS a ON a.id = e.article_id
    WHERE a.portal IS nullif(:portal, '') ORDER BY e.article_id, e.position
"""


@dataclass(slots=True)
class Dated:
    """An article on its way to an interval.

    Attributes:
        article_id: the article.
        url: its canonical URL.
        stated: the day of publication that its page states.
        stored: earliest, latest, estimate, probability and basis as they are in the archive.
        kept: the evidence as it is in the archive, in its order.
        is_looked_at: whether what it says itself has been worked out anew.
        own: what it says itself.
        shared: what is worked out with its portal.
        alone: how many of these its neighbours have no part in.
    """

    article_id: int
    url: str
    stated: dt.date | None
    stored: tuple[object, ...]
    kept: list[Evidence] = field(default_factory=list)
    is_looked_at: bool = False
    own: list[Evidence] = field(default_factory=list)
    shared: list[Evidence] = field(default_factory=list)
    alone: int = 0

    @property
    def evidence(self) -> list[Evidence]:
        """All of it."""
        return self.own + self.shared

    @property
    def is_as_kept(self) -> bool:
        """Whether the archive has just this evidence."""
        if self.is_looked_at:
            return sorted_evidence(self.evidence) == self.kept
        return {*self.shared} == {*self.kept}.difference(self.own)


def read_portal(db: sqlite3.Connection, portal: str) -> dict[int, Dated]:
    """The articles of a portal, by id, with the evidence that is kept of them."""
    articles: dict[int, Dated] = {}
    values = {"portal": portal, "from_capture": FROM_CAPTURE}
    for article_id, url, published_on, edtf, text, *stored in db.execute(_ARTICLES, values):
        article = Dated(article_id, url, day_of(published_on), tuple(stored))
        if article.stated is None and edtf and (days := days_of_edtf(edtf)):
            article.shared.append(Evidence("stated", *days, text or edtf))
        articles[article_id] = article
    for article_id, kind, earliest, latest, text, capture_id in db.execute(_EVIDENCE, values):
        piece = Evidence(kind, day_of(earliest), day_of(latest), text, capture_id)
        articles[article_id].kept.append(piece)
        if kind in OWN:
            articles[article_id].own.append(piece)
    return articles


def day_of(text: str | None) -> dt.date | None:
    """A day as the archive writes it."""
    return dt.date.fromisoformat(text) if text else None

"""Take one layout away, as a redesign does: the others and the fallback stand in for it."""

from __future__ import annotations

from collections import Counter

import pytest

import crawler.layouts as layouts
from crawler.layouts.field_resolver import PageMetadata
from crawler.layouts.reading.page import folded
from tests.layouts.golden import expected_of, golden_pages, read


def f1(found: str | None, wanted: str | None) -> float:
    """Overlap of two texts' words."""
    one, other = Counter((found or "").split()), Counter((wanted or "").split())
    shared = sum((one & other).values())
    return 2 * shared / (sum(one.values()) + sum(other.values())) if shared else 0.0


def scores() -> tuple[float, float]:
    """Title accuracy and body F1 over the golden pages, in points of 100."""
    titles, bodies = [], []
    for page in golden_pages():
        wanted, article = expected_of(page), read(page)
        titles.append(folded(article.title or "") == folded(wanted["title"]))
        bodies.append(f1(article.body, wanted["body"]))
    return 100 * sum(titles) / len(titles), 100 * sum(bodies) / len(bodies)


@pytest.mark.parametrize("missing", [layout.name for layout in layouts.LAYOUTS])
def test_a_missing_layout_costs_little(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tuple(layout for layout in layouts.LAYOUTS if layout.name != missing)
    monkeypatch.setattr(layouts, "LAYOUTS", left)
    title, body = scores()
    assert title >= 95
    assert body >= 97


def test_missing_structured_data_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    for method in ("title", "body", "breadcrumbs", "updated"):
        monkeypatch.setattr(PageMetadata, method, lambda self: None)
    monkeypatch.setattr(PageMetadata, "dates", ())
    title, body = scores()
    assert title >= 95
    assert body >= 97

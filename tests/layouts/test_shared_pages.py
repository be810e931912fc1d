"""The layouts on thirty real pages of both families, read and labelled by hand.

The pages belong to others and stay where they are; without them these tests are skipped.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Article
from crawler.layouts import read_page
from crawler.layouts.reading.date_lines import DATE_SHAPE

SHARED = Path(__file__).parents[3] / "shared" / "pages"
TRUTH = (
    [json.loads(line) for line in (SHARED / "truth.jsonl").read_text("utf-8").splitlines()]
    if SHARED.is_dir()
    else []
)
MONTHS = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]

pytestmark = pytest.mark.skipif(not TRUTH, reason="../shared/pages is not there")
each_page = pytest.mark.parametrize("truth", TRUTH, ids=[row["file"] for row in TRUTH])


@cache
def article_of(file: str, url: str, layout: str | None = None) -> Article:
    return read_page((SHARED / "html" / file).read_bytes(), url, layout)


def read(truth: dict[str, Any], layout: str | None = None) -> Article:
    return article_of(truth["file"], truth["url"], layout)


def plain(text: str | None) -> str:
    return " ".join((text or "").replace("\xad", "").replace("\u200b", "").split())


def day(text: str | None) -> str | None:
    """The day in a date line, by a reading of its own."""
    found = DATE_SHAPE.search(text or "")
    if found is None:
        return None
    if re.match(r"\d{4}-", found.group()):
        return found.group()
    figures = re.findall(r"\d+", found.group())
    if len(figures) == 3:
        date, month, year = figures
    else:
        (date, year), name = figures, re.findall(r"[A-Za-zä]+", found.group())[0]
        month = str(MONTHS.index(name[:3]) + 1)
    return f"{year}-{int(month):02}-{int(date):02}"


def right_title(truth: dict[str, Any], article: Article) -> bool:
    return plain(article.title) == plain(truth["title"])


def right_body(truth: dict[str, Any], article: Article) -> bool:
    body = plain(article.body)
    return (
        body.startswith(plain(truth["body_first_words"]))
        and body.endswith(plain(truth["body_last_words"]))
        and not any(plain(text) in body for text in truth["boilerplate_after"])
    )


@each_page
def test_title_date_and_body_are_right(truth: dict[str, Any]) -> None:
    article = read(truth)
    assert plain(article.title) == plain(truth["title"])
    assert day(article.published_text) == truth["published"]
    assert right_body(truth, article)


def test_kickers() -> None:
    right = [
        plain(read(truth).kicker) in map(plain, [truth["kicker"], *(truth["kicker_alt"] or [])])
        for truth in TRUTH
    ]
    assert sum(right) >= 0.95 * len(right)


def test_breadcrumbs() -> None:
    right = [
        [plain(crumb.label) for crumb in read(truth).breadcrumbs] == (truth["breadcrumb"] or [])
        for truth in TRUTH
    ]
    assert sum(right) >= 0.95 * len(right)


def test_leads_and_none_where_there_is_none() -> None:
    right = [
        plain(read(truth).lead).startswith(plain(truth["lead"]))
        if truth["lead"]
        else read(truth).lead is None
        for truth in TRUTH
    ]
    assert sum(right) >= 0.95 * len(right)


def test_image_credits_and_the_source_of_the_article_apart() -> None:
    right = [
        {image.credit for image in read(truth).images if image.credit}
        == set(truth["credits"]["image_credits"])
        and read(truth).source_text == truth["credits"]["source"]
        for truth in TRUTH
    ]
    assert sum(right) >= 0.95 * len(right)


@pytest.mark.parametrize("layout", ["gsb", "typo3", "generic"])
def test_another_layout_reads_nearly_as_well(layout: str) -> None:
    """As after a redesign: every page read with a layout that is not its own."""
    titles = [right_title(truth, read(truth, layout)) for truth in TRUTH]
    bodies = [right_body(truth, read(truth, layout)) for truth in TRUTH]
    assert sum(titles) >= 0.95 * len(titles)
    assert sum(bodies) >= 0.95 * len(bodies)

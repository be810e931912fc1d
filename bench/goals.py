"""Goals that the figures are held against; one is missed openly, never asserted in a test."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bench.full import FULL

GOALS = {
    ("crawl", "whole crawl against plain spider"): "≤ 1.8",
    ("crawl", "with captures against without"): "≤ 1.25",
    ("crawl", "accounting, of the whole crawl's CPU"): "≤ 2",
    ("startup", "slowest --help of a command"): "≤ 0.4",
    ("startup", "scrapy inspect FILE"): "< 0.7",
    ("incremental", "second run, bytes of the first run's"): "< 2",
    ("incremental", "second run, new and changed"): "0",
    ("layouts", "extract to trafilatura, cold: GSB and TYPO3"): "≥ 4",
    ("layouts", "extract to trafilatura, cold: all"): "≥ 2.5",
    ("layouts", "extract to trafilatura, known families"): "≥ 4",
    ("layouts", "extract to trafilatura, unknown pages"): "≥ 1",
    ("dates", "parse_date, faster than dateparser"): "≥ 100",
    ("dates", "parse_date, time of htmldate's regex_parse"): "≤ 2",
    ("dates", "find_dates on article bodies"): "≥ 5",
    ("readers", "ratio"): "< 2",
    ("recovery", "pages recovered from local WARC, a core"): "≥ 350",
    ("recovery", "recovery against extraction alone"): "≥ 0.89",
    ("recovery", "pages recovered from local WARC: two cores against one"): "≥ 1.7",
    ("recovery", "memory of all processes over 20,000 pages"): "< 300",
    ("reextract", "extraction again against live crawl"): "≥ 3",
    ("reextract", "two cores against one"): "≥ 1.8",
    ("reextract", "extraction again of 70 kB pages, a core"): "≥ 150",
    ("cluster", "update, two workers against one"): "≥ 1.6",
    ("cluster", "reextract, two workers against one"): "≥ 1.6",
    ("stories", "CPU to place an article beside 10,000"): "< 2",
    ("stories", "peak memory beside 1,000,000"): "< 300",
    ("stories", "cost at 1,000,000 by cost at 10,000"): "< 2",
    ("stories", "stories: precision"): "≥ 99",
    ("stories", "stories: recall"): "≥ 97",
    ("dating", "no page dated: interval holds the day"): "≥ 97",
    ("dating", "no page dated: median width"): "≤ 45",
    ("dating", "no page dated: worst of ten bins"): "≤ 3",
    ("dating", "half of the pages dated: interval holds the day"): "≥ 97",
    ("dating", "half of the pages dated: median width"): "≤ 21",
    ("dating", "half of the pages dated: worst of ten bins"): "≤ 3",
    ("dating_cost", "of the CPU of a crawl of 2,000 pages"): "≤ 3",
    ("dating_cost", "a night with none"): "< 0.01",
    ("search_page", "all pages of searches of 100,000 articles, p95"): "< 150",
    ("search_page", "all pages of searches of 1,000,000 articles, p95"): "< 200",
    ("large", "update without news, 1,000,000 articles against 10,000"): "≤ 1.2",
    ("large", "update without news, 100,000 articles against 10,000"): "≤ 1.2",
    ("large", "page of searches of 1,000,000 articles, p95"): "< 200",
    ("large", "page of searches of 100,000 articles, p95"): "< 150",
    ("large", "article page of 1,000,000 articles, p95"): "< 200",
    ("large", "article page of 100,000 articles, p95"): "< 200",
    ("memory", "growth from 2,000 to 20,000 articles"): "≤ 1.1",
    ("memory", "growth from 20,000 to 200,000 articles"): "≤ 1.1",
}


def goal(measurement: str, figure: str) -> str:
    """The goal of a figure, empty where there is none."""
    return GOALS.get((measurement, figure), "")


def unmeasured(
    measurements: Iterable[str], figures: Collection[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Goals of these measurements that no figure has; only ``FULL=1`` gives those of a million."""
    return [
        (measurement, figure)
        for measurement, figure in GOALS
        if measurement in measurements
        and (measurement, figure) not in figures
        and (FULL or "1,000,000" not in figure)
        and not (FULL and measurement == "large" and "100,000 " in figure)
    ]

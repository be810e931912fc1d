"""``python -m bench.fit_confidence``: fit how sure each field is, on labelled pages.

The weights are fitted on the half of ``../shared`` that is learned from, each page read as the page
it is, as a page of no known family, and as its text alone; then they are calibrated (one slope and
offset a field, Platt) on the half held back. Writes ``crawler/layouts/confidence_weights.py``.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from bench.accuracy.judging import body_is_right, date_is_right, judged_small, plain, title_is_right
from bench.accuracy.labelled import LabelledPage, labelled_pages
from bench.accuracy.reading import of_article
from bench.logistic import Example, fit, probability, score, table, write_tables
from crawler.items import Article
from crawler.layouts import confidence, confidence_weights, extract, field_resolver
from crawler.layouts.field_resolver import Generic
from crawler.layouts.reading.page import Page

TABLE = Path(confidence_weights.__file__)
RIDGE = 1.0
STEPS = 1_500
RATE = 0.5
RARE = 4
"""A feature that fewer values have is left out."""
LEAST = 0.1
"""A weight that says nothing is left out."""
FEW = 4
"""With fewer right or wrong values held back, nothing says how a score is to be mended."""

NOBODY_KNOWS = [Example({}, right=True), Example({}, right=False)]
"""Of a hundred values that are all right the next one may be wrong (Laplace)."""


def main() -> None:
    """Fit, write, and tell how well the confidence fits on either half."""
    argparse.ArgumentParser(prog="python -m bench.fit_confidence", description=__doc__).parse_args()
    learned: defaultdict[str, list[Example]] = defaultdict(list)
    held: defaultdict[str, list[Example]] = defaultdict(list)
    for page in labelled_pages("families", "any", "small"):
        into = learned if page.half == "learned" else held
        for field, example in examples(page):
            into[field].append(example)
    weights: dict[str, dict[str, float]] = {}
    calibration: dict[str, tuple[float, float]] = {}
    for field in sorted(learned):
        weights[field] = fit([*learned[field], *NOBODY_KNOWS], RIDGE, RARE)
        calibration[field] = calibrated(
            [(score(weights[field], one.features), one.right) for one in held[field]]
        )
        print(field, *map(told, (learned[field], held[field])))
    write(weights, calibration)


def told(found: list[Example]) -> str:
    """Number of values that are right, of all."""
    return f"{sum(one.right for one in found)} of {len(found)}"


# -- The values, and whether they are right --------------------------------------------------------


def examples(page: LabelledPage) -> Iterator[tuple[str, Example]]:
    """The labelled values of a page, in each way it can be read."""
    html = page.path.read_bytes()
    for seen, article in readings(html, page.url):
        for field, right in judged(page, article).items():
            if field in seen:
                yield field if field in OWN else confidence.OTHER, Example(seen[field], right)


OWN = frozenset({"title", "body", "published"})
"""Fields that enough pages are labelled with to have weights of their own."""


def readings(html: bytes, url: str) -> Iterator[tuple[dict[str, dict[str, float]], Article]]:
    """A page's article with the features of its values: as it is, by the rules alone, as text."""
    article, seen = noted(html, url, None)
    yield seen, article
    if article.layout != Generic.name:
        article, seen = noted(html, url, Generic.name)
        yield seen, article
    page = Page(html, url)
    text = "\n".join(block.text for block in page.flow(Generic.lexicon).blocks)
    article, seen = noted(text.encode(), url, None, "text/plain")
    yield seen, article


def noted(
    html: bytes, url: str, layout: str | None, content_type: str = ""
) -> tuple[Article, dict[str, dict[str, float]]]:
    """The article, and the features its values were judged by."""
    seen: dict[str, dict[str, float]] = {}
    judge = confidence.confidence_of

    def noting(field, value, kind, witnesses, likelihood=None):  # type: ignore[no-untyped-def]  # as the function it stands for
        seen[field] = dict(confidence.features(field, value, kind, witnesses, likelihood))
        return 1.0  # the first source wins, as the rules have it

    confidence.confidence_of = field_resolver.confidence_of = noting
    try:
        return extract(html, url, layout, content_type=content_type), seen
    finally:
        confidence.confidence_of = field_resolver.confidence_of = judge


def judged(page: LabelledPage, article: Article) -> dict[str, bool]:
    """Fields that the page of an article is labelled with → True if they are right."""
    reading = of_article(article)
    if page.source == "small":  # made to fail in one field, right in the others
        small = judged_small(page, reading)
        return {field: right for field, right in small.items() if field not in OWN}
    found = {
        "title": title_is_right(page, reading),
        "body": body_is_right(page, reading),
        "published": date_is_right(page, reading),
    }
    if page.source == "families":
        truth = page.truth
        found["kicker"] = plain(article.kicker) in map(
            plain, [truth["kicker"], *(truth["kicker_alt"] or [])]
        )
        found["lead"] = bool(truth["lead"]) and plain(article.lead).startswith(plain(truth["lead"]))
        found["source"] = article.source_text == truth["credits"]["source"]
        labels = [plain(crumb.label) for crumb in article.breadcrumbs]
        found["breadcrumbs"] = labels == list(
            map(plain, (truth["breadcrumb"] or [])[: len(labels)])
        )
    return {field: right for field, right in found.items() if right is not None}


# -- The calibration, and the tables ---------------------------------------------------------------


def calibrated(found: list[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset that fit scores to what is true, held near 1 and 0 where there is little."""
    slope, offset = 1.0, 0.0
    if min(Counter(right for _, right in found).get(right, 0) for right in (True, False)) < FEW:
        return slope, offset
    for _ in range(STEPS):
        by_slope, by_offset = 5 * (1 - slope), 0.0
        for odds, right in found:
            wrong = right - probability(slope * odds + offset)
            by_slope += wrong * odds
            by_offset += wrong
        slope += RATE * by_slope / len(found) / 4
        offset += RATE * by_offset / len(found)
    return slope, offset


def write(
    weights: dict[str, dict[str, float]], calibration: dict[str, tuple[float, float]]
) -> None:
    """Write the tables anew."""
    tables = "".join(
        f'    "{field}": {table(of_field, least=LEAST, indent="    ")},\n'
        for field, of_field in weights.items()
    )
    slopes = "".join(
        f'    "{field}": ({slope:.2f}, {offset:.2f}),\n'
        for field, (slope, offset) in calibration.items()
    )
    write_tables(TABLE, WEIGHTS=f"{{\n{tables}}}", CALIBRATION=f"{{\n{slopes}}}")


if __name__ == "__main__":
    main()

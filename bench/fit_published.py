"""``python -m bench.fit_published FOLDER …``: fit the weights of the publication date's features.

Reads labelled pages (``truth.jsonl`` beside ``html/``: file, url and ``published``, a day or null),
asks the layouts for the candidates of each, and fits a logistic model by gradient descent with a
ridge that keeps the weights of rare features small. Writes ``date_weights.py`` anew and prints how
often the best candidate is right.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import re
from pathlib import Path
from typing import Any

from crawler.layouts import layout_of
from crawler.layouts.field_resolver import Generic
from crawler.layouts.metadata import PageMetadata
from crawler.layouts.reading import date_weights
from crawler.layouts.reading.date_candidates import Candidate
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.published import candidates

RIDGE = 0.5
STEPS = 3_000
RATE = 0.5
RARE = 2
"""A feature on fewer pages is left out of the table."""

TABLE = Path(date_weights.__file__)
Row = tuple[dict[str, Any], list[Candidate]]


def main() -> None:
    """Fit the weights, write the table, and tell what it reads on the same pages."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_published", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--dry", action="store_true", help="only print how often the table is right"
    )
    arguments = parser.parse_args()
    rows = [row for folder in arguments.folders for row in read(folder)]
    if not arguments.dry:
        bias, weights = fit(rows)
        write(bias, weights)
        date_weights.WEIGHTS.clear()
        date_weights.WEIGHTS.update(weights)
        date_weights.BIAS = bias
    for enough in (0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        print(enough, dict(judged(rows, enough)))


def read(folder: Path) -> list[Row]:
    """The labelled pages of a folder, each with its candidates."""
    rows: list[Row] = []
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        truth = json.loads(line)
        if "published" not in truth:
            continue
        page = Page((folder / "html" / truth["file"]).read_bytes(), truth["url"])
        layout = (layout_of(page) or Generic)(page)
        dates = PageMetadata(page).dates
        claims = [claim for claim in dates if claim.key != "url" or layout.dates_by_url]
        rows.append((truth, candidates(layout.view, layout.found_body, claims)))
    return rows


def fit(rows: list[Row]) -> tuple[float, dict[str, float]]:
    """The bias and the weights of all features that are on enough pages."""
    pages: collections.Counter[str] = collections.Counter()
    for _, found in rows:
        pages.update({name for one in found for name in one.features})
    names = [name for name, count in sorted(pages.items()) if count >= RARE]
    index = {name: place for place, name in enumerate(names)}
    samples = [
        ([index[name] for name in one.features if name in index], is_right(truth, one))
        for truth, found in rows
        for one in found
    ]
    weights, bias = [0.0] * len(names), 0.0
    for _ in range(STEPS):
        slopes, slope = [RIDGE * weight for weight in weights], 0.0
        for features, right in samples:
            error = 1 / (1 + math.exp(-(bias + sum(weights[at] for at in features)))) - right
            slope += error
            for at in features:
                slopes[at] += error
        rate = RATE / math.sqrt(len(samples))
        bias -= rate * slope
        weights = [weight - rate * value for weight, value in zip(weights, slopes, strict=True)]
    return bias, dict(zip(names, weights, strict=True))


def is_right(truth: dict[str, Any], one: Candidate) -> bool:
    """Whether a candidate is the day sought."""
    return one.day.isoformat() == truth["published"]


def judged(rows: list[Row], enough: float) -> collections.Counter[str]:
    """How often the best candidate is right, wrong, or none is probable enough."""
    told: collections.Counter[str] = collections.Counter()
    for truth, found in rows:
        best = max(found, key=lambda one: one.probability, default=None)
        if best is None or best.probability < enough:
            told["none, rightly" if truth["published"] is None else "none"] += 1
        else:
            told["right" if is_right(truth, best) else "wrong"] += 1
    return told


def write(bias: float, weights: dict[str, float]) -> None:
    """Write the table into its module, what speaks most for a date first."""
    lines = "".join(
        f'    "{name}": {weight:.2f},\n'
        for name, weight in sorted(weights.items(), key=lambda item: -item[1])
    )
    text = TABLE.read_text("utf-8")
    text = re.sub(r"BIAS: Final = .*", f"BIAS: Final = {bias:.2f}", text)
    text = re.sub(
        r"WEIGHTS: Final\[dict\[str, float\]\] = \{[^}]*\}",
        f"WEIGHTS: Final[dict[str, float]] = {{\n{lines}}}",
        text,
    )
    TABLE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()

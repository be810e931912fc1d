"""``python -m bench.fit_published FOLDER …``: fit the weights of the publication date's features.

Reads labelled pages (``truth.jsonl`` beside ``html/``: file, url and ``published``, a day or null),
asks the layouts for the candidates of each, and fits a logistic model with a ridge that keeps the
weights of rare features small. Writes ``date_weights.py`` anew and prints how often the surest
candidate is right; ``--folds`` prints it also of pages that each time the weights were not fitted
to.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import logistic
from bench.logistic import ALWAYS, Example, table, write_tables
from crawler.layouts import layout_of
from crawler.layouts.field_resolver import Generic
from crawler.layouts.metadata import PageMetadata
from crawler.layouts.reading import date_weights
from crawler.layouts.reading.date_candidates import Candidate
from crawler.layouts.reading.date_elsewhere import dates_elsewhere
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.published import candidates, surest

RIDGE = 2.0
RARE = 2
"""A feature on fewer pages is left out of the table."""
FOLDS = 5
ROUNDS = 3

TABLE = Path(date_weights.__file__)


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled page: its day, and the candidates beside the article and in all other places."""

    day: dt.date | None
    found: list[Candidate]
    elsewhere: list[Candidate]
    anywhere: bool

    @property
    def all(self) -> list[Candidate]:
        """All that the weights are fitted to; those elsewhere on every page, for they are rare."""
        return [*self.found, *self.elsewhere]


def main() -> None:
    """Fit the weights, write the table, and tell what it reads on the same pages."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_published", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--folds", action="store_true", help="cross-validate, too")
    parser.add_argument("--dry", action="store_true", help="do not write the table")
    arguments = parser.parse_args()
    rows = [row for folder in arguments.folders for row in read(folder)]
    if arguments.folds:
        print("on pages not fitted to:", _shares(cross_validated(rows)))
    if not arguments.dry:
        weights = fit(rows)
        write(weights)
        use(weights)
        print("on pages fitted to:", _shares(judged(rows)))


def _shares(told: collections.Counter[str]) -> str:
    dated = told["right"] + told["wrong"] + told["none"]
    return ", ".join(f"{name} {count / max(1, dated):.3f}" for name, count in sorted(told.items()))


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
        found = candidates(layout.view, layout.found_body, claims)
        elsewhere = dates_elsewhere(layout.view, layout.found_body)
        day = dt.date.fromisoformat(truth["published"]) if truth["published"] else None
        rows.append(Row(day, found, elsewhere, anywhere=layout.dates_by_url))
    return rows


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """The weights of all features that are on enough pages, and of the bias."""
    pages: collections.Counter[str] = collections.Counter()
    for row in rows:
        pages.update({name for one in row.all for name in one.features})
    known = {name for name, count in pages.items() if count >= RARE}
    examples = [
        Example(collections.Counter(known.intersection(one.features)), one.day == row.day)
        for row in rows
        for one in row.all
    ]
    return logistic.fit(examples, RIDGE)


def cross_validated(rows: Sequence[Row]) -> collections.Counter[str]:
    """Counts of pages read rightly and wrongly by weights that were fitted to other pages."""
    told: collections.Counter[str] = collections.Counter()
    for seed in range(ROUNDS):
        shuffled = random.Random(seed).sample(rows, len(rows))
        for fold in range(FOLDS):
            others = [row for place, row in enumerate(shuffled) if place % FOLDS != fold]
            use(fit(others))
            told.update(judged(shuffled[fold::FOLDS]))
    return told


def judged(rows: Iterable[Row]) -> collections.Counter[str]:
    """Counts of pages whose surest candidate is right or wrong, or that have none sure enough."""
    told: collections.Counter[str] = collections.Counter()
    for row in rows:
        best = surest(row.found) or (surest(row.elsewhere) if row.anywhere else None)
        if best is None:
            told["none, rightly" if row.day is None else "none"] += 1
        else:
            told["right" if best.day == row.day else "wrong"] += 1
    return told


def use(weights: dict[str, float]) -> None:
    """Judge by these weights from now on."""
    date_weights.WEIGHTS.clear()
    date_weights.WEIGHTS.update(weights)
    date_weights.BIAS = date_weights.WEIGHTS.pop(ALWAYS)


def write(weights: dict[str, float]) -> None:
    """Write the table into its module, what speaks most for a date first."""
    features = {name: weight for name, weight in weights.items() if name != ALWAYS}
    write_tables(TABLE, BIAS=f"{weights[ALWAYS]:.2f}", WEIGHTS=table(features))


if __name__ == "__main__":
    main()

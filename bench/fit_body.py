"""The weights by which a block is told to be an article's text, fitted on pages with known texts.

Run: ``python -m bench.fit_body FOLDER …``

Each folder holds ``truth.jsonl`` and ``html/``, as ``../shared/pages-more`` does: of a page the
whole text (``body``), or segments that are of it and that are not (``with``, ``without``). The
stored pages of the layouts' tests count too. The table is written to
``crawler/layouts/reading/body_weights.py``.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.layouts import layout_of
from crawler.layouts.field_resolver import Generic
from crawler.layouts.reading.candidates import Candidates
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.view import PageView
from crawler.layouts.reading.weighing import Weighing
from tests.layouts.golden import expected_of, golden_pages

TABLE = Path(__file__).parents[1] / "crawler" / "layouts" / "reading" / "body_weights.py"
PENALTY = 5.0
"""On the square of each weight: features that few pages have shall not be believed."""
SWEEPS = 60
_HEAD = '''"""What each feature of a block says for its being of the article's text (``weighing``).

Written by ``python -m bench.fit_body ../shared/pages-more``: logarithms of odds, which add up.
"""

from __future__ import annotations

from typing import Final

'''
LEAST = 0.05
"""Smaller weights decide nothing and are left out of the table."""
OF_SEGMENT, OF_WHOLE_TEXT, OF_STORED_PAGE = 1.5, 0.3, 0.3
"""What a block counts: pages whose whole text is known have a hundred each."""


@dataclass(frozen=True)
class Example:
    """A block by its features, whether it is of the text, and what it counts."""

    features: list[str]
    is_text: bool
    weight: float


Labelled = Iterable[tuple[Block, bool, float]]


def main() -> None:
    """Fit the weights and write the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    examples: list[Example] = []
    for folder in parser.parse_args().folders:
        for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            view = _view((folder / "html" / row["file"]).read_bytes(), row["url"])
            examples += _examples(view, _labelled(view, row))
    for page in golden_pages():
        expected = expected_of(page)
        view = _view(page.read_bytes(), expected["url"])
        examples += _examples(view, _labelled_as_stored(view, expected))
    bias, weights = fit(examples)
    write(bias, weights)
    right = sum(_is_text(bias, weights, one) == one.is_text for one in examples)
    print(f"{len(examples)} blocks, {right / len(examples):.3f} of them told right by the weights")


def _view(html: bytes, url: str) -> PageView:
    page = Page(html, url)
    return (layout_of(page) or Generic)(page).view


def _examples(view: PageView, labelled: Labelled) -> Iterator[Example]:
    weighing = Weighing(view, Candidates(view).found)
    for block, is_text, weight in labelled:
        yield Example(weighing.features(block), is_text, weight)


# -- What is known of a page's blocks --------------------------------------------------------------


def _labelled(view: PageView, row: dict[str, Any]) -> Labelled:
    if row.get("body"):
        yield from _by_whole_text(view, row["body"])
        return
    wanted = [_line(text) for text in row.get("with", ())]
    for name in ("with", "without"):
        for segment in map(_line, row.get(name, ())):
            hits = [block for block in view.blocks if segment in _line(block.text)]
            if name == "without":  # of a block that holds both nothing is known
                hits = [b for b in hits if not any(text in _line(b.text) for text in wanted)]
            elif len(hits) > 1:
                continue
            for block in hits:
                yield block, name == "with", OF_SEGMENT / len(hits)


def _by_whole_text(view: PageView, body: str) -> Labelled:
    text = f" {_words(body)} "
    for block in view.blocks:
        words = _words(block.text)
        inside = f" {words} " in text
        if len(words) < 3 or (inside and len(words) < 15):
            continue
        if not inside and len(words) >= 40:
            share = _shared(words.split(), text)
            if 0.2 < share <= 0.7:
                continue
            inside = share > 0.7
        yield block, inside, OF_WHOLE_TEXT


def _shared(words: list[str], text: str) -> float:
    """The share of a block's runs of four words that a text holds."""
    runs = [" ".join(words[at : at + 4]) for at in range(0, len(words) - 3, 2)]
    return sum(run in text for run in runs) / max(1, len(runs))


def _labelled_as_stored(view: PageView, expected: dict[str, Any]) -> Labelled:
    texts = (expected.get("lead"), expected.get("body"))
    paragraphs = {_words(part) for text in texts if text for part in text.split("\n\n")}
    for block in view.blocks:
        if block.index != view.headline and (words := _words(block.text)):
            yield block, words in paragraphs, OF_STORED_PAGE


def _line(text: str) -> str:
    return " ".join(text.replace("\xad", "").split())


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text.replace("\xad", "").lower()).strip()


# -- Logistic regression, one weight after the other -----------------------------------------------


def fit(examples: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """The bias and weights that make the examples likeliest, under a penalty on large weights."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, example in enumerate(examples):
        for name in example.features:
            holders[name].append(at)
    everywhere = list(range(len(examples)))
    odds = [0.0] * len(examples)
    bias, weights = 0.0, dict.fromkeys(sorted(holders), 0.0)
    for _ in range(SWEEPS):
        bias += _step(examples, odds, everywhere, bias, 0.0)
        for name, at in weights.items():
            weights[name] += _step(examples, odds, holders[name], at, PENALTY)
    return bias, weights


def _step(
    examples: Sequence[Example], odds: list[float], rows: list[int], weight: float, penalty: float
) -> float:
    """Newton's step of one weight, taken in the odds of all examples that have its feature."""
    slope, curve = -penalty * weight, penalty + 1e-9
    for row in rows:
        example = examples[row]
        likely = 1 / (1 + math.exp(-odds[row]))
        slope += example.weight * (example.is_text - likely)
        curve += example.weight * likely * (1 - likely)
    step = max(-1.0, min(1.0, slope / curve))
    for row in rows:
        odds[row] += step
    return step


def _is_text(bias: float, weights: dict[str, float], example: Example) -> bool:
    return bias + sum(weights[name] for name in example.features) > 0


def write(bias: float, weights: dict[str, float]) -> None:
    """Write the table, groups of features together, the telling ones first."""
    rows = sorted(weights.items(), key=lambda row: (row[0].partition(":")[0], -row[1]))
    lines = [f'    "{name}": {weight:.2f},' for name, weight in rows if abs(weight) >= LEAST]
    table = _HEAD + f"BIAS: Final = {bias:.2f}\n\nWEIGHTS: Final[dict[str, float]] = {{\n"
    TABLE.write_text(table + "\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()

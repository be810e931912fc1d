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
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.logistic import ALWAYS, Example, fit, score, table, write_tables
from crawler.layouts import layout_of
from crawler.layouts.field_resolver import Generic
from crawler.layouts.reading.candidates import Candidates
from crawler.layouts.reading.flow import Block
from crawler.layouts.reading.page import Page
from crawler.layouts.reading.view import PageView
from crawler.layouts.reading.weighing import Weighing
from tests.layouts.golden import expected_of, golden_pages

TABLE = Path(__file__).parents[1] / "crawler" / "layouts" / "reading" / "body_weights.py"
RIDGE = 5.0
"""On the square of each weight: features that few pages have shall not be believed."""
LEAST = 0.05
"""Smaller weights decide nothing and are left out of the table."""
OF_SEGMENT, OF_WHOLE_TEXT, OF_STORED_PAGE = 1.5, 0.3, 0.3
"""Weights of a block: pages whose whole text is known have a hundred each."""


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
    weights = fit(examples, RIDGE)
    write(weights)
    right = sum((score(weights, one.features) > 0) == one.right for one in examples)
    print(f"{len(examples)} blocks, {right / len(examples):.3f} of them told right by the weights")


def _view(html: bytes, url: str) -> PageView:
    page = Page(html, url)
    return (layout_of(page) or Generic)(page).view


def _examples(view: PageView, labelled: Labelled) -> Iterator[Example]:
    weighing = Weighing(view, Candidates(view).found)
    for block, is_text, weight in labelled:
        yield Example(Counter(weighing.features(block)), is_text, weight)


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


def write(weights: dict[str, float]) -> None:
    """Write the table, groups of features together, the telling ones first."""
    bias = weights[ALWAYS]
    features = {name: weight for name, weight in weights.items() if name != ALWAYS}
    write_tables(TABLE, BIAS=f"{bias:.2f}", WEIGHTS=table(features, least=LEAST, grouped=True))


if __name__ == "__main__":
    main()

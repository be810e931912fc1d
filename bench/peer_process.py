"""Speed of a peer at reading stored pages; runs in the peers' environment, without ours.

Arguments: a folder of pages, and JSON lines with ``file`` and ``url``. Prints a JSON object: peer →
pages a second of CPU, or why it could not be measured.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 3
WARM = 20
"""Pages read beforehand: the first ones fill caches."""
ENOUGH = 30
"""Seconds of CPU after which a rate is known well enough."""

Read = Callable[[str, str], object]


def news_please() -> Read:
    """Title, date, text, authors and more of any news page."""
    from newsplease import NewsPlease

    return lambda html, url: NewsPlease.from_html(html, url)


def readability() -> Read:
    """Title and the HTML of the text."""
    from readability import Document

    def read(html: str, url: str) -> object:
        document = Document(html, url=url)
        return document.short_title(), document.summary()

    return read


def resiliparse() -> Read:
    """The text only."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return lambda html, url: extract_plain_text(HTMLTree.parse(html), main_content=True)


def fundus() -> Read:
    """fundus' parser of one publisher; on other portals' pages most fields are empty."""
    from fundus import PublisherCollection

    parser = PublisherCollection.de.Tagesschau.parser()
    declaration = re.compile(r"\s*<\?xml[^>]*>")  # which lxml refuses in decoded text
    return lambda html, url: parser.parse(declaration.sub("", html, 1), error_handling="suppress")


def _rate(read: Read, pages: list[tuple[str, str]]) -> float:
    for html, url in pages[:WARM]:
        read(html, url)
    seconds = number = 0.0
    for html, url in pages * ROUNDS:
        started = time.process_time()
        read(html, url)
        seconds += time.process_time() - started
        number += 1
        if seconds > ENOUGH:  # a slow one need not read them all three times
            break
    return number / seconds


def main(folder: str) -> None:
    """Measure all peers that are installed."""
    lines = map(json.loads, Path(folder, "pages.jsonl").read_text("utf-8").splitlines())
    pages = [(Path(folder, row["file"]).read_text("utf-8"), row["url"]) for row in lines]
    found: dict[str, float | str] = {}
    for peer in (news_please, readability, resiliparse, fundus):
        try:
            found[peer.__name__] = _rate(peer(), pages)
        except Exception as error:  # a peer that fails is told, and does not end the benchmark
            found[peer.__name__] = f"{type(error).__name__}: {error}"
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])

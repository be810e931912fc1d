"""Golden pages: a stored page and the fields expected of it, side by side as .html and .json.

    python -m tests.layouts.golden FILE.html --url URL

writes the expected file of a page from what the layouts read of it now. Read it before you commit
it: what stands there is what every later version of the layout has to find. A new file begins with
`"checked": false`, which fails a test; who has read it takes the line out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from crawler.commands.scaffold.files import CHECKED, write_expected
from crawler.items import Article
from crawler.layouts import Layout, read_page

PAGES = Path(__file__).with_name("pages")


def golden_pages() -> list[Path]:
    """All stored pages, in a stable order."""
    return sorted(PAGES.rglob("*.html"))


def name_of(page: Path) -> str:
    """The test's name for a page: ``gsb/bands``."""
    return page.relative_to(PAGES).with_suffix("").as_posix()


def expected_of(page: Path) -> dict[str, Any]:
    """The expected fields of a stored page, its address under ``url``."""
    return {name: value for name, value in _stored(page).items() if name != CHECKED}


def is_checked(page: Path) -> bool:
    """Whether a person has read what is expected of a stored page."""
    return _stored(page).get(CHECKED, True)


def _stored(page: Path) -> dict[str, Any]:
    return json.loads(page.with_suffix(".json").read_text("utf-8"))


def read(page: Path, layout: type[Layout] | str | None = None, **options: bool) -> Article:
    """Read a stored page at its address."""
    return read_page(page.read_bytes(), expected_of(page)["url"], layout, **options)


def main() -> None:
    """Write the expected file of a page for a person to check."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("file", type=Path, help="a stored page under tests/layouts/pages")
    parser.add_argument("--url", help="the address it stood at (default: the one in the .json)")
    arguments = parser.parse_args()
    page: Path = arguments.file
    url = arguments.url or expected_of(page)["url"]
    print(f"{write_expected(page, url)} written: read it before you commit it.")


if __name__ == "__main__":
    main()

"""The three files of a new portal: its spider, a stored page, and that page's expected fields."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crawler.commands.scaffold.anonymise import anonymise
from crawler.commands.scaffold.spider_file import spider_source
from crawler.layouts import read_page

if TYPE_CHECKING:
    from crawler.commands.scaffold.look import NewPortal
    from crawler.items import Article
    from crawler.layouts import Page

STORED_PAGES: Final = Path("tests/layouts/pages")
"""Where the tests of the layouts find their pages, a folder for each layout."""

_CHARSET = re.compile(r"""(<meta\b[^>]*?charset\s*=\s*["']?)[\w-]+""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PortalFiles:
    """Paths of a portal's files: its spider, and in a checkout a page that is a test."""

    spider: Path
    page: Path | None = None
    expected: Path | None = None

    def all(self) -> list[Path]:
        """The paths there are."""
        return [path for path in (self.spider, self.page, self.expected) if path is not None]

    def existing(self) -> list[Path]:
        """Those of files that are there already."""
        return [path for path in self.all() if path.exists()]


def files_of(portal: NewPortal, spiders: Path, root: Path | None) -> PortalFiles:
    """The files of ``portal``: a spider in ``spiders``, a page in the checkout at ``root``."""
    spider = spiders / f"{portal.name}.py"
    if root is None:
        return PortalFiles(spider)
    page = root / STORED_PAGES / portal.layout / f"{portal.name}.html"
    return PortalFiles(spider, page, page.with_suffix(".json"))


def write_files(portal: NewPortal, page: Page, files: PortalFiles, *, invented: bool) -> None:
    """Write a portal's files; ``invented`` words take the place of the page's own.

    The page is stored in UTF-8, and says so.
    """
    if files.page is not None:
        markup = _CHARSET.sub(r"\g<1>utf-8", page.source.decode())
        files.page.parent.mkdir(parents=True, exist_ok=True)
        files.page.write_text(anonymise(markup) if invented else markup, encoding="utf-8")
        write_expected(files.page, page.url)
    files.spider.parent.mkdir(parents=True, exist_ok=True)
    files.spider.write_text(spider_source(portal), encoding="utf-8")


# -- Expected fields of a stored page, in a JSON file beside it ------------------------------------

CHECKED: Final = "checked"
"""In a new file this is false until a person has read it and takes the line out."""

_NOT_EXPECTED = {
    "provenance",
    "confidence",
    "fetched_url",
    "capture",
    "captured_at",
    "aliases",
    "dates",
    "is_normalised",
}


def fields(article: Article) -> dict[str, Any]:
    """The fields of an article that have a value, as JSON has them."""
    return {
        name: value
        for name, value in asdict(article).items()
        if name not in _NOT_EXPECTED and value not in (None, [], {})
    }


def write_expected(page: Path, url: str) -> Path:
    """Write what the layouts read of a stored page now, and return the file.

    A new file says that nobody has checked it; one that is written again keeps what it says.
    """
    path = page.with_suffix(".json")
    unchecked = not path.exists() or json.loads(path.read_text("utf-8")).get(CHECKED) is False
    found = ({CHECKED: False} if unchecked else {}) | fields(read_page(page.read_bytes(), url))
    path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path

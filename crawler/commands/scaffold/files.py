"""The files that make a portal known: its spider, a stored page, and what is expected of that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crawler.commands.scaffold.anonymise import anonymise
from crawler.commands.scaffold.expected import write_expected
from crawler.commands.scaffold.spider_file import spider_source

if TYPE_CHECKING:
    from crawler.commands.scaffold.look import Portal
    from crawler.layouts import Page

STORED_PAGES: Final = Path("tests/layouts/pages")
"""Where the tests of the layouts find their pages, a folder for each layout."""

_CHARSET = re.compile(r"""(<meta\b[^>]*?charset\s*=\s*["']?)[\w-]+""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PortalFiles:
    """Paths of a portal's three files."""

    spider: Path
    page: Path
    expected: Path

    def existing(self) -> list[Path]:
        """Those that are there already."""
        return [path for path in (self.spider, self.page, self.expected) if path.exists()]


def files_of(portal: Portal, root: Path) -> PortalFiles:
    """The files of ``portal`` in the project at ``root``."""
    page = root / STORED_PAGES / portal.layout / f"{portal.name}.html"
    spider = root / "spiders" / f"{portal.name}.py"
    return PortalFiles(spider=spider, page=page, expected=page.with_suffix(".json"))


def write_files(portal: Portal, page: Page, files: PortalFiles, *, invented: bool) -> None:
    """Write a portal's files; ``invented`` words take the place of the page's own.

    The page is stored in UTF-8, and says so.
    """
    markup = _CHARSET.sub(r"\g<1>utf-8", page.source.decode())
    files.page.parent.mkdir(parents=True, exist_ok=True)
    files.page.write_text(anonymise(markup) if invented else markup, encoding="utf-8")
    write_expected(files.page, page.url)
    files.spider.parent.mkdir(parents=True, exist_ok=True)
    files.spider.write_text(spider_source(portal), encoding="utf-8")

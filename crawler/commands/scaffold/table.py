"""The table of supported portals in ``docs/portals.md``, made from the spiders themselves.

    python -m crawler.commands.scaffold.table

writes it anew; a test fails while it says something else than the spiders do.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from crawler.commands.scaffold.look import FAMILIES
from crawler.terminal import say

if TYPE_CHECKING:
    from spiders.portal import PortalSpider

DOCUMENT: Final = Path("docs/portals.md")
"""Relative to the root of the project."""

_HEAD: Final = """\
# Supported portals

Written by `python -m crawler.commands.scaffold.table` from the spiders.
[CONTRIBUTING](../CONTRIBUTING.md#add-a-portal) says how a portal is added. A portal without a
spider can be read, too: `scrapy inspect URL` recognises both systems.

| spider | portal | system | lives? | lists and feeds | verified on |
| --- | --- | --- | --- | --- | --- |
"""
_NOTES: Final = """
*Verified on* says what the layout has read: real pages of the portal, captures of it, or stored
pages in the markup of its family. No live portal could be reached where this was built: if a crawl
brings nothing, look at the URLs first.

Looked at and left out: DLR Projektträger (projekttraeger.dlr.de), which runs on Drupal, by the
names in its pages (`field--name-…`, `pager__item`).

## What one portal needs and others do not

Two attributes of a spider, both off, are for portals that cannot be crawled without them. No portal
above needs one.

- `cookies = True` keeps cookies for the length of a run, for a portal that tests them: it redirects
  to the same URL until the cookie it sets comes back, and the run says so. Only the portal gets
  them. For one run: `-s COOKIES_ENABLED=1`.
- `partial_lists = True` reads lists and feeds of which only a part came, for a server that closes
  connections early or names wrong lengths. It is told all the same, and the list is read again in
  the next run. For one run: `-s DOWNLOAD_FAIL_ON_DATALOSS=0`. Articles are always read as far as
  they came ([captures.md](captures.md)).

Any other setting of one portal stands in Scrapy's `custom_settings` of its spider.

## Where the URLs are from
"""


def supported_portals() -> list[type[PortalSpider]]:
    """The spiders of the project, the portals before the demo portals, each by name."""
    from crawler.portal_spiders import why_no_portal

    loader = get_spider_loader(get_project_settings())
    classes = [loader.load(name) for name in loader.list()]
    spiders: list[Any] = [spider for spider in classes if why_no_portal(spider) is None]
    return sorted(spiders, key=lambda spider: (_is_demo(spider), spider.name))


def portal_document(spiders: list[type[PortalSpider]]) -> str:
    """The text of ``docs/portals.md``: a row a portal, and where its URLs are from."""
    rows = "".join(map(_row, spiders))
    notes = "".join(_note(spider) for spider in spiders if not _is_demo(spider))
    return _HEAD + rows + _NOTES + notes


def _is_demo(spider: type[PortalSpider]) -> bool:
    return spider.default_source == "demo"


def _row(spider: type[PortalSpider]) -> str:
    home = spider.home_url
    starts = "<br>".join(_start(spider, path) for path in (*spider.lists, *spider.feeds))
    lives = "demo" if _is_demo(spider) else "yes" if spider.alive else "no"
    portal = spider.title if _is_demo(spider) else f"[{spider.title}]({home})"
    cells = (
        f"`{spider.name}`",
        portal,
        FAMILIES.get(spider.cms, spider.cms),
        lives,
        starts,
        spider.verified_on,
    )
    return f"| {' | '.join(cells)} |\n"


def _start(spider: type[PortalSpider], path: str) -> str:
    """Where a walk begins, as a link where there is something behind it."""
    if _is_demo(spider) or not spider.alive:
        return f"`{path}`"
    return f"[{path.rpartition('/')[2] or path}]({urljoin(spider.home_url, path)})"


def _note(spider: type[PortalSpider]) -> str:
    """What the spider's module says behind its first line."""
    module = sys.modules[spider.__module__]
    _, _, said = (inspect.getdoc(module) or "").partition("\n\n")
    note = fill(f"- `{spider.name}`: {said}", width=100, subsequent_indent="  ")
    return f"\n{note}\n" if said else ""


def main() -> None:
    """Write the document in the project of the present folder."""
    DOCUMENT.write_text(portal_document(supported_portals()), encoding="utf-8")
    say(f"{DOCUMENT} written.")


if __name__ == "__main__":
    main()

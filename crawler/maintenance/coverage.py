"""Coverage of a portal: a heat map of recovered captures by month, and articles that are missing.

The heat map is SVG: a row a year, a cell a month, the darker the more is recovered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from xml.etree import ElementTree as ET

from crawler.archive.listings import Month, linked_elsewhere, listed_without_article
from crawler.maintenance.doctor.unread_pages import listed_links

if TYPE_CHECKING:
    from crawler.archive import Archive
    from crawler.maintenance.doctor.unread_pages import ReadFeed
    from crawler.maintenance.total_estimate import Total

_CELL, _LEFT, _TOP, _GAP = 28, 48, 52, 3
_LEGEND, _ESTIMATE = 36, 150
_MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
_NONE, _LITTLE, _ALL = (238, 238, 238), (222, 235, 247), (8, 81, 156)


def heat_map(
    title: str, months: Sequence[Month], estimates: Mapping[str, Total] | None = None
) -> str:
    """The picture; each cell's tooltip has the month's figures.

    Args:
        title: what it is of.
        months: need not be complete.
        estimates: year → the estimated number of its articles, written at the row's end.
    """
    estimates = estimates or {}
    by_name = {month.month: month for month in months}
    years = sorted({month.month[:4] for month in months})
    span = range(int(years[0]), int(years[-1]) + 1) if years else range(0)
    width = _LEFT + 12 * (_CELL + _GAP) + (_ESTIMATE if estimates else 12)
    height = _TOP + len(span) * (_CELL + _GAP) + _LEGEND
    svg = ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}",
        width=str(width), height=str(height),
    )  # fmt: skip
    svg.set("font-family", "sans-serif")
    svg.set("font-size", "11")
    _text(svg, 12, 18, title)
    for number, name in enumerate(_MONTHS):
        _text(svg, _LEFT + number * (_CELL + _GAP) + 3, _TOP - 8, name)
    for row, year in enumerate(span):
        y = _TOP + row * (_CELL + _GAP)
        _text(svg, 12, y + 18, str(year))
        for number in range(12):
            month = by_name.get(f"{year}-{number + 1:02d}")
            _cell(svg, _LEFT + number * (_CELL + _GAP), y, month)
        if total := estimates.get(str(year)):
            words = f"≈ {total.estimate:,} ({total.low:,}–{total.high:,})"
            _text(svg, _LEFT + 12 * (_CELL + _GAP) + 6, y + 18, words)
    if estimates:
        _text(svg, _LEFT + 12 * (_CELL + _GAP) + 6, _TOP - 8, "estimated total (95 %)")
    _legend(svg, height)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _legend(svg: ET.Element, height: int) -> None:
    """What the colours mean."""
    y = height - _LEGEND + 14
    for number, (words, shade) in enumerate(
        (("nothing captured", _NONE), ("captured, not recovered", _LITTLE), ("all recovered", _ALL))
    ):
        x = 12 + number * 140
        ET.SubElement(svg, "rect", x=str(x), y=str(y), width="12", height="12", fill=_hex(shade))
        _text(svg, x + 18, y + 10, words)


def _cell(svg: ET.Element, x: int, y: int, month: Month | None) -> None:
    cell = ET.SubElement(
        svg, "rect", x=str(x), y=str(y), width=str(_CELL), height=str(_CELL), fill=_colour(month)
    )
    if month is not None:
        ET.SubElement(cell, "title").text = (
            f"{month.month}: {month.captured} captured, {month.recovered} recovered, "
            f"{month.missing} missing, {month.failed} failed"
        )


def _colour(month: Month | None) -> str:
    if month is None or not month.captured:
        shade = _NONE
    else:
        share = month.recovered / month.captured
        pairs = zip(_LITTLE, _ALL, strict=True)
        shade = tuple(round(a + (b - a) * share) for a, b in pairs)  # type: ignore[assignment]
    return _hex(shade)


def _hex(shade: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*shade)


def _text(svg: ET.Element, x: int, y: int, text: str) -> None:
    ET.SubElement(svg, "text", x=str(x), y=str(y)).text = text


class HasArticles(Protocol):
    """What is asked of a spider."""

    name: str

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""

    def canonical(self, url: str) -> str:
        """The canonical URL of an article, as the archive has it."""


def missing_urls(
    archive: Archive, folder: str, portal: HasArticles, read_feed: ReadFeed
) -> dict[str, str]:
    """Articles that are not stored though something names them.

    Args:
        archive: what is stored, and what web archives' indexes list.
        folder: WARC_DIR, where captured lists are.
        portal: whose articles; its spider.
        read_feed: reads captured feeds; spiders know how.

    Returns canonical URLs, sorted, and what names each: ``index``, ``link`` or ``list``.
    """
    db = archive.db.conn
    found = dict.fromkeys(listed_without_article(db, portal.name), "index")
    stored = {url for (url,) in db.execute("SELECT url FROM articles")}
    links = ((link, "link") for link in linked_elsewhere(db, portal.name))
    on_lists = listed_links(archive, Path(folder), {portal.name: portal}, read_feed)
    for link, named_by in chain(links, ((link, "list") for _, link in on_lists)):
        if portal.is_article(link):
            url = portal.canonical(link)
            if url not in stored:
                found.setdefault(url, named_by)
    return dict(sorted(found.items()))

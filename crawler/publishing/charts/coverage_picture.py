"""The coverage of a portal as a picture: a row a year, a cell a month, the darker the more is
recovered. SVG that stands alone: it brings its colours, for light and dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from xml.etree import ElementTree as ET

from babel import Locale

from crawler.publishing.language import Language, marked, marked_forms


class Counted(Protocol):
    """A month's captured pages, as web archives' indexes list them."""

    @property
    def month(self) -> str:
        """YYYY-MM."""

    @property
    def captured(self) -> int:
        """All of them; the others add up to it."""

    @property
    def recovered(self) -> int:
        """Those whose payload is stored."""

    @property
    def missing(self) -> int:
        """Those not asked for yet."""

    @property
    def failed(self) -> int:
        """Those that could not be had."""


class Estimated(Protocol):
    """An estimate of all articles of a year, with its 95 % interval."""

    @property
    def estimate(self) -> int:
        """How many there were."""

    @property
    def low(self) -> int:
        """The interval's lower end."""

    @property
    def high(self) -> int:
        """Its upper end."""


_CELL, _LEFT, _TOP, _GAP, _LINE, _EDGE = 28, 46, 96, 3, 16, 12
_WIDTH = _LEFT + 12 * (_CELL + _GAP) + _EDGE
_STYLE = """
svg { color-scheme: light dark; }
.paper { fill: #fff } text { fill: #222 } .on-3, .on-4, .on-5 { fill: #fff }
.none { fill: #fff; stroke: #b5b5b5 } .s-0 { fill: #e6e6e6; stroke: #8a8a8a }
.s-1 { fill: #c6dbef } .s-2 { fill: #8fbfe0 } .s-3 { fill: #2f7ab5 } .s-4 { fill: #1d5f9a }
.s-5 { fill: #08407e }
@media screen and (prefers-color-scheme: dark) {
  .paper { fill: #15181c } text { fill: #e4e4e4 }
  .none { fill: #15181c; stroke: #5d646b } .s-0 { fill: #33383e; stroke: #8a9096 }
  .s-1 { fill: #17406a } .s-2 { fill: #1f5f98 } .s-3 { fill: #4590cb } .s-4 { fill: #86bce6 }
  .s-5 { fill: #d6e9f8 } .on-3, .on-4, .on-5 { fill: #111 }
}
"""
_SHARES = ((1, "1–24 %"), (25, "25–49 %"), (50, "50–74 %"), (75, "75–99 %"), (100, "100 %"))
"""From which share of the captured pages on a month has a shade; 0 % has one of its own."""

_CAPTURES = marked_forms("%(count)s captured page", "%(count)s captured pages")
_PARTS = {
    "recovered": marked_forms("%(count)s recovered", "%(count)s recovered"),
    "missing": marked_forms("%(count)s missing", "%(count)s missing"),
    "failed": marked_forms("%(count)s failed", "%(count)s failed"),
}


def heat_map(
    title: str,
    months: Sequence[Counted],
    words: Language,
    estimates: Mapping[str, Estimated] | None = None,
) -> str:
    """The picture; each cell has its number of captured pages, and a tooltip with all figures.

    Args:
        title: what it is of.
        months: need not be complete.
        words: its language.
        estimates: year → the estimated number of its articles, written under the row.
    """
    estimates = estimates or {}
    years = sorted({month.month[:4] for month in months} | {year for year in estimates if year})
    span = [str(year) for year in range(int(years[0]), int(years[-1]) + 1)] if years else []
    row = _CELL + _GAP + (_LINE if estimates else 0)
    height = _TOP + len(span) * row + _EDGE + 5 * _LINE + 8
    svg = ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH} {height}",
        width=str(_WIDTH), height=str(height), role="img", lang=words.code,
    )  # fmt: skip
    svg.set("font-family", "Arial, Helvetica, sans-serif")
    svg.set("font-size", "12")
    svg.set("style", "max-width: 100%; height: auto")
    heading = words.gettext(marked("Coverage of %(portal)s")) % {"portal": title}
    sums = _sums(months, words)
    ET.SubElement(svg, "title").text = heading
    ET.SubElement(svg, "desc").text = sums
    ET.SubElement(svg, "style").text = _STYLE
    ET.SubElement(svg, "rect", {"class": "paper", "width": str(_WIDTH), "height": str(height)})
    _text(svg, _EDGE, 20, heading).set("font-weight", "bold")
    for line, text in enumerate(sums.split(": ", 1)):
        _text(svg, _EDGE, 40 + line * _LINE, text)
    for number, name in Locale(words.code).months["stand-alone"]["abbreviated"].items():
        middle = _LEFT + (number - 1) * (_CELL + _GAP) + _CELL // 2
        _text(svg, middle, _TOP - 8, name.rstrip(".")).set("text-anchor", "middle")
    by_name = {month.month: month for month in months}
    for line, year in enumerate(span):
        y = _TOP + line * row
        _text(svg, _EDGE, y + 18, year)
        for number in range(12):
            month = by_name.get(f"{year}-{number + 1:02d}")
            _cell(svg, _LEFT + number * (_CELL + _GAP), y, month, words)
        if total := estimates.get(year):
            _text(svg, _LEFT, y + _CELL + 13, _estimated(total, words))
    _legend(svg, _TOP + len(span) * row + _EDGE + 8, words)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _sums(months: Sequence[Counted], words: Language) -> str:
    """``120 captured pages: 100 recovered, 20 missing``."""
    captured = sum(month.captured for month in months)
    told = [
        words.counted(forms, count)
        for name, forms in _PARTS.items()
        if (count := sum(getattr(month, name) for month in months))
    ]
    return f"{words.counted(_CAPTURES, captured)}{': ' if told else ''}{', '.join(told)}"


def _estimated(total: Estimated, words: Language) -> str:
    template = words.gettext(
        marked("≈ %(estimate)s articles published (95 %%: %(low)s to %(high)s)")
    )
    return template % {
        "estimate": words.number(total.estimate),
        "low": words.number(total.low),
        "high": words.number(total.high),
    }


def _cell(svg: ET.Element, x: int, y: int, month: Counted | None, words: Language) -> None:
    shade = _shade(month)
    cell = ET.SubElement(svg, "g")
    _square(cell, x, y, _CELL, shade)
    if month is None or not month.captured:
        return
    name = f"{Locale(words.code).months['format']['wide'][int(month.month[5:])]} {month.month[:4]}"
    ET.SubElement(cell, "title").text = f"{name}: {_sums([month], words)}"
    text = _text(cell, x + _CELL // 2, y + 18, words.number(month.captured))
    text.set("text-anchor", "middle")
    text.set("class", f"on-{shade.removeprefix('s-')}")
    if month.captured > 999:
        text.set("font-size", "9")


def _shade(month: Counted | None) -> str:
    """The class of a cell."""
    if month is None or not month.captured:
        return "none"
    percent = 100 * month.recovered // month.captured
    if month.recovered and not percent:
        percent = 1  # a single one is not none
    return f"s-{sum(percent >= least for least, _ in _SHARES)}"


def _legend(svg: ET.Element, y: int, words: Language) -> None:
    """What numbers and shades mean."""
    _text(svg, _EDGE, y, words.gettext(marked("Number: captured pages. Shade: recovered of them.")))
    entries = [
        ("none", words.gettext(marked("nothing captured"))),
        ("s-0", words.gettext(marked("0 %, nothing recovered"))),
        *((f"s-{number}", share) for number, (_, share) in enumerate(_SHARES, 1)),
    ]
    for number, (shade, text) in enumerate(entries):
        column, line = (number, 0) if number < 2 else ((number - 2) % 5, 1)
        x = _EDGE + column * (170 if line == 0 else 78)
        top = y + 10 + line * (_LINE + 6)
        _square(svg, x, top, 12, shade)
        _text(svg, x + 17, top + 11, text)


def _square(svg: ET.Element, x: int, y: int, side: int, shade: str) -> None:
    ET.SubElement(
        svg,
        "rect",
        {"class": shade, "x": str(x), "y": str(y), "width": str(side), "height": str(side)},
    )


def _text(svg: ET.Element, x: int, y: int, text: str) -> ET.Element:
    element = ET.SubElement(svg, "text", x=str(x), y=str(y))
    element.text = text
    return element

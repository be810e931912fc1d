"""Drawing by Vega-Lite on the server: SVG in the page's colours, wide and narrow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from lxml import etree
from markupsafe import Markup

from crawler.publishing.charts.chart import Drawn, Row, Rows, View
from crawler.publishing.charts.colours import GRID, INK, SERIES
from crawler.publishing.xml_text import cleaned

Spec = dict[str, Any]
"""A Vega-Lite 5 specification."""

_VEGA_LITE = "5.20"


@dataclass(frozen=True)
class Width:
    """How wide a drawing is, in pixels of a screen."""

    name: str
    pixels: int
    letters: int
    """Size of its letters."""

    @property
    def is_narrow(self) -> bool:
        """Whether it is made for a phone: names stand above what they name."""
        return self is NARROW


WIDE = Width("wide", 760, 12)
NARROW = Width("narrow", 350, 12)

Specified = Callable[[Rows, Row, View, Width], Spec]
"""What is particular to a specification; ``_whole`` adds the rest."""


def vega(*specified: Specified) -> Drawn:
    """Drawings one below the other, each for wide pages and for narrow ones."""

    def draw(rows: Rows, counts: Row, view: View) -> Markup:
        drawn = Markup()
        for specify in specified:
            for width in (WIDE, NARROW):
                spec = _drawable(_whole(specify(rows, counts, view, width), width))
                svg = _svg(json.dumps(spec, ensure_ascii=False), view.words.code)
                drawn += Markup('<div class="{}">{}</div>').format(width.name, Markup(svg))  # noqa: S704  # escaped by Vega
        return drawn

    return draw


def padding(labels: int = 0) -> dict[str, int]:
    """Around a drawing with labels so wide: browsers may have wider letters than those measured."""
    return {"left": 12 + labels // 6, "right": 12, "top": 8, "bottom": 4}


def _drawable(value: Any) -> Any:
    """A specification without control characters: one of them ends the process that draws it."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, Mapping):
        return {cleaned(name): _drawable(each) for name, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value


def _whole(spec: Spec, width: Width) -> Spec:
    """The whole specification; nothing of it is fetched from anywhere."""
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": width.letters}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width.pixels,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": None,
        "padding": padding(),
        "config": {
            "aria": False,
            "font": "Arial, Helvetica, sans-serif",
            "view": {"stroke": None},
            "axis": {
                **text,
                "gridColor": GRID,
                "domainColor": GRID,
                "tickColor": GRID,
                "titleFontSize": width.letters,
                "titleFontWeight": "normal",
                "titleAngle": 0,
                "titleAlign": "left",
            },
            "text": {"color": INK, "fontSize": width.letters},
            "range": {"category": list(SERIES)},
        },
        **spec,
    }


@lru_cache(maxsize=64)
def _svg(spec: str, language: str) -> str:
    """The drawing; the first takes half a second, others 30 ms, known ones nothing."""
    import vl_convert  # loads a JavaScript engine

    svg: str = vl_convert.vegalite_to_svg(
        json.loads(spec),
        vl_version=_VEGA_LITE,
        allowed_base_urls=[],
        format_locale=_numbers(language),
        time_format_locale=_times(language),
    )
    drawing = etree.fromstring(svg.encode())
    for element in drawing.iter():
        for name in ("role", "aria-roledescription", "aria-label", "aria-hidden"):
            element.attrib.pop(name, "")  # the figure has one text for all of it
    drawing.set("aria-hidden", "true")
    return str(etree.tostring(drawing, encoding="unicode"))


@cache
def _numbers(language: str) -> dict[str, Any]:
    symbols = Locale(language).number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", "\N{NO-BREAK SPACE}€"],
    }


@cache
def _times(language: str) -> dict[str, Any]:
    """Months as the language shortens them: ``Feb. 2016``."""
    locale = Locale(language)

    def names(of: Any, width: str, keys: Iterable[int]) -> list[str]:
        return [of["format"][width][key] for key in keys]

    week = (6, 0, 1, 2, 3, 4, 5)  # from Sunday on
    return {
        "dateTime": "%x %X", "date": "%d.%m.%Y", "time": "%H:%M", "periods": ["", ""],
        "days": names(locale.days, "wide", week),
        "shortDays": names(locale.days, "abbreviated", week),
        "months": names(locale.months, "wide", range(1, 13)),
        "shortMonths": names(locale.months, "abbreviated", range(1, 13)),
    }  # fmt: skip

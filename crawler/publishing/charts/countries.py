"""A map of the countries that articles are filed under, of one year or of all."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from crawler.publishing.charts.articles import Articles, Filed
from crawler.publishing.charts.chart import (
    ARTICLES,
    UNCERTAIN,
    Balance,
    Chart,
    Column,
    Row,
    Rows,
    View,
)
from crawler.publishing.charts.colours import SHADES, shade_of, shades_legend, steps
from crawler.publishing.charts.names import GAP, every_year, year_text
from crawler.publishing.language import Language, marked, marked_forms


def _by_year(articles: Articles) -> tuple[Rows, dict[str, Row]]:
    """Articles by country and year; the sums of each year, and with ``""`` of all.

    A country is one by its code, however it is called; its name is what most articles have for it.
    """
    countries: defaultdict[str, list[Filed]] = defaultdict(list)
    placed = 0
    for place in articles.places:
        placed |= articles.bits(place.ids)
        if place.kind == "country":
            countries[place.iso_code or place.name].append(place)
    rows: list[dict[str, Any]] = []
    counted: Counter[str] = Counter()
    filed = several = 0
    for called in countries.values():
        named = min(called, key=lambda place: (-len(place.ids), place.name))
        found = 0
        for place in called:
            found |= articles.bits(place.ids)
        several |= filed & found
        filed |= found
        for year, count in articles.by_year(found):
            rows.append(
                {"name": named.name, "iso_code": named.iso_code, "year": year, "articles": count}
            )
            counted[year] += count
            counted[""] += count
    rows.sort(key=lambda row: (row["name"], row["year"]))
    return rows, {
        year: {
            "known": within.bit_count(),
            "country": (within & filed).bit_count(),
            "elsewhere": (within & placed & ~filed).bit_count(),
            "nowhere": (within & ~placed).bit_count(),
            "several": (within & several).bit_count(),
            "counted": counted[year],
        }
        for year, within in {**articles.years, "": articles.everything}.items()
    }


def _counted(articles: Articles, asked: Mapping[str, str]) -> tuple[Rows, Row]:
    """All countries and years; the sums are of the year that is asked for."""
    rows, sums = articles.once(_by_year)
    nothing = dict.fromkeys(sums[""], 0)
    years = {
        "years": ",".join(articles.years),
        "uncertain": articles.years.get(UNCERTAIN, 0).bit_count(),
    }
    return rows, {**sums.get(asked["year"], nothing), **years}


_BALANCE = Balance(
    ARTICLES,
    {
        "country": marked_forms("%(count)s under a country", "%(count)s under countries"),
        "elsewhere": marked_forms(
            "%(count)s under regions or organisations only",
            "%(count)s under regions or organisations only",
        ),
        "nowhere": marked_forms("%(count)s under no place", "%(count)s under no place"),
    },
    notes={
        "several": marked_forms(
            "%(count)s under several countries counts in each of them",
            "%(count)s under several countries count in each of them",
        ),
        "uncertain": marked_forms(
            "In all years together, %(count)s has no certain year: it is under “not certain”",
            "In all years together, %(count)s have no certain year: they are under “not certain”",
        ),
    },
)
_EUROPE = (435, 18, 150, 118)
"""Left, top, width and height of Europe on the map."""


@dataclass(frozen=True)
class World:
    """Outlines of countries on an equal-area map; docs/world_map.py makes them.

    Attributes:
        outlines: ISO code → SVG path data.
        dots: ISO code → place of a country too small to be seen, or without an outline.
    """

    width: int
    height: int
    outlines: dict[str, str]
    dots: dict[str, tuple[float, float]]


@cache
def world() -> World:
    """The outlines; read once."""
    told = json.loads(files("crawler.publishing.charts").joinpath("world.json").read_text("utf-8"))
    dots = {code: (x, y) for code, (x, y) in told["dots"].items()}
    return World(int(told["width"]), int(told["height"]), told["outlines"], dots)


def _defs() -> Markup:
    """All outlines, once a page: each drawing refers to them."""
    land = Markup().join(
        Markup('<path id="land-{}" d="{}"/>').format(code, outline)
        for code, outline in world().outlines.items()
    )
    return Markup(
        '<svg class="defs" aria-hidden="true"><defs><g id="land">{}</g></defs></svg>'
    ).format(land)


def _map(counts: Counter[str], lowest: list[int], box: tuple[float, ...], dot: float) -> Markup:
    """One drawing: land, countries with articles in their shade, dots above."""
    drawn = Markup()
    dots = Markup()
    for code, count in sorted(counts.items(), key=lambda pair: pair[1]):
        shade = SHADES[shade_of(count, lowest)]
        if code in world().outlines:
            drawn += Markup('<use href="#land-{}" class="country" fill="{}"/>').format(code, shade)
        if code in world().dots:
            dots += Markup('<circle class="dot" cx="{}" cy="{}" r="{}" fill="{}"/>').format(
                *world().dots[code], dot, shade
            )
    return Markup(
        '<svg viewBox="{}" aria-hidden="true"><use href="#land" class="land"/>{}{}</svg>'
    ).format(" ".join(f"{edge:g}" for edge in box), drawn, dots)


def _of(rows: Rows, year: str) -> Counter[str]:
    """ISO code → articles, of one year or of all."""
    counts: Counter[str] = Counter()
    for row in rows:
        if row["iso_code"] and year in ("", row["year"]):
            counts[row["iso_code"]] += row["articles"]
    return counts


def _draw(rows: Rows, counts: Row, view: View) -> Markup:
    words = view.words
    shown = _of(rows, view.year)
    most = max(shown.values(), default=1)
    large = Markup(
        '<div class="maps"><div class="world"><p>{}</p>{}</div>'
        '<div class="europe"><p>{}</p>{}</div></div>'
    ).format(
        words.gettext(marked("World")),
        _map(shown, steps(most), _whole(), 4.5),
        words.gettext(marked("Europe")),
        _map(shown, steps(most), _EUROPE, 1.3),
    )
    return _defs() + large


def _whole() -> tuple[float, float, float, float]:
    return 0.0, 0.0, float(world().width), float(world().height)


def _legend(rows: Rows, counts: Row, view: View) -> Markup:
    words = view.words
    most = max(_of(rows, view.year).values(), default=1)
    none = ("var(--chart-land, #e6e6e6)", 1.0, words.gettext(marked("no article")))
    return shades_legend(words.gettext(marked("Articles:")), most, words, none) + _years(
        rows, counts, view
    )


def _years(rows: Rows, counts: Row, view: View) -> Markup:
    """A small map a year, all in the same shades; each leads to the large one of its year."""
    words = view.words
    years = every_year(counts)
    by_year = {year: _of(rows, year) for year in years}
    most = max((max(of.values(), default=1) for of in by_year.values()), default=1)

    def item(year: str, name: str) -> Markup:
        drawn = _map(by_year[year], steps(most), _whole(), 12) if year in by_year else Markup()
        if view.link is None or year.startswith(GAP):
            return Markup('<li><div class="here">{}{}</div></li>').format(name, drawn)
        here = Markup(' aria-current="page"') if year == view.year else Markup()
        linked = Markup('<li><a href="{}"{}>{}{}</a></li>')
        return linked.format(view.link(year), here, name, drawn)

    items = Markup().join(item(year, _year_name(year, words)) for year in years)
    if view.link is not None:
        items = item("", words.gettext(marked("all years"))) + items
    told = shades_legend(words.gettext(marked("Articles a year, on the small maps:")), most, words)
    heading = words.gettext(marked("Year by year"))
    return Markup('<h3>{}</h3><ul class="years">{}</ul>{}').format(heading, items, told)


def _year_name(year: str, words: Language) -> str:
    if year.startswith(GAP):
        return GAP
    return year_text(year, words)


def _tabled(rows: Rows, view: View) -> Rows:
    """The countries of the year that is asked for, those with most articles first."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if view.year in ("", row["year"]):
            sums[row["name"], row["iso_code"] or ""] += row["articles"]
    on_map = {*world().outlines, *world().dots}
    return [
        {"name": name, "iso_code": code, "articles": count, "drawn": code in on_map}
        for (name, code), count in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _titled(view: View) -> str:
    if view.year == UNCERTAIN:
        return view.words.gettext(marked("Countries, year not certain"))
    if view.year:
        return view.words.gettext(marked("Countries in %(year)s")) % {"year": view.year}
    return view.words.gettext(marked("Countries on the map"))


COUNTRIES = Chart(
    "countries",
    marked("Countries on the map"),
    marked(
        "How many articles are filed under each country; an article under 38 countries counts in "
        "each of them. Areas are true to scale; a country too small to be seen has a dot."
    ),
    _counted,
    _BALANCE,
    (
        Column("name", marked("Country")),
        Column("iso_code", marked("ISO code")),
        Column(
            "drawn",
            marked("On the map"),
            lambda value, words: words.gettext(marked("yes") if value else marked("no")),
        ),
        Column("articles", marked("Articles"), lambda v, words: words.number(v), is_number=True),
    ),
    _draw,
    _legend,
    tabled=_tabled,
    titled=_titled,
)

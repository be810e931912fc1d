"""The picture of `scrapy coverage --svg`: sums, legend and gaps, in German or English."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from crawler.archive.listings import Month
from crawler.maintenance.total_estimate import Total
from crawler.publishing.charts.coverage_picture import heat_map
from crawler.publishing.language import language

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [
    Month("2015-02", 1200, 1200, 0, 0),
    Month("2017-03", 10, 1, 7, 2),
    Month("2017-04", 3, 0, 3, 0),
    Month("2017-05", 500, 1, 499, 0),
    Month("2017-06", 4, 3, 1, 0),
]


def picture(months=MONTHS, code="de", estimates=None):
    return ET.fromstring(heat_map("Muster & Söhne", months, language(code), estimates))


def texts(svg):
    return [text.text for text in svg.iter(f"{SVG}text")]


def test_sums_and_legend_are_told():
    told = texts(picture())
    assert told[0] == "Abdeckung: Muster & Söhne"
    assert "1.717 aufgenommene Seiten" in told
    assert "1.205 geborgen, 510 fehlen, 2 gescheitert" in told
    for words in ("nichts aufgenommen", "0 %, nichts geborgen", "1–24 %", "100 %"):
        assert words in told
    assert "1,717 captured pages" in texts(picture(code="en"))
    assert picture().findtext(f"{SVG}desc").startswith("1.717 aufgenommene Seiten: ")


def test_the_numbers_in_the_cells_add_up():
    numbers = [
        int(cell.findtext(f"{SVG}text").replace(".", ""))
        for cell in picture().iter(f"{SVG}g")
        if cell.find(f"{SVG}text") is not None
    ]
    assert sum(numbers) == sum(month.captured for month in MONTHS)


def test_years_and_months_without_captures_are_drawn():
    svg = picture(estimates={"2019": Total(3, 4, 3, 9, ("a", "b"))})
    cells = list(svg.iter(f"{SVG}g"))
    assert len(cells) == 12 * 5
    assert {"2015", "2016", "2017", "2018", "2019"} <= {*texts(svg)}
    assert "≈ 4 Artikel erschienen (95 %: 3 bis 9)" in texts(svg)
    empty = [cell for cell in cells if cell.find(f"{SVG}rect").get("class") == "none"]
    assert len(empty) == 12 * 5 - len(MONTHS)


def test_a_single_recovered_page_is_not_none_and_a_missing_one_not_all():
    shades = {
        cell.findtext(f"{SVG}title").partition(":")[0]: cell.find(f"{SVG}rect").get("class")
        for cell in picture().iter(f"{SVG}g")
        if cell.find(f"{SVG}title") is not None
    }
    assert shades == {
        "Februar 2015": "s-5", "März 2017": "s-1", "April 2017": "s-0", "Mai 2017": "s-1",
        "Juni 2017": "s-4",
    }  # fmt: skip


def test_a_portal_of_which_nothing_is_listed_has_a_picture():
    assert "0 aufgenommene Seiten" in texts(picture([]))

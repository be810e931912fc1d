"""Charts draw all that the archive has: their sums are those of plain SQL."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections import Counter
from itertools import count

import pytest
from babel import Locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.archive import Archive, Portal
from crawler.items import Article, Place
from crawler.publishing.charts.articles import Articles
from crawler.publishing.charts.chart import View
from crawler.publishing.charts.collection import CHARTS
from crawler.publishing.charts.colours import SHADES, shade_of, steps
from crawler.publishing.charts.countries import world
from crawler.publishing.charts.names import every_year
from crawler.publishing.charts.pictures import answers, sections
from crawler.publishing.language import language

TODAY = "2020-06-15"
PLACES = [
    Place("Chile", "country", "CL"), Place("Republik Chile", "country", "CL"),
    Place("Malta", "country", "MT"), Place("Kosovo", "country", "XK"),
    Place("Atlantis", "country", None), Place("Europa", "region", None),
    Place("EU", "organisation", None), Place("Chile", "region", None),
    *(Place(f"Ort {number}", "region", None) for number in range(20)),
]  # fmt: skip
DATES = [
    {}, {"published_on": "2015-05-01"}, {"published_on": "2019-12-31"},
    {"published_edtf": "2017"}, {"published_edtf": "2017-03"},
    {"published_earliest": "2016-11-01", "published_latest": "2018-02-01",
     "published_estimate": "2016-12-10"},
    {"published_earliest": "2018-01-01", "published_latest": "2018-12-31",
     "published_estimate": "2018-07-01"},
    {"published_latest": "2019-01-01"},
]  # fmt: skip
UNDATED = ({}, {"published_latest": "2019-01-01"})
KINDS = (None, "nachricht", "termin", "pressespiegel")
THINGS = st.fixed_dictionaries(
    {
        "date": st.sampled_from(DATES),
        "places": st.lists(st.sampled_from(PLACES), max_size=4, unique_by=repr),
        "topics": st.lists(st.sampled_from("ABCDEFGHIJKLMNOPQR"), max_size=3, unique=True),
        "kind": st.sampled_from(KINDS),
        "deadline_on": st.sampled_from([None, "2019-01-01", TODAY, "2021-02-03", "2030-01-01"]),
        "portal": st.sampled_from(["eins", "zwei"]),
        "gone": st.booleans(),
    }
)


def filled(archive, things):
    """The archive with these articles and no other."""
    db = archive.db.conn
    db.execute("DELETE FROM articles")
    numbers = count()
    for portal, title in (("eins", "Portal Eins"), ("zwei", None)):
        run = archive.begin_run(portal, "live", Portal(portal, title=title))
        archive.store(
            [
                Article(
                    f"https://{portal}.example/{next(numbers)}", title=f"Titel {thing['kind']}",
                    kind=thing["kind"], topics=thing["topics"], places=thing["places"],
                    deadline_on=thing["deadline_on"],
                )
                for thing in things if thing["portal"] == portal
            ],
            run,
        )  # fmt: skip
    ordered = [thing for name in ("eins", "zwei") for thing in things if thing["portal"] == name]
    urls = [url for (url,) in db.execute("SELECT url FROM articles ORDER BY id")]
    for url, thing in zip(urls, ordered, strict=True):
        values = dict.fromkeys(
            ("published_on", "published_edtf", "published_earliest", "published_latest",
             "published_estimate")
        ) | thing["date"]  # fmt: skip
        if day := values["published_on"]:
            values |= {"published_earliest": day, "published_latest": day}
        values["gone_at"] = "2020-01-01T00:00:00Z" if thing["gone"] else None
        names = ", ".join(f"{name} = :{name}" for name in values)
        db.execute(f"UPDATE articles SET {names} WHERE url = :url", {**values, "url": url})
    db.commit()
    return db


def asked(db, **values):
    def read(sql, parameters):
        cursor = db.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    return answers(Articles(read), View(language(), TODAY, **values).parameters)


def one(db, sql, *values):
    return db.execute(sql, values).fetchone()[0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with Archive(tmp_path_factory.mktemp("charts") / "archive.db") as archive:
        yield archive


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(THINGS, max_size=25))
def test_the_sums_of_each_chart_are_those_of_the_archive(empty, things):
    db = filled(empty, things)
    found = asked(db)
    articles = one(db, "SELECT count(*) FROM articles")
    assert articles == len(things)
    for chart in CHARTS:
        _, counts = found[chart.name]
        assert sum(counts[part] for part in chart.balance.parts) == counts["known"], chart.name
        if chart.name != "deadlines":
            assert counts["known"] == articles

    rows, counts = found["articles-per-month"]
    assert sum(row["articles"] for row in rows) == articles
    by_portal = Counter()
    for row in rows:
        by_portal[row["portal"]] += row["articles"]
    assert by_portal == dict(
        db.execute(
            "SELECT iif(portal = 'eins', 'Portal Eins', portal), count(*) FROM articles GROUP BY 1"
        )
    )
    assert counts["undated"] == sum(thing["date"] in UNDATED for thing in things)

    for name, table, key in (("places", "places", "place_id"), ("topics", "topics", "topic_id")):
        rows, counts = found[name]
        sums = Counter()
        for row in rows:
            sums[row["kind"], row["name"]] += row["articles"]
        for (kind, label), number in sums.items():
            if kind == 0:
                assert number == one(
                    db, f"SELECT count(DISTINCT article_id) FROM article_{table} JOIN {table} AS n "
                    f"ON n.id = {key} WHERE n.name = ?", label,
                )  # fmt: skip
        assert sums[2, None] == one(
            db, "SELECT count(*) FROM articles WHERE id NOT IN "
            f"(SELECT article_id FROM article_{table})",
        )  # fmt: skip
        assert sums[2, None] == counts["unfiled"]
        assert sums[1, None] == counts["uncommon"]
        assert sum(sums.values()) >= articles
        assert sum(row["articles"] for row in rows if row["year"] == "?") >= counts["uncertain"]
    rows, _ = found["kinds"]
    assert sum(row["articles"] for row in rows) == articles

    rows, counts = found["deadlines"]
    ahead = "deadline_on >= ? AND gone_at IS NULL"
    assert len(rows) == min(40, one(db, f"SELECT count(*) FROM articles WHERE {ahead}", TODAY))
    assert counts["known"] == one(db, "SELECT count(deadline_on) FROM articles")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(THINGS, max_size=20))
def test_the_map_counts_an_article_in_each_of_its_countries_in_its_year(empty, things):
    db = filled(empty, things)
    rows, whole = asked(db)["countries"]
    years = {year or "?" for (year,) in db.execute("SELECT DISTINCT year FROM v_dated")}
    of_years = {year: asked(db, year=year)["countries"][1] for year in years}
    assert sum(counts["known"] for counts in of_years.values()) == whole["known"] == len(things)
    for year, counts in of_years.items():
        assert counts["country"] + counts["elsewhere"] + counts["nowhere"] == counts["known"]
        assert counts["counted"] == sum(row["articles"] for row in rows if row["year"] == year)
    for country in {(row["iso_code"], row["name"]) for row in rows}:
        code, name = country
        assert sum(row["articles"] for row in rows if row["name"] == name) == one(
            db, "SELECT count(DISTINCT article_id) FROM article_places JOIN places AS p "
            "ON p.id = place_id WHERE p.kind = 'country' AND coalesce(p.iso_code, p.name) = ?",
            code or name,
        )  # fmt: skip


def drawn(db, code="de", **values):
    view = View(language(code), TODAY, **values)
    page = html.fromstring(f"<main>{sections(asked(db, **values), view)}</main>")
    return {section.get("id"): section for section in page.xpath("//section")}


def texts(section, width):
    return section.xpath(
        f".//div[@class='{width}']//*[contains(@class, 'role-mark')]//*[local-name() = 'text']"
    )


THIRTY = [
    {
        "date": DATES[number % len(DATES)], "places": PLACES[number % 5 : number % 5 + number % 4],
        "topics": ["Netzwerke"] * (number % 2), "kind": KINDS[number % 4], "gone": False,
        "deadline_on": "2021-02-03", "portal": ("eins", "zwei")[number % 2],
    }
    for number in range(30)
]  # fmt: skip


@pytest.fixture(scope="module")
def thirty(tmp_path_factory):
    with Archive(tmp_path_factory.mktemp("thirty") / "archive.db") as archive:
        yield filled(archive, THIRTY)


def test_what_is_drawn_adds_up_and_is_told_in_german(thirty):
    found = drawn(thirty)
    rows = asked(thirty)
    for name in ("places", "topics", "kinds"):
        total = sum(row["articles"] for row in rows[name][0])
        assert sum(int(text.text) for text in texts(found[name], "wide")) == total
        assert found[name].xpath("string(.//tfoot//td[@class='number'])") == str(total)
    certainties = [text.text for text in texts(found["articles-per-month"], "wide")]
    assert sum(map(int, certainties)) == 30
    told = {name: " ".join(found[name].text_content().split()) for name in found}
    assert told["articles-per-month"].startswith("Artikel je Monat und Portal")
    assert "30 Artikel: " in told["articles-per-month"]
    assert "Portal Eins" in told["articles-per-month"]
    assert "Dez. 2016" in told["articles-per-month"]
    assert "3. Februar 2021" in told["deadlines"]
    assert "Termin" in told["kinds"]
    assert "(ohne Art)" in told["kinds"]
    assert "Articles per month" in drawn(thirty, "en")["articles-per-month"].text_content()


def test_years_without_articles_are_drawn_also_on_the_map(thirty):
    found = drawn(thirty)
    years = ["2015", "2016", "2017", "2018", "2019", "?"]
    assert every_year({"years": "2019,?,2015"}) == years
    assert [li.text_content() for li in found["countries"].xpath(".//ul[@class='years']/li")] == [
        *years[:-1],
        "ungewiss",
    ]
    axis = found["places"].xpath(
        ".//div[@class='wide']//*[contains(@class, 'role-axis-label')]//*[local-name() = 'text']"
    )
    assert [text.text for text in axis if text.text in years] == years
    linked = drawn(thirty, link=lambda year: f"?year={year}", year="2015")["countries"]
    assert linked.xpath(".//a[@aria-current]/@href") == ["?year=2015"]
    assert linked.xpath("string(h2)") == "Länder im Jahr 2015"
    assert len(linked.xpath(".//ul[@class='years']//a")) == len(years) + 1


def test_one_wrong_date_does_not_make_a_column_of_each_year_since(empty):
    far = {**THIRTY[1], "date": {"published_on": "1017-01-01"}}
    db = filled(empty, [far, *THIRTY])
    assert every_year({"years": "1017,2019,2015"})[:3] == ["1017", "…1018", "2015"]
    found = drawn(db, link=lambda year: f"?year={year}")
    assert len(found["countries"].xpath(".//ul[@class='years']/li")) == 1 + 2 + 5 + 1
    assert len(found["countries"].xpath(".//ul[@class='years']//a")) == 1 + 1 + 5 + 1
    axis = found["topics"].xpath(
        ".//div[@class='wide']//*[contains(@class, 'role-axis-label')]//*[local-name() = 'text']"
    )
    assert {"1017", "…", "?"} <= {text.text for text in axis}
    assert sum(row["articles"] for row in asked(db)["kinds"][0]) == len(THIRTY) + 1


def test_a_small_country_has_a_dot_and_one_without_a_code_stands_in_the_table(thirty):
    section = drawn(thirty)["countries"]
    x, y = world().dots["MT"]
    assert section.xpath(f".//div[@class='world']//circle[@cx='{x}' and @cy='{y}']")
    (row,) = section.xpath(".//tr[td = 'Atlantis']")
    assert row.xpath("td[3]/text()") == ["nein"]


def test_every_country_is_on_the_map():
    countries = {
        code for code in Locale("de").territories
        if len(code) == 2 and code.isalpha()
        and code not in {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
    }  # fmt: skip
    assert countries - {*world().outlines, *world().dots} == set()
    for x, y in world().dots.values():
        assert 0 <= x <= world().width
        assert 0 <= y <= world().height


@pytest.mark.parametrize("most", [1, 2, 3, 5, 6, 17, 100, 12_345])
def test_shades_reach_from_one_to_the_most(most):
    lowest = steps(most)
    assert lowest[0] == 1
    assert lowest == sorted(set(lowest))
    assert lowest[-1] <= most
    assert len(lowest) <= len(SHADES)
    assert shade_of(1, lowest) == 0
    assert shade_of(most, lowest) == len(lowest) - 1


def test_an_empty_archive_says_that_there_is_nothing(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        for section in drawn(archive.db.conn).values():
            assert "Das Archiv hat hierzu nichts zu zeichnen." in section.text_content()
            assert not section.xpath(".//figure")


def test_colours_are_left_to_the_page(thirty):
    """Nothing of a drawing is white or black for good: it would be on a dark page, too."""
    for section in drawn(thirty).values():
        colours = {
            value for value in section.xpath(".//figure//@fill | .//figure//@stroke")
            if value not in ("none", "transparent") and not value.startswith("var(--")
        }  # fmt: skip
        assert colours == set()


def test_two_calls_of_one_title_are_two_rows(empty):
    things = [{**THIRTY[0], "kind": None, "portal": "eins"}] * 2
    dots = drawn(filled(empty, things))["deadlines"].xpath(
        ".//div[@class='wide']//*[contains(@class, 'mark-symbol role-mark')]/*/@transform"
    )
    heights = {re.search(r",([\d.]+)\)", dot)[1] for dot in dots}
    assert len(heights) == 2


def test_commands_start_without_the_drawing_engine():
    code = (
        "import sys, crawler.publishing.charts.pictures, crawler.commands.report;"
        "sys.exit('vl_convert' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_deadline_years_ahead_has_years_below_it(empty):
    things = [{**THIRTY[0], "deadline_on": day} for day in ("2021-01-01", "2029-01-01")]
    section = drawn(filled(empty, things))["deadlines"]
    axis = section.xpath(
        ".//div[@class='wide']//*[contains(@class, 'role-axis-label')]//*[local-name() = 'text']"
    )
    years = [text.text for text in axis if re.fullmatch(r"\d{4}", text.text or "")]
    assert len(years) >= 5
    assert dt.date(int(years[0]), 1, 1) < dt.date(int(years[-1]), 1, 1)


def test_articles_are_counted_in_whole_numbers_beside_the_months(thirty):
    axis = drawn(thirty)["articles-per-month"].xpath(
        "(.//div[@class='wide'])[1]//*[contains(@class, 'role-axis-label')][1]"
        "//*[local-name() = 'text']/text()"
    )
    numbers = [text for text in axis if text.isdigit()]
    assert numbers
    assert len(numbers) == len(set(numbers))

"""Our pages in a real Chromium: they work, they fit a phone, and everyone can read them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsing.conftest import DESK, PHONE, check

DAY = "2015-01-01"
"""On which all deadlines of the demo portal lie ahead."""

PAGES = (
    "/",
    "/archive",
    "/archive/articles?_places=Polen",
    "/archive/articles/1",
    "/archive/v_changes",
    "/archive/deadlines?until=2019",
    "/archive/deadlines?until=bald",
    "/archive?sql=select+title+from+articles",
    "/suche?q=Förderung",
    "/suche?q=Frderung&kind=termin",
    f"/-/charts?today={DAY}",
    "/beobachtungen",
    "/beobachtungen/milch",
)


def test_the_front_page_says_what_is_in_the_archive_and_leads_to_it(page):
    page.goto("/")
    expect(page.get_by_role("heading", name="Clusterarchiv")).to_be_visible()
    row = page.get_by_role("row", name="Kooperation Demo")
    count = int(row.get_by_role("cell").nth(1).inner_text())
    assert count > 50
    search = page.get_by_role("search")
    assert search.get_attribute("action") == "/suche"
    expect(search.get_by_label("Artikel durchsuchen")).to_have_attribute("name", "q")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Artikel")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text(f"{count} Zeilen: Portal: Kooperation Demo")


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page):
    page.goto("/archive/deadlines")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_in_viewport()
    page.keyboard.press("Enter")
    while not page.evaluate("document.activeElement.matches('#asked-until')"):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
    page.keyboard.type("31.12.2019")
    page.keyboard.press("Enter")
    page.wait_for_url("**until=31.12.2019**")
    expect(page.get_by_role("status")).to_contain_text("Gelesen als: Bis: 31. Dezember 2019")


def test_a_page_is_printed_without_what_only_a_screen_has(page):
    page.emulate_media(media="print")
    page.goto("/archive/deadlines?until=2019")
    expect(page.locator("header.site")).to_be_hidden()
    expect(page.locator("form")).to_be_hidden()
    expect(page.locator("td time").first).to_be_visible()


def test_facets_narrow_and_widen_again(page):
    page.goto("/archive/articles")
    headings = page.locator(".facet-info-name").all_inner_texts()
    assert {heading.strip() for heading in headings} == {
        "Portal", "Art", "Jahr", "Orte", "Themen", "Quellen",
    }  # fmt: skip
    value = page.get_by_label("Orte", exact=True).locator("li").first
    name, count = value.locator("a").inner_text(), value.inner_text().split()[-1]
    value.locator("a").click()
    narrowed = page.get_by_role("status")
    expect(narrowed).to_contain_text(f"{count} Zeilen: Orte: {name}")
    assert page.locator("ul.articles > li").count() == int(count)
    page.get_by_label("Jahr", exact=True).locator("li a").first.click()
    expect(narrowed).to_contain_text("Jahr: ")
    page.locator(".facet-info a.cross").first.click()
    page.locator(".facet-info a.cross").first.click()
    expect(narrowed).not_to_contain_text("Länder")
    expect(narrowed).not_to_contain_text("Jahr")


@pytest.mark.parametrize(
    "typed", ["Förderung", "FÖRDERUNG", "Förderung Projekte", '"Förderung von"']
)
def test_the_search_box_of_the_articles_takes_umlauts_and_quotes(page, typed):
    page.goto("/archive/articles")
    page.locator("#_search").fill(typed)
    page.get_by_role("button", name="Anwenden").click()
    expect(page.locator("ul.articles > li").first).to_be_visible()


def test_a_question_is_asked_by_its_form_and_by_the_calendar(page):
    page.goto("/archive/deadlines")
    days = "time => time.dateTime"
    everything = page.locator("td.col-deadline_on time").count()
    page.get_by_label("Von", exact=True).fill("1.1.2019")
    page.get_by_label("Bis: Tag im Kalender wählen").fill("2020-12-31")
    expect(page.get_by_label("Bis", exact=True)).to_have_value("31.12.2020")
    page.get_by_role("button", name="Fragen").click()
    page.wait_for_url("**since=1.1.2019**")
    found = [time.evaluate(days) for time in page.locator("td.col-deadline_on time").all()]
    assert 0 < len(found) < everything
    assert all("2019-01-01" <= day <= "2020-12-31" for day in found)
    assert found == sorted(found)
    expect(page.locator("td.col-deadline_on").first).to_contain_text(" 20")
    page.locator("td.col-title a").first.click()
    expect(page.locator("article h1")).to_be_visible()


def test_a_column_is_sorted_counted_and_hidden_from_its_menu(page):
    page.goto("/archive/v_changes")
    menu = page.get_by_label("Spalte „Feld“: sortieren, auszählen, ausblenden")
    menu.click()
    page.locator("th.col-field").get_by_role("link", name="Aufsteigend sortieren").click()
    expect(page.get_by_role("status")).to_contain_text("sortiert nach Feld")
    menu.click()
    page.locator("th.col-field").get_by_role("link", name="Spalte ausblenden").click()
    expect(page.locator("th.col-field")).to_have_count(0)
    expect(page.locator("th.col-title")).to_have_count(1)


def test_an_article_reads_like_one_and_shows_what_was_changed(page):
    page.goto("/archive/v_changes?field=title")
    page.locator("td.col-article_id a").first.click()
    article = page.locator("article")
    expect(article.locator("h1")).to_be_visible()
    assert article.locator(".text p").count() > 1
    assert article.locator(".text").get_attribute("lang") == "de"
    for fact in ("Original unter", "Zitierweise"):
        expect(article.get_by_text(fact, exact=True)).to_be_visible()
    title = article.locator("h1").inner_text()
    article.get_by_role("link", name="Unterschiede zu Fassung 1").click()
    expect(page.get_by_role("heading", name="Titel")).to_be_visible()
    before, now = page.locator(".sides.changed .side").all_inner_texts()[:2]
    assert before != now == title


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_charts_are_drawn_for_the_width_and_colours_of_the_page(page, size, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/-/charts?today={DAY}")
    drawings = page.locator("figure > [role=img] svg:visible:not(.defs)")
    assert drawings.count() == 2 + 2 + 3 + 1  # two of months and maps, three of names, deadlines
    for drawing in drawings.all():
        drawn = drawing.screenshot()
        drawing.evaluate("svg => svg.style.opacity = 0")
        blank = drawing.screenshot()
        assert drawn != blank
        box = drawing.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]
    letters = page.locator("figure .role-axis-label text:visible").first
    assert letters.evaluate("text => text.getBoundingClientRect().height") >= 12


def test_the_map_of_a_year_is_chosen_and_its_numbers_opened_by_keyboard(page):
    page.goto(f"/-/charts?today={DAY}")
    page.get_by_role("link", name="2019").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Länder im Jahr 2019")).to_be_visible()
    section = page.locator("#countries")
    section.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(section.get_by_role("columnheader", name="ISO-Code")).to_be_visible()
    numbers = [int(text) for text in section.locator("tbody td.number").all_inner_texts()]
    assert sum(numbers) == int(section.locator("tfoot td.number").inner_text())
    page.emulate_media(media="print")
    expect(page.locator("header.site")).to_be_hidden()
    expect(section.locator("table")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_the_screen_and_breaks_no_rule_of_accessibility(page, path, size, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    check(page)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def test_what_an_article_says_is_text_and_never_a_page(browser, tmp_path):
    """Markup in an article's fields is shown as it is; a link that is none leads nowhere."""
    from crawler.archive import Archive, Portal
    from crawler.items import Article, Link
    from tests.serving.served import served

    evil = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    with Archive(tmp_path / "archive.db") as archive:
        run_id = archive.begin_run("musterportal", "live", Portal("musterportal", title=evil))
        archive.store(
            [
                Article(
                    "https://muster.example/1", title=evil, lead=evil, body=evil, kicker=evil,
                    topics=[evil], deadline_on="2030-01-01",
                    links=[Link("javascript:alert(1)", evil, None, "further")],
                )
            ],
            run_id,
        )  # fmt: skip
    with served(tmp_path / "archive.db") as address:
        page = browser.new_page()
        opened: list[str] = []
        page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        for path in (*PAGES, "/archive/first_and_last_report?text=script", "/archive/deadlines"):
            page.goto(address + path)
            assert page.locator("img").count() == 0
            assert page.locator("a[href^=javascript]").count() == 0
        page.close()
    assert opened == []


@pytest.mark.parametrize("width", [1280, PHONE["width"]])
def test_a_search_is_narrowed_and_read_by_keyboard_alone(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/suche")
    page.get_by_label("Wörter").focus()
    page.keyboard.type("Förderungen")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=F%C3%B6rderungen**")
    assert page.locator("mark").first.inner_text() in ("Förderung", "Clusterförderung")
    folded = page.locator(".folding > summary")
    assert folded.is_visible() == (width == PHONE["width"])
    if folded.is_visible():
        folded.focus()
        page.keyboard.press("Enter")
    facet = page.locator("section[aria-labelledby=facet-place] a").first
    count = facet.locator(".count").inner_text()
    facet.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("Ort:")
    expect(page.locator(".told")).to_contain_text(f"{count} Artikel")
    page.locator(".hits h3 a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()

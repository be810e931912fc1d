"""Our pages in a real Chromium: they work, they look right on a phone, and everyone can read them.

Chromium is Debian's (`apt-get install chromium`); `.ci/run` installs it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="needs Debian's Chromium: apt-get install chromium"
)
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
PHONE = {"width": 390, "height": 800}
DAY = "2015-01-01"
"""On which all deadlines of the demo portal lie ahead."""

PAGES = (
    "/",
    "/archive",
    "/archive/articles",
    "/archive/articles?_places=Polen",
    "/archive/articles/1",
    "/archive/v_changes",
    "/archive/search?text=Förderung&portal=",
    "/suche?q=Förderung",
    "/suche?q=Frderung&kind=termin",
    f"/-/charts?today={DAY}",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test for what its console says or what it asks of others."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((address, "data:"))
            else complaints.append(f"asked for {asked.url}")
        ),
    )
    yield page
    context.close()
    assert complaints == []


def test_the_front_page_says_what_is_in_the_archive_and_leads_to_it(page):
    page.goto("/")
    expect(page.get_by_role("heading", name="Clusterarchiv")).to_be_visible()
    row = page.get_by_role("row", name="Kooperation Demo")
    count = int(row.get_by_role("cell").nth(1).inner_text())
    assert count > 50
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=f"{count} rows where portal")).to_be_visible()


def test_a_question_goes_from_the_front_page_to_an_article(page):
    page.goto("/")
    page.get_by_label("Search the articles").fill("Förderung Frankreich")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("td.col-passage").first).to_contain_text("»")
    page.locator("td.col-article_id a").first.click()
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator("article")).to_contain_text("Förderung")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Förderungen", "Förderung"),  # inflection
        ("foerderung", "Förderung"),  # no umlauts on the keyboard
        ("Technik", "Wasserstofftechnik"),  # part of a compound
    ],
)
def test_search_finds_what_a_german_reader_expects(page, typed, found):
    page.goto(f"/archive/search?portal=&text={typed}")
    passages = page.locator("td.col-passage").all_inner_texts()
    titles = page.locator("td.col-title").all_inner_texts()
    assert any(found in text.replace("»", "").replace("«", "") for text in passages + titles)


def test_facets_narrow_and_widen_again(page):
    page.goto("/archive/articles")
    headings = page.locator(".facet-info-name").all_inner_texts()
    assert {heading.split()[0] for heading in headings} == {
        "portal", "kind", "year", "places", "topics", "sources",
    }  # fmt: skip
    value = page.locator(".facet-info", has_text="places").locator("li").first
    name, count = value.locator("a").inner_text(), value.inner_text().split()[-1]
    value.locator("a").click()
    expect(page.locator("h3").first).to_contain_text(f'{count} rows where places include "{name}"')
    assert page.locator("ul.articles > li").count() == int(count)
    page.locator(".facet-info", has_text="year").locator("li a").first.click()
    expect(page.locator("h3").first).to_contain_text("published in")
    page.locator(".facet-info a.cross").first.click()
    page.locator(".facet-info a.cross").first.click()
    expect(page.locator("h3").first).not_to_contain_text("where")


@pytest.mark.parametrize(
    "typed", ["Förderung", "FÖRDERUNG", "Förderung Projekte", '"Förderung von"']
)
def test_the_search_box_of_the_articles_takes_umlauts_and_quotes(page, typed):
    page.goto("/archive/articles")
    page.locator("#_search").fill(typed)
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("ul.articles > li").first).to_be_visible()


def test_a_question_with_parameters(page):
    page.goto("/archive/deadlines?since=&until=")
    everything = page.locator("table tbody tr").count()
    page.get_by_label("since").fill("2019-01-01")
    page.get_by_label("until").fill("2020-12-31")
    page.get_by_role("button", name="Run SQL").click()
    page.wait_for_url("**since=2019-01-01**")
    days = page.locator("td.col-deadline_on").all_inner_texts()
    assert 0 < len(days) < everything
    assert all("2019-01-01" <= day <= "2020-12-31" for day in days)
    assert days == sorted(days)


def test_an_article_reads_like_one_and_shows_what_was_changed(page):
    page.goto("/archive/v_changes?field=title")
    page.locator("td.col-article_id a").first.click()
    article = page.locator("article")
    expect(article.locator("h1")).to_be_visible()
    assert article.locator(".text p").count() > 1
    assert article.locator(".text").get_attribute("lang") == "de"
    for fact in ("Original at", "Our capture"):
        expect(article.get_by_text(fact, exact=True)).to_be_visible()
    revision = article.locator("details", has_text="title").first
    revision.locator("summary").click()
    before = revision.get_by_text("title before").locator("xpath=following-sibling::dd[1]")
    expect(before).to_be_visible()
    assert before.inner_text() != article.locator("h1").inner_text()


def test_charts_are_drawn(page):
    page.goto(f"/-/charts?today={DAY}")
    drawings = page.locator("figure svg")
    assert drawings.count() == 4
    for drawing in drawings.all():
        drawn = drawing.screenshot()
        drawing.evaluate("svg => svg.style.opacity = 0")
        blank = drawing.screenshot()
        assert drawn != blank
    page.get_by_text("rows as a table").first.click()
    expect(page.get_by_role("columnheader", name="month")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_breaks_no_serious_rule_of_accessibility(page, path):
    page.set_viewport_size(PHONE)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page).response["violations"]
    assert [
        (rule["id"], node["html"])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ] == []


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
        for path in (*PAGES, "/archive/search?text=script&portal="):
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

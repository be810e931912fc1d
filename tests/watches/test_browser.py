"""The pages of watches in a real Chromium: at both widths, light and dark, for everyone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect, sync_playwright

from tests.serving.served import served
from tests.watches.conftest import Portals, page

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="needs Debian's Chromium: apt-get install chromium"
)
PATHS = ("/beobachtungen", "/beobachtungen/milch")
TITLE = "Förderung der Grundlagenforschung zu Blaumilchverarbeitungsverfahrensbeschreibungen"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("watched") / "archive.db"
    portals = Portals(path)
    call = page("eins", title=TITLE, deadline_on="2099-05-03")
    portals.crawl([call], 0)
    portals.watch(0.5, topic="Milch")
    portals.crawl([replace(call, deadline_on="2099-05-17")], 1)
    portals.crawl([page(f"neu-{n}") for n in range(101)], 1.1)
    portals.check(1.2)
    portals.archive.close()
    with served(path) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_read_them(browser, address, width, scheme):
    viewport = {"width": width, "height": 800}
    context = browser.new_context(base_url=address, viewport=viewport, color_scheme=scheme)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text))
    tab.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url),
    )
    for path in PATHS:
        tab.goto(path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(tab).response["violations"]
        assert [(each["id"], each["impact"]) for each in found] == [], path
    context.close()
    assert complaints == []


def test_from_the_menu_to_an_article_by_keyboard(browser, address):
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    tab.goto("/")
    tab.get_by_role("navigation").get_by_role("link", name="Beobachtungen").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name="milch", exact=True).focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("1 Frist verschoben, 101 neu")).to_be_visible()
    tab.get_by_role("link", name="Ältere Ereignisse").click()
    moved = tab.get_by_role("link", name="Frist verlängert")
    expect(moved).to_contain_text("17. Mai 2099 (bisher 3. Mai 2099)")
    moved.focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name=TITLE)).to_be_visible()
    context.close()

"""One Chromium, and one archive served to it: a demo portal over two editions, and a watch.

Chromium is Debian's (`apt-get install chromium`); `.ci/run` installs it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.crawled import Crawled, copied, crawled_once
from tests.serving.served import served
from tests.watches.conftest import Portals
from tests.watches.conftest import page as call_of

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
_REFUSED = "responded with a status of 400"
"""What Chromium says of a page that refuses a value."""
_MATTERS = ("moderate", "serious", "critical")

CALL = "Förderung der Grundlagenforschung zu Blaumilchverarbeitungsverfahrensbeschreibungen"
"""A call whose deadline was moved; a hundred new ones came after it."""

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
Open = Callable[..., Any]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("needs Debian's Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The portal, and beside it one of calls that the watch "milch" follows."""
    made = copied(crawled_once(tmp_path_factory), tmp_path_factory.mktemp("browsing"))
    portals = Portals(made.archive)
    call = call_of("eins", title=CALL, deadline_on="2099-05-03")
    portals.crawl([call], 0)
    portals.watch(0.5, topic="Milch")
    portals.crawl([replace(call, deadline_on="2099-05-17")], 1)
    portals.crawl([call_of(f"neu-{n}") for n in range(101)], 1.1)
    portals.check(1.2)
    portals.archive.close()
    return made


@pytest.fixture(scope="session")
def address(crawled: Crawled) -> Iterator[str]:
    with served(crawled.archive, "-s", f"WARC_DIR={crawled.captures}") as address:
        yield address


@contextmanager
def opened(browser: Browser, address: str, **context: Any) -> Iterator[Page]:
    """A page; what its console says and what it asks of others is a failure."""
    own = browser.new_context(base_url=address, **context)
    page = own.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type in ("error", "warning") and _REFUSED not in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((address, "data:")) else complaints.append(asked.url)
        ),
    )
    yield page
    own.close()
    assert complaints == []


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        yield page


def check(page: Page) -> None:
    """Nothing is wider than the window, and no rule of accessibility is broken that matters."""
    width = page.viewport_size["width"]
    page.wait_for_load_state()
    for _ in range(50):  # on a busy machine styles may come after the page
        if page.evaluate("document.documentElement.scrollWidth") <= width:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [
        (rule["id"], node["html"])
        for rule in found
        if rule["impact"] in _MATTERS
        for node in rule["nodes"]
    ] == []


def press_until(page: Page, name: str) -> None:
    """Press Tab until the link or button that begins so has the focus, then Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith(name):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never comes to {name}")

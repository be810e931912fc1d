"""A search, an article, its stored page and its versions in a real Chromium, by keyboard.

A captured page may be hostile: nothing of it may run or ask for anything.
"""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import expect

from crawler.publishing.replay.still_page import POLICY
from tests.browsing.conftest import DESK, PHONE, check, opened, press_until
from tests.serving.served import served
from tests.serving.stored import Page as Captured
from tests.serving.stored import Stored


@pytest.fixture(scope="module")
def edited(crawled) -> tuple[int, str]:
    """An article whose lead was edited, and its title."""
    with closing(sqlite3.connect(crawled.archive)) as db:
        return db.execute(
            "SELECT a.id, a.title FROM revisions JOIN articles AS a ON a.id = article_id "
            "WHERE changed_fields = '[\"lead\"]'"
        ).fetchone()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_a_search_to_an_article_its_stored_page_and_what_changed_by_keyboard(
    browser, address, edited, size, scheme
):
    with opened(browser, address, viewport=size, color_scheme=scheme) as page:
        _, title = edited
        page.goto("/suche")
        page.get_by_label("Wörter").focus()
        page.keyboard.type(f'"{title}"')
        page.keyboard.press("Enter")
        page.wait_for_url("**q=**")
        expect(page.locator("#search-order option:checked")).to_have_text("Beste zuerst")
        check(page)
        press_until(page, title)
        expect(page.locator("article h1")).to_have_text(title)
        expect(page.locator("p.dateline")).to_contain_text("zuletzt gesehen am")
        check(page)

        press_until(page, "Gespeicherte Seite")
        page.wait_for_url("**/gespeichert/*")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_have_text(title)
        check(page)
        page.locator("iframe").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")

        page.go_back()
        press_until(page, "Letzte Änderung")
        page.wait_for_url("**/vergleich/*")
        expect(page.get_by_role("heading", name="Vorspann")).to_be_visible()
        assert page.locator("ins").count() + page.locator("del").count() > 0
        check(page)
        sides = page.locator(".sides.changed").first.locator(".side")
        one, other = (sides.nth(place).bounding_box() for place in (0, 1))
        is_beside = other["x"] > one["x"] and other["y"] == one["y"]
        assert is_beside is (size["width"] > 500)

        press_until(page, "Gespeicherte Seite zu Fassung 1")
        page.wait_for_url("**/gespeichert/*")
        expect(page.locator("iframe")).to_be_visible()


def test_each_capture_can_be_chosen(browser, address, edited):
    with opened(browser, address) as page:
        page.goto(f"/archive/articles/{edited[0]}")
        page.locator("ul.captures a").last.click()
        first = page.url
        page.get_by_text("Aufnahmen dieses Artikels").click()
        expect(page.locator("[aria-current=page]")).to_be_visible()
        page.get_by_role("link", name="Spätere Aufnahme").click()
        page.wait_for_url(lambda url: url != first)
        expect(page.locator("iframe")).to_be_visible()


@contextmanager
def tracker() -> Iterator[tuple[str, list[str]]]:
    """A host that notes every connection, and its address."""
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(0.2)
                    try:
                        seen.append(connection.recv(100).decode("latin-1"))
                    except OSError:
                        seen.append("connected")

        threading.Thread(target=listen, daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}", seen
        listening.shutdown(socket.SHUT_RDWR)


def hostile(host: str) -> bytes:
    """A page that tries everything to run or to be heard."""
    at = f"http://{host}"
    return f"""<!DOCTYPE html><html manifest={at}/m><head><title>Feind</title>
<base href="{at}/" target="_top">
<meta http-equiv="refresh" content="0; url={at}/refresh">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel="preconnect" href="{at}"><link rel="dns-prefetch" href="//feind.example">
<link rel="prefetch" href="{at}/prefetch"><link rel="icon" href="{at}/icon">
<link rel="stylesheet" href="{at}/style.css"><link rel="modulepreload" href="{at}/m.js">
<link rel="import" href="{at}/i"><script type="speculationrules">
{{"prefetch": [{{"source": "list", "urls": ["{at}/rules"]}}]}}</script>
<style>@import "{at}/import.css"; @font-face {{ font-family: f; src: url({at}/font) }}
body {{ font-family: f; background: url({at}/background) }} p {{ content: "\\75rl({at}/x)" }}
li::before {{ content: \\75 rl({at}/escaped) }}</style>
<script>top.location = "{at}/top"; document.title = "gelaufen"; fetch("{at}/fetch")</script>
<script src="{at}/script.js"></script></head>
<body onload="document.title = 'gelaufen'; alert(1)" background="{at}/body">
<h1>Feindliche Seite</h1><ul><li>A</ul>
<img src="{at}/img" srcset="{at}/srcset 2x" onerror="alert(2)"><img src=x onerror="alert(3)">
<svg onload="alert(4)"><image href="{at}/svg"/><script>alert(5)</script></svg>
<iframe src="{at}/frame"></iframe><iframe srcdoc="<script>parent.alert(6)</script>"></iframe>
<object data="{at}/object"></object><embed src="{at}/embed">
<video autoplay poster="{at}/poster"><source src="{at}/video"></video><audio src="{at}/a" autoplay></audio>
<form action="{at}/form" target="_top"><input name=a autofocus onfocus="alert(7)"><button>Senden</button></form>
<a id=weg href="{at}/link" target="_top" ping="{at}/ping">Weg</a>
<a id=skript href="javascript:alert(8)">Skript</a><details open ontoggle="alert(9)">x</details>
<math href="javascript:alert(10)">M</math></body></html>""".encode()  # noqa: E501


@pytest.fixture
def enemy(tmp_path) -> Iterator[tuple[str, str, list[str]]]:
    """A served archive with such a page: its address, the enemy's host, who connected to that."""
    with tracker() as (host, seen):
        stored = Stored(tmp_path)
        stored.keep([Captured(hostile(host))])
        with served(stored.archive, "-s", f"WARC_DIR={stored.captures}") as address:
            yield address, host, seen


def test_nothing_of_a_hostile_page_runs_or_is_heard(browser, enemy):
    address, _, seen = enemy
    with opened(browser, address) as page:
        for path in ("/gespeichert/1", "/gespeichert/1/ansicht"):
            page.goto(path)
            shown = page if path.endswith("ansicht") else page.frame_locator("iframe")
            expect(shown.get_by_role("heading", name="Feindliche Seite")).to_be_visible()
            for text in ("Weg", "Skript"):
                shown.get_by_text(text, exact=True).click()
            page.wait_for_timeout(300)
            assert page.url == address + path
            assert "gelaufen" not in page.title()
        # A memento opened in a browser is not the page as recorded, but the one around the frame.
        page.goto("/memento/20160222140405/https://www.muster.example/artikel/1")
        assert page.url == f"{address}/gespeichert/1"
    assert seen == []


def test_the_policy_holds_by_itself_if_a_page_were_framed_as_recorded(browser, enemy):
    """The second wall: what takes markup out may have a hole, so nothing rests on it alone."""
    address, host, seen = enemy
    asked: list[str] = []
    page = browser.new_page(base_url=address)
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    body = hostile(host).replace(b'<link rel="preconnect"', b'<link rel="none"')
    page.route(
        "**/ansicht",
        lambda route: route.fulfill(
            body=body,
            headers={"content-type": "text/html", "content-security-policy": POLICY},
        ),
    )
    page.goto("/gespeichert/1")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Feindliche Seite")).to_be_visible()
    for name in ("Weg", "Skript", "Senden"):
        frame.get_by_text(name, exact=True).click()
    page.wait_for_timeout(300)
    assert page.url == f"{address}/gespeichert/1"
    assert "gelaufen" not in page.title()
    page.close()
    assert asked == []
    # Browsers connect to where a link leads before it is followed; they do not say anything there.
    assert [said for said in seen if said not in ("", "connected")] == []

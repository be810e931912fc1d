"""Portals are not told which page led to another, unless the settings say so."""

import logging
import warnings

import pytest

from tests.books.replica import HOME, Served, article, crawl, page_of_links, replica

ASKED_FOR = {
    "/": "unsafe-url",
    "/liste": "no-referrer, unsafe-url",
    "/liste?seite=2": "always",  # no policy anybody knows
    "/artikel/moved": "origin-when-cross-origin",
    "/robots.txt": "same-origin",
    "/feed.xml": "",
}


def portal(path: str) -> Served:
    if path.startswith("/liste"):
        last = "/liste?seite=2" if path == "/liste" else "/artikel/moved"
        served = page_of_links(f"/artikel/{'a' if path == '/liste' else 'b'}", last)
    elif path == "/artikel/moved":
        served = Served(status=302, headers={"Location": f"{HOME}artikel/c"})
    elif path.startswith("/artikel/"):
        served = article(path[-1])
    else:
        served = Served(status=404)
    asked_for = ASKED_FOR.get(path, "unsafe-url")
    served.headers = {**served.headers, "Referrer-Policy": asked_for}
    return served


def test_no_portal_decides_that_it_is_told(tmp_path, caplog):
    with replica(portal) as server, warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error", RuntimeWarning)
        run = crawl(server, tmp_path)

    assert len(run.titles()) == 3
    assert set(server.referers) == {None}
    assert "refer" not in caplog.text.lower()


@pytest.mark.parametrize(
    ("policy", "sent"), [("unsafe-url", f"{HOME}liste"), ("origin", HOME)], ids=str
)
def test_the_settings_do(tmp_path, policy, sent):
    with replica(portal) as server:
        crawl(server, tmp_path, REFERRER_POLICY=policy)

    assert sent in server.referers

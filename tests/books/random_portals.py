"""Portals at random: what their pages are, and what changes between the runs of a crawl."""

from __future__ import annotations

import gzip
from typing import Any

from hypothesis import strategies as st

from tests.books.replica import HOME, Served, article, page_of_links, rss, sitemap

_NAMES = ("aachen", "bremen", "celle", "dessau", "emden", "fulda")
ARTICLES = [f"/artikel/{name}" for name in _NAMES]
LISTS = ["/liste", *(f"/liste?seite={page}" for page in range(2, 7))]
FEEDS = ["/feed.xml", "/sitemap.xml", "/sitemap-2.xml", "/atom.xml"]
ROOT = ["/robots.txt", "/.well-known/tdmrep.json", "/"]
TARGETS = [*ARTICLES, *LISTS, *FEEDS, *ROOT]

links = st.lists(
    st.sampled_from(
        [
            *TARGETS,
            *(f"{url}?utm_source=x" for url in ARTICLES[:2]),
            *(f"{url}/" for url in ARTICLES[:2]),
            "/artikel/" + "x" * 2500, "/artikel/%zz", "/artikel/ü", "/artikel/a b", "?a=1", "//x",
            "http://[kaputt/", "http://portal.example:99999/", "https://anders.example/artikel/x",
            "mailto:a@b.example", "javascript:void(0)", "", "#", "ftp://portal.example/x",
            "/liste?seite=0", "/liste?seite=999999999999", "/liste?seite=-1", "/impressum",
        ]
    ),
    max_size=6,
)  # fmt: skip


def _atom(urls: list[str]) -> bytes:
    entries = "".join(
        f'<entry><link rel="alternate" href="{url}"/><link rel="enclosure" href="/x.pdf"/></entry>'
        for url in urls
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{HOME}">{entries}</feed>'.encode()


def _guids(urls: list[str]) -> bytes:
    items = "".join(f"<item><guid>{HOME[:-1]}{url}</guid></item>" for url in urls)
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode("utf-16")


def _json_feed(urls: list[str]) -> bytes:
    items = ",".join(f'{{"id": "{url}", "url": "{HOME[:-1]}{url}"}}' for url in urls)
    return (
        f'{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{items}]}}'
    ).encode()


def _index(urls: list[str]) -> bytes:
    parts = "".join(f"<sitemap><loc>{HOME[:-1]}{url}</loc></sitemap>" for url in urls)
    return f"<?xml version='1.0'?><sitemapindex>{parts}</sitemapindex>".encode()


def _page(name: str, head: str) -> bytes:
    return article(name).body.replace(b"<head>", f"<head>{head}".encode())


names = st.sampled_from(["Aachen", "Bremen", "Köln", "Dessau"])
heads = st.one_of(
    st.just(""),
    st.builds('<link rel="canonical" href="{}">'.format, st.sampled_from([*ARTICLES, "/", "//["])),
    st.builds(
        '<meta http-equiv="refresh" content="0; url={}">'.format,
        st.sampled_from([*ARTICLES, "/liste", "http://[", ""]),
    ),
    st.sampled_from(
        [
            '<meta name="robots" content="noindex">', '<meta name="tdm-reservation" content="1">',
            '<base href="http://[x">', '<link rel="next" href="/liste?seite=2">',
            '<meta charset="iso-8859-1">',
        ]
    ),
)  # fmt: skip
bodies = st.one_of(
    st.builds(_page, names, heads),
    st.builds(_page, names, heads).map(lambda body: gzip.compress(body, mtime=0)),
    st.builds(_page, names, heads).map(lambda body: body[: len(body) // 2]),
    links.map(lambda urls: page_of_links(*urls).body),
    links.map(lambda urls: rss(*urls).body),
    links.map(lambda urls: sitemap(*urls).body),
    *(links.map(make) for make in (_atom, _guids, _json_feed, _index)),
    links.map(lambda urls: "\n".join(HOME[:-1] + url for url in urls).encode()),
    st.lists(st.sampled_from(TARGETS), max_size=4).map(_index),
    st.sampled_from(
        [
            b"", b"\x00" * 50, b"%PDF-1.7", b'{"a": 1}', b"[]", b"null", b"\xef\xbb\xbf" * 2,
            b"<h1>Zugriff verweigert</h1>", b"<h1>Seite nicht gefunden</h1>",
            b"<p>Wartungsarbeiten", b"<!-- <html", b"<b>Warning</b>: mysql in x.php on line 3",
            b"<html><body><div class=g-recaptcha></div></body></html>",
            b"User-agent: *\nDisallow: /artikel/b\nCrawl-delay: 0\nSitemap: /sitemap-2.xml",
            b"User-agent: *\nUnsinn\nDisallow: /\nAllow: /liste\nSitemap: http://[x",
            b'[{"location": "/artikel/c", "tdm-reservation": 1}]',
        ]
    ),
)  # fmt: skip
statuses = st.sampled_from(
    [200] * 8
    + [202, 203, 204, 206, 300, 301, 304, 305, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503]
)
header_lines = st.dictionaries(
    st.sampled_from(
        [
            "Content-Encoding", "Set-Cookie", "Last-Modified", "ETag", "Refresh", "X-Robots-Tag",
            "TDM-Reservation", "Transfer-Encoding-X", "Link", "Retry-After", "Connection",
            "Content-Disposition", "Content-Language", "Date",
        ]
    ),
    st.sampled_from(
        ["gzip", "br", "x", "Mon, 30 Nov 2026 10:00:00 GMT", '"1"', "noindex", "1", "close", "900"]
    ),
    max_size=2,
)  # fmt: skip
media_types = st.sampled_from(
    [
        "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16", "text/plain",
        "application/xml", "application/rss+xml", "application/json", "application/feed+json",
        "image/png", "application/pdf", "", "nonsense", "text/html; charset=",
    ]
)  # fmt: skip
redirects = st.builds(
    lambda to, status, cookie: Served(b"", status, {"Location": to} | cookie),
    st.sampled_from(
        [*TARGETS, "http://anders.example/", "http://[", "", "/artikel/" + "y" * 2500, "?x=1"]
    ),
    st.sampled_from([301, 302, 303, 307, 308]),
    st.sampled_from([{}, {}, {"Set-Cookie": "s=1"}, {"Refresh": "0; url=/liste"}]),
)
cut_short = st.builds(
    lambda body: Served(body, headers={"Content-Length": "9999", "Connection": "close"}), bodies
)
answers = st.one_of(
    st.builds(Served, bodies, statuses, header_lines, media_types),
    st.builds(Served, bodies, st.just(200)),
    redirects,
    cut_short,
)
pages = st.dictionaries(st.sampled_from(TARGETS), answers, max_size=9)
options: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {}, {}, {}, {"full": "1"}, {"limit": "1"}, {"limit": "2"}, {"since": "2024-03-12"},
        {"since": "2025-01-01"}, {"url": f"{HOME}artikel/aachen"}, {"LIST_PAGES_MAX": 3},
        {"COOKIES_ENABLED": True}, {"RESERVATIONS_WAIVED": "*"}, {"ARCHIVE_BATCH": 1},
        {"DOWNLOAD_FAIL_ON_DATALOSS": False}, {"full": "1", "limit": "2"},
    ]
)  # fmt: skip
nights = st.lists(st.tuples(pages, options), min_size=1, max_size=4)
"""Runs one after the other into the same archive: what the portal serves, and the options."""

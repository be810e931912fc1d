"""Captured pages that gave no article, and URLs that captured lists and feeds name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scrapy.http import HtmlResponse

from crawler.archive import Archive
from crawler.archive.captures import PARTIAL
from crawler.archive.payload_location import PAYLOAD_CAPTURE
from crawler.decoding import encoding_of
from crawler.items import Alias
from crawler.maintenance.doctor.findings import Finding
from crawler.urls import canonical_url
from crawler.webarchives.warc.captured_page import LostPageError, read_payload

_PAGES = f"""
    SELECT c.url, r.spider, o.warc_file, o.warc_offset, coalesce(o.source, ''), c.content_type
    FROM captures AS c JOIN runs AS r ON r.id = c.run_id
    JOIN captures AS o ON o.id = {PAYLOAD_CAPTURE}
    WHERE c.status = 200 AND c.article_id IS NULL ORDER BY c.captured_at, c.id
"""  # noqa: S608
_KEPT_TEXT = f"(c.status IS NULL AND {PARTIAL})"
"""SQL: whether a capture is a text export's record; only texts that are taken have one."""
_HTML = ("text/html", "application/xhtml+xml")

ReadFeed = Callable[[bytes, str, str], Any]
"""``spiders.feeds.read_feed``."""


def article_captures(
    db: sqlite3.Connection, spiders: Mapping[str, Any], ids: list[int]
) -> list[int]:
    """Those of the captures ``ids`` that were asked for as articles, by their URL."""
    wanted = set(ids)
    rows = db.execute(
        f"SELECT c.id, c.url, r.spider, coalesce(c.content_type, ''), {_KEPT_TEXT} "  # noqa: S608
        "FROM captures AS c JOIN runs AS r ON r.id = c.run_id "
        f"WHERE (c.status IN (200, 304) OR {_KEPT_TEXT}) AND c.article_id IS NULL"
    )
    return [
        row_id
        for row_id, url, spider, content_type, is_kept_text in rows
        if row_id in wanted
        and spider in spiders
        and (
            is_kept_text or content_type.startswith(_HTML) or not content_type
        )  # 304s need not say
        and (is_kept_text or spiders[spider].is_article(url))
    ]


def check_pages(db: sqlite3.Connection, spiders: Mapping[str, Any]) -> Iterator[Finding]:
    """Article pages that were captured and gave no article: worth knowing, for a person to judge.

    They lay outside the period a crawl was asked for, or the run was killed before it stored them.
    """
    rows = db.execute(
        "SELECT id, url FROM captures AS c WHERE article_id IS NULL "  # noqa: S608
        f"AND (status = 200 OR {_KEPT_TEXT}) "
        "AND content_hash IS NULL AND url NOT IN (SELECT url FROM articles) "
        "AND url NOT IN (SELECT url FROM url_aliases) "
        "AND NOT EXISTS (SELECT 1 FROM rejects WHERE capture_id = c.id OR url = c.url)"
    )
    urls = dict(rows.fetchall())
    if found := article_captures(db, spiders, list(urls)):
        what = "captured article pages that gave no article"
        yield Finding("captures", what, len(found), urls[found[0]], None, note=True)


def listed_links(
    archive: Archive, folder: Path, spiders: Mapping[str, Any], read_feed: ReadFeed
) -> Iterator[tuple[Any, str]]:
    """The articles that captured lists and feeds link, each with its portal's spider."""
    for url, name, file, offset, source, content_type in archive.db.execute(_PAGES).fetchall():
        spider = spiders.get(name)
        if spider is None or spider.is_article(url):
            continue
        try:
            body = read_payload(folder, file, offset, source)
            if (content_type or "").startswith(_HTML):
                codec = encoding_of(body, content_type).codec
                page = HtmlResponse(url, body=body, encoding=codec)
                links = [page.urljoin(href) for href in page.xpath("//a/@href").getall()]
            elif "xml" in (content_type or ""):
                links = list(read_feed(body, url, content_type).entries)
            else:
                continue
        except (LostPageError, ValueError):
            continue
        for link in links:
            if spider.is_article(link):
                yield spider, link


def linked_urls(
    archive: Archive, folder: Path, spiders: Mapping[str, Any], read_feed: ReadFeed
) -> Iterator[tuple[str, Alias]]:
    """The URLs under which captured lists and feeds link articles, as a crawl notes them."""
    for spider, link in listed_links(archive, folder, spiders, read_feed):
        canonical = canonical_url(link, home_url=spider.home_url)
        asked = spider.request_url(link)
        if asked != canonical.url:
            yield canonical.url, Alias(asked, canonical.rule)

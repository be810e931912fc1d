"""Coverage of a portal: articles that are missing though something names them."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from crawler.archive.listings import linked_elsewhere, listed_without_article
from crawler.maintenance.doctor.unread_pages import listed_links

if TYPE_CHECKING:
    from crawler.archive import Archive
    from crawler.maintenance.doctor.unread_pages import ReadFeed


class HasArticles(Protocol):
    """What is asked of a spider."""

    name: str

    def is_article(self, url: str) -> bool:
        """Whether ``url`` has the form of this portal's articles."""

    def canonical(self, url: str) -> str:
        """The canonical URL of an article, as the archive has it."""


def missing_urls(
    archive: Archive, folder: str, portal: HasArticles, read_feed: ReadFeed
) -> dict[str, str]:
    """Articles that are not stored though something names them.

    Args:
        archive: what is stored, and what web archives' indexes list.
        folder: WARC_DIR, where captured lists are.
        portal: whose articles; its spider.
        read_feed: reads captured feeds; spiders know how.

    Returns canonical URLs, sorted, and what names each: ``index``, ``link`` or ``list``.
    """
    db = archive.db.conn
    found = dict.fromkeys(listed_without_article(db, portal.name), "index")
    stored = {url for (url,) in db.execute("SELECT url FROM articles")}
    links = ((link, "link") for link in linked_elsewhere(db, portal.name))
    on_lists = listed_links(archive, Path(folder), {portal.name: portal}, read_feed)
    for link, named_by in chain(links, ((link, "list") for _, link in on_lists)):
        if portal.is_article(link):
            url = portal.canonical(link)
            if url not in stored:
                found.setdefault(url, named_by)
    return dict(sorted(found.items()))

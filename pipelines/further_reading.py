"""Further reading: the entries of a "Zum Nachlesen" list, each with its publisher and date."""

from __future__ import annotations

from dataclasses import replace

from crawler.german.further_reading import Entry, read_entry
from crawler.german.labels import read_label
from crawler.items import Article, FurtherReading, Link
from pipelines.base import NormalisingPipeline


def further_reading(article: Article) -> Article:
    """Take the printed entries apart; a name and date on a line of their own go with the next.

    The URL is that of the entry's link, or printed in it or on the next line.
    """
    if not article.further_reading:
        return article
    links = [link for link in article.links if _is_of_list(link)]
    found: list[FurtherReading] = []
    head: Entry | None = None
    for printed in article.further_reading:
        link = None if printed.url is None else _linked(printed, article.links)
        link = link or next((link for link in links if link.text in printed.title), None)
        entry = read_entry(printed.title, link.text if link else None)
        url = printed.url or entry.url or (link.url if link else None)
        if entry.is_head and head is None:
            head = replace(entry, url=url)
            continue
        if entry.url == entry.title and found and found[-1].url is None and head is None:
            found[-1].url = url  # on a line of its own
            continue
        if head is not None:
            entry = replace(
                entry, publisher=head.publisher, edtf=head.edtf or entry.edtf, url=head.url
            )
            url, head = url or entry.url, None
        if not entry.title:
            continue  # nothing was printed but a bullet
        found.append(FurtherReading(entry.title, entry.publisher, entry.edtf, url))
    if head is not None:
        found.append(FurtherReading(head.publisher or head.edtf or "", None, head.edtf, head.url))
    return replace(article, further_reading=found)


class FurtherReadingPipeline(NormalisingPipeline):
    """Runs ``further_reading``."""

    normalise = staticmethod(further_reading)


def _is_of_list(link: Link) -> bool:
    label = read_label(link.section or "")
    return label is not None and label.field == "further_reading"


def _linked(printed: FurtherReading, links: list[Link]) -> Link | None:
    """The entry's own link, with its text."""
    return next(
        (link for link in links if link.url == printed.url and link.text in printed.title), None
    )

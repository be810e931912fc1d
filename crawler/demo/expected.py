"""The expected archive of the demo portals: from their content, past every renderer and reader.

``python -m crawler.demo.expected`` writes ``truth/*.jsonl`` anew after an edit of the content.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from crawler.demo import gsb, typo3
from crawler.demo import typo3_addresses as at
from crawler.demo.content import DemoArticle, entries, written
from crawler.demo.gsb_article import LABELS
from crawler.demo.typesetting import dates, german, links, plain
from crawler.german.places import place_in_url

PORTALS = ("kooperation", "cluster")
_TRUTH = Path(__file__).with_name("truth")
_DOWNLOADS = (".pdf", ".docx", ".xlsx", ".zip")
_TRAILS = {
    at.NEWS: "Startseite › Aktuelles › Nachrichten",
    at.CALLS: "Startseite › Aktuelles › Bekanntmachungen",
    at.NEWSLETTERS: "Startseite › Dokumente › inside Newsletter",
    at.STUDIES: "Startseite › Unsere Publikationen › Studien",
    "/buf": "Startseite › Archiv",
    "/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles": "Startseite › Aktuelles › Meldungen",
    "/CLUSTER/Redaktion/DE/Kurzmeldungen/ClusterERFOLGE": "Startseite › Aktuelles › ClusterERFOLGE",
}
Truth = dict[str, Any]


@cache
def truth(portal: str) -> tuple[Truth, ...]:
    """Return the truth about ``portal`` (``kooperation`` or ``cluster``) as the file has it."""
    lines = (_TRUTH / f"{portal}.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def expected(portal: str, edition: int = 1) -> list[Truth]:
    """Return what the archive holds after a crawl of one edition of ``portal`` alone."""
    rows = []
    for row in truth(portal):
        values = {key: value for key, value in row.items() if key != "editions"}
        second = row.get("editions", {}).get("2", {})
        if edition == 1:
            if second.get("change") != "new":
                rows.append(values)
        elif second.get("change") != "deleted":
            rows.append(values | second.get("fields", {}))
    return rows


def make_truth(portal: str) -> list[Truth]:
    """Compute the truth about ``portal`` from its content."""
    home = typo3.HOME if portal == "kooperation" else gsb.HOME
    first = entries(written(portal), 1)
    second = {entry.article.address: entry for entry in entries(written(portal), 2)}
    newest = _newest_of_country([entry.article for entry in first])
    rows = []
    for article in written(portal):
        row = {"portal": f"demo_{portal}", **_values(article, home), **_dates(article)}
        row["copy_of"] = article.copy_of
        row["aliases"] = _aliases(article, home, newest)
        if change := article.editions.get("change"):
            row["editions"] = {"2": {"change": change}}
            if change == "edited":
                edited = second[article.address].article
                later = _values(edited, home) | _dates(edited)
                fields = {key: value for key, value in later.items() if row[key] != value}
                row["editions"]["2"]["fields"] = fields
        rows.append(row)
    return rows


def _values(article: DemoArticle, home: str) -> Truth:
    texts = [*filter(None, [article.lead]), *_paragraphs(article)]
    kicker = article.kicker if home == typo3.HOME else LABELS[article.kind]
    return {
        "url": home + article.address,
        "kind": article.kind,
        "language": article.language,
        "title": article.title,
        "subtitle": article.subtitle,
        "kicker": kicker,
        "lead": plain(article.lead) if article.lead else None,
        "body": "\n\n".join(plain(text) for text in _paragraphs(article)),
        "breadcrumb": next(t for path, t in _TRAILS.items() if article.address.startswith(path)),
        "source_text": article.source or None,
        "editor_text": article.editor or None,
        "sources": list(article.sources),
        "editors": list(article.editors),
        "places": [*_places(article, home)],
        "topics": list(article.topics),
        "further_reading": [*_further_reading(article, home)],
        "links": list(_links(article, home, texts)),
        "images": _images(article, home),
    }


def _places(article: DemoArticle, home: str) -> Iterator[Truth]:
    """The places on the page, and the country in whose folder it lies if the page names none."""
    yield from ({**place, "origin": "page"} for place in article.places)
    country = place_in_url(home + article.address)
    if country and country.name not in [place["name"] for place in article.places]:
        yield {**asdict(country), "origin": "url"}


def _further_reading(article: DemoArticle, home: str) -> Iterator[Truth]:
    for entry in article.reading:
        yield {
            "title": plain(entry["title"]),
            "publisher": plain(entry["source"]),
            "edtf": entry["date"],
            "url": urljoin(home, entry["url"]),
        }


def _paragraphs(article: DemoArticle) -> Iterator[str]:
    for block in article.blocks:
        for kind, value in block.items():
            if kind == "ul":
                yield from value
            elif kind == "table":
                yield from (" | ".join(row) for row in value)
            else:
                yield value


def _links(article: DemoArticle, home: str, texts: list[str]) -> Iterator[Truth]:
    for text in texts:
        for link in links(text):
            yield _link(home, link.href, link.text, None, "inline")
    for entry in article.reading:
        yield _link(home, entry["url"], entry["title"], "Zum Nachlesen", "further")
    for entry in article.further:
        yield _link(home, entry["url"], entry["text"], article.further_heading, "further")
    if article.agency:
        yield _link(home, article.agency["url"], article.agency["text"], "Projektträger", "further")


def _link(home: str, url: str, text: str, section: str | None, kind: str) -> Truth:
    address = home + url if url.startswith("/") else url
    if address.partition("?")[0].endswith(_DOWNLOADS):
        kind = "download"
    return {"url": address, "text": text, "section": section, "kind": kind}


def _images(article: DemoArticle, home: str) -> list[Truth]:
    if article.image is None:
        return []
    query = "?__blob=normal&v=2" if home == gsb.HOME else ""
    url = home + article.image["url"] + query
    return [
        {
            "url": url,
            "caption": article.image.get("caption") or None,
            "credit": article.image["credit"],
        }
    ]


def _dates(article: DemoArticle) -> Truth:
    published = None if article.date_in == "nowhere" else article.date
    in_meta = article.date_in in ("meta", "published_time", "json")
    rows = []
    if published:
        rows.append(_date("published", _printed(published, in_meta), published[:10]))
    if article.updated:
        rows.append(_date("updated", _printed(article.updated), article.updated[:10]))
    if article.deadline:
        rows.append(_date("deadline", _printed(article.deadline), article.deadline))
    for text in [article.lead or "", *_paragraphs(article)]:
        rows += [_date(mark.role, mark.text, mark.edtf) for mark in dates(text)]
    return {
        "published_on": published[:10] if published else None,
        "published_at": _utc(published) if published and "T" in published else None,
        "published_edtf": published[:10] if published else None,
        "published_text": _printed(published, in_meta) if published else None,
        "updated_on": article.updated[:10] if article.updated else None,
        "deadline_on": article.deadline,
        "dates": rows,
    }


def _printed(date: str, in_meta: bool = False) -> str:
    """Return a date as pages say it: DD.MM.YYYY, but ISO 8601 in meta elements and with a time."""
    return date if in_meta or "T" in date else german(date)


def _utc(time: str) -> str:
    return dt.datetime.fromisoformat(time).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _date(role: str, text: str, edtf: str) -> Truth:
    start, _, end = edtf.partition("/")
    return {"role": role, "edtf": edtf, "starts_on": start, "ends_on": end or start, "text": text}


def _newest_of_country(articles: list[DemoArticle]) -> dict[str, list[str]]:
    """Return what every country's first page shows; ``articles`` are newest first."""
    newest: dict[str, list[str]] = {}
    for article in articles:
        for page in at.country_pages(article):
            shown = newest.setdefault(page, [])
            if len(shown) < at.ON_COUNTRY_PAGE:
                shown.append(article.address)
    return newest


def _aliases(article: DemoArticle, home: str, newest: dict[str, list[str]]) -> list[str]:
    if home == typo3.HOME:
        return [home + target for target in at.aliases(article, newest)]
    queries = (f"nn={gsb.NAVIGATION}", "view=renderPrint")
    return [f"{home}{article.address}?{query}" for query in queries]


def main() -> None:
    """Write the truth files."""
    for portal in PORTALS:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in make_truth(portal))
        (_TRUTH / f"{portal}.jsonl").write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()

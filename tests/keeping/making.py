"""A small archive with captures of several nights, and a search through every byte of it."""

from __future__ import annotations

import datetime as dt
import gzip
import html
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from crawler.archive import Archive, Portal
from crawler.items import Alias, Article, Capture, Image, Link
from crawler.webarchives.warc.capture_writer import CaptureWriter, Exchange, Original
from crawler.webarchives.warc.payload import payload_digest

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)
LIST_URL = "https://muster.example/aktuelles/"
FIRST = dt.datetime(2024, 1, 30, 3, tzinfo=dt.UTC)
WORDS = ("Quastenflosser", "Zwirbelhaken", "Mondkalbzucht", "Fadenwurmpreis", "Kautzhausen")
"""Words of the article that is forgotten, in title, lead, body, caption and an earlier text."""
PATH = "quastenflosser-in-der-alster"


def article_url(number: int) -> str:
    slug = PATH if number == 1 else f"meldung-nummer-{number}-aus-der-region"
    return f"https://muster.example/aktuelles/detail/{slug}.html"


def make_article(number: int, edition: int = 1) -> Article:
    """Article 1 has words that no other has; of each the body is edited in every edition."""
    if number == 1:
        title = "Quastenflosser in der Alster von Anglern gesichtet worden"
        lead = "Mit einem Zwirbelhaken zogen sie ihn am Abend langsam an das nördliche Ufer."
        body = "Die Mondkalbzucht des Vereins hat damit einen neuen Höhepunkt erreicht. " * 2
        body += "Verliehen wird der Preis im Herbst von der Stadt." if edition > 1 else (
            "Der Fall Kautzhausen wird noch einmal von vorn bis hinten untersucht werden."
        )  # fmt: skip
        images = [
            Image("https://muster.example/b.jpg", "Der Fadenwurmpreis wird hier verliehen im Mai")
        ]
    else:
        title = f"Meldung Nummer {number} aus der Region mit allerlei Neuigkeiten"
        lead = f"Es geschah zum Mal Nummer {number} in diesem Jahr, wie der Verein nun mitteilte."
        body = f"Text {number} in Ausgabe {edition} sagt etwas anderes als alle übrigen Texte hier."
        images = []
    link = Link(article_url(number + 1), "Nächste Meldung", kind="inline")
    return Article(
        article_url(number), title=title, lead=lead, body=body, images=images, links=[link],
        kind="nachricht", published_on="2024-01-29",
        topics=["Angeln" if number == 1 else "Region"],
    )  # fmt: skip


def page(article: Article) -> bytes:
    pictures = "".join(f"<figcaption>{image.caption}</figcaption>" for image in article.images)
    return (
        html.escape(f"{article.title}").join(("<html><h1>", "</h1>")).encode()
        + (
            f"<p>{html.escape(article.lead or '')}</p><div>{article.body}</div>{pictures}</html>"
        ).encode()
    )


def list_page(articles: list[Article], night: int) -> bytes:
    teasers = "".join(
        f'<li><a href="{a.url.partition("example")[2]}">{a.title}</a> <p>{a.lead}</p>'
        for a in articles
    )
    return f"<html><ul>{teasers}</ul><p>Stand {night}</p></html>".encode()


def fill(folder: Path, nights: int = 3, articles: int = 4, first: dt.datetime = FIRST) -> Path:
    """Nights on which all articles and their list are read, each with a file of its own.

    The first article is seen again under an alias, whose record refers to the first one's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "archive.db"
    with Archive(path) as archive:
        for night in range(1, nights + 1):
            _run(archive, folder / "captures", night, articles, first)
    return path


def _run(archive: Archive, captures: Path, night: int, articles: int, first: dt.datetime) -> None:
    at = first + dt.timedelta(days=night)
    run_id = archive.begin_run("musterportal", "live", PORTAL)
    info = {"run": str(run_id), "spider": "musterportal", "source": "live"}
    seen = []
    with CaptureWriter(captures, "musterportal", info) as writer:
        writer._begun = at
        taken = [make_article(number, night) for number in range(1, articles + 1)]
        for number, article in enumerate(taken):
            moment = at + dt.timedelta(seconds=number)
            seen.append(_seen(writer, article, article.url, moment, None))
        alias = f"{taken[0].url}?tx_news=1"
        again = _seen(
            writer, taken[0], alias, at + dt.timedelta(seconds=50), Original(taken[0].url, at)
        )
        again.aliases.append(Alias(alias, "query"))
        listed = list_page(taken, night)
        exchange = _exchange(LIST_URL, at, listed)
        at_list = writer.write(exchange)
        capture = Capture(
            LIST_URL, at, at, 200, "text/html", digest=at_list.digest, source="live",
            warc_file=at_list.path.name, warc_offset=at_list.offset, warc_length=at_list.length,
        )  # fmt: skip
    archive.add_captures([capture], run_id)
    archive.store([*seen, again], run_id)
    archive.reject(run_id, alias, "fetch", f"status 500 at {alias}")
    archive.finish_run(run_id, "finished", {})


def _seen(
    writer: CaptureWriter, article: Article, url: str, at: dt.datetime, original: Original | None
) -> Article:
    payload = page(article)
    written = writer.write(_exchange(url, at, payload), original)
    assert written.digest == payload_digest(payload)
    capture = Capture(
        url, at, at, 200, "text/html", digest=written.digest, source="live",
        warc_file=written.path.name, warc_offset=written.offset, warc_length=written.length,
    )  # fmt: skip
    return replace(article, capture=capture, captured_at=at, aliases=[])


def _exchange(url: str, at: dt.datetime, payload: bytes) -> Exchange:
    headers = [(b"Content-Type", b"text/html; charset=utf-8")]
    return Exchange(url, at, 200, headers, payload, [(b"Host", b"muster.example")], reason="OK")


# -- what is left of words, anywhere ---------------------------------------------------------------


def words_left(folder: Path, words: tuple[str, ...] = WORDS) -> set[tuple[str, str]]:
    """File and word, of all files, unpacked wherever something is packed in them."""
    return {
        (path.name, word)
        for path in folder.rglob("*")
        if path.is_file()
        for text in _texts(path.read_bytes())
        for word in words
        if word.casefold() in text
    }


def _texts(data: bytes) -> Iterator[str]:
    yield html.unescape(data.decode("utf-8", "ignore")).casefold()
    for at in (found.start() for found in re.finditer(rb"\x1f\x8b\x08", data)):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            inside = unpacker.decompress(data[at:])
        except zlib.error:
            continue
        yield html.unescape(inside.decode("utf-8", "ignore")).casefold()


def records(folder: Path) -> dict[tuple[str, str, str], bytes]:
    """What stands in the record of each capture, by URL, time and digest."""
    found = {}
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        for url, at, digest, name, offset, length in db.execute(
            "SELECT url, captured_at, digest, warc_file, warc_offset, warc_length FROM captures "
            "WHERE warc_file IS NOT NULL"
        ):
            data = (folder / "captures" / name).read_bytes()[offset : offset + length]
            assert f"WARC-Target-URI: {url}\r\n".encode() in gzip.decompress(data)
            found[url, at, digest] = data
    return found

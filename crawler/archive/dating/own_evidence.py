"""Evidence of an article's date in itself: its text, links, images, URL and HTTP header fields."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

from crawler.archive.dating.evidence import Evidence, KindName
from crawler.archive.dating.url_dates import days_in_url
from crawler.german.dates import find_dates
from crawler.german.dates.model import local_day
from crawler.german.dates.sentences import sentence_around, tense_of

OWN: Final[tuple[KindName, ...]] = (
    "reported",
    "announced",
    "deadline",
    "cited",
    "mentioned",
    "today",
    "issue",
    "updated",
    "path",
    "image",
    "header",
)
"""The kinds of evidence here."""
_WEEK: Final = 8
_PER_KIND: Final = 3
"""Pieces of a kind that are kept: one that proves wrong must not leave nothing."""
_MAX_WORDS: Final = 120
_QUARTER: Final = 93
"""Days of the longest time that a newsletter is an issue of."""
_CITED: Final = re.compile(
    r"(?:\b[\w-]*(?:[Mm]itteilung|[Mm]eldung|[Ii]nformation|[Bb]ericht|[Aa]rtikel|[Bb]eitrag|"
    r"[Ii]nterview|[Bb]lattes?|[Aa]nzeigers?|[Zz]eitung|[Nn]achricht(?:en)?|PM)\b"
    r"(?:\s+(?!am\b)[\w./&-]+){0,9}?,?\s+(?:vom|von|am)|[(;][^()\d.]{2,60},)"
    r"\s+(?:\w+tag,?\s+(?:den|dem)?\s*)?$"
)
"""``Pressemitteilung Nr. 12 des Amtes vom``, ``(Amt für Muster,``: what a report's date follows."""
_NAMED_FROM: Final = re.compile(
    r"\b[\w-]*(?:[Aa]bkommen|[Vv]ereinbarung|[Rr]ichtlinie|[Bb]ekanntmachung|[Vv]ertrag(?:es|s)?|"
    r"[Gg]esetz(?:es)?|[Bb]eschluss(?:es)?|[Ee]ntscheidung|[Ee]rklärung|[Vv]erordnung|[Ss]tudie|"
    r"[Kk]onzept(?:s|es)?|[Ss]trategie)(?:\s+[\w./-]+){0,6}?,?\s+vom\s+$"
)
"""``die Richtlinie des Amtes vom``: a text, which was there before."""
_TODAY: Final = re.compile(
    r"\b(?:(?P<today>[Hh]eute|heutigen?)|(?P<yesterday>[Gg]estern|gestrigen?)|"
    r"(?P<before>[Vv]orgestern))(?:\s+\w+tag)?,?\s*(?:\(|,|\bam\b|\bden\b|\w+tag,?|\s)*$"
)
"""``heute (``, ``am gestrigen Dienstag, den``: what the day follows that it is."""
_BEFORE_FIGURES: Final = re.compile(r"\D*(?=\d)")
_ISSUE: Final = re.compile(r"(?i:newsletter|infobrief|rundbrief|ausgabe|infodienst)")
_ISSUE_MONTH: Final = re.compile(
    r"(?<![\d./])(?P<number>0?[1-9]|1[0-2])\s?[/.]\s?(?P<year>(?:19|20)\d\d)(?!\d)"
)
_EDTF: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[~?%]?")


def own_evidence(db: sqlite3.Connection, article_id: int) -> list[Evidence]:
    """All that one article says of when it was published, but for a date it states."""
    title, body, updated, deadline, seen_at = db.execute(
        "SELECT title, body, updated_on, deadline_on, first_seen_at FROM articles WHERE id = ?",
        (article_id,),
    ).fetchone()
    return [
        *_of_text(body or "", _mentions(db, article_id), dt.date.fromisoformat(seen_at[:10])),
        *_of_title(title or ""),
        *_of_fields(updated, deadline),
        *_of_citations(db, article_id),
        *_of_url(db, article_id),
        *_of_images(db, article_id),
        *_of_headers(db, article_id),
    ]


class _Mention(NamedTuple):
    """A date in the body, and where it stands there."""

    first: dt.date
    last: dt.date
    role: str
    text: str
    start: int

    @property
    def is_precise(self) -> bool:
        """Whether it is a day, or a few."""
        return (self.last - self.first).days < _WEEK


def _mentions(db: sqlite3.Connection, article_id: int) -> list[_Mention]:
    rows = db.execute(
        "SELECT starts_on, ends_on, role, text, char_start FROM dates WHERE article_id = ? "
        "AND char_start IS NOT NULL AND starts_on IS NOT NULL AND year_from IS NULL",
        (article_id,),
    )
    day = dt.date.fromisoformat
    return [_Mention(day(first), day(last), *rest) for first, last, *rest in rows]


def _of_text(body: str, mentions: list[_Mention], seen_on: dt.date) -> Iterator[Evidence]:
    """Days that are told as past or as ahead, in the body's sentences.

    The newest of the past and the next ahead are looked for, and what lies beyond them is not:
    days first, then months and years that may say more, none of them after it was first seen.
    """
    found: dict[KindName, list[Evidence]] = defaultdict(list)
    newest = dt.date.min
    for mention in sorted(mentions, key=_precise_and_new, reverse=True):
        is_event = mention.role == "event"
        is_new = newest < mention.first
        piece = _near(body, mention)
        may_be_past = mention.is_precise or is_new
        if piece is None and (is_event or (may_be_past and mention.first <= seen_on)):
            kind: KindName = "reported" if mention.is_precise else "mentioned"
            if is_event or len(found[kind]) < _PER_KIND:
                piece = _told(body, mention)
        if piece is not None:
            found[piece.kind].append(piece)
            newest = max(newest, piece.earliest or newest)
    for kind in sorted(found):
        is_ahead = kind in ("announced", "deadline")
        yield from sorted(
            found[kind], key=_latest if is_ahead else _earliest, reverse=not is_ahead
        )[:_PER_KIND]


def _precise_and_new(mention: _Mention) -> tuple[bool, dt.date, int]:
    return mention.is_precise, mention.last, mention.start


def _near(body: str, mention: _Mention) -> Evidence | None:
    """What the words right before a date say of it: that it is today, a report's, a deadline."""
    before = body[max(0, mention.start - _MAX_WORDS) : mention.start].rpartition("\n")[2]
    first, last = mention.first, mention.last
    opens = _BEFORE_FIGURES.match(mention.text)  # "gestern, am 14. Mai" may be one expression
    if opens and first == last and (near := _TODAY.search(before + opens.group())):
        day = first + dt.timedelta(0 if near["today"] else 1 if near["yesterday"] else 2)
        return Evidence("today", day, day, _words(body, mention))
    if mention.is_precise and _CITED.search(before):
        return Evidence("cited", last, None, _words(body, mention))
    if mention.role == "deadline":
        return Evidence("deadline", None, last, _words(body, mention))
    return None


def _told(body: str, mention: _Mention) -> Evidence | None:
    """Whether the sentence of a date tells it as past, or as an event ahead."""
    before, after = sentence_around(body, mention.start, mention.start + len(mention.text))
    tense = tense_of(before, after)
    words = " ".join(f"{before}{mention.text}{after}".split())[:_MAX_WORDS]
    if tense == "past" or (tense is None and mention.is_precise and _NAMED_FROM.search(before)):
        if mention.is_precise:
            return Evidence("reported", mention.last, None, words)
        return Evidence("mentioned", mention.first, None, mention.text)
    if mention.role == "event" and tense is not None:
        return Evidence("announced", None, mention.first, words)
    return None


def _words(body: str, mention: _Mention) -> str:
    end = mention.start + len(mention.text)
    before, after = sentence_around(body, mention.start, end)
    return " ".join(f"{before}{mention.text}{after}".split())[:_MAX_WORDS]


def _earliest(piece: Evidence) -> dt.date:
    return piece.earliest or dt.date.min


def _latest(piece: Evidence) -> dt.date:
    return piece.latest or dt.date.max


def _of_title(title: str) -> Iterator[Evidence]:
    """The month of a newsletter: ``Newsletter 05/2016``, ``Infobrief, Ausgabe Mai 2016``."""
    if not _ISSUE.search(title):
        return
    if month := _ISSUE_MONTH.search(title):
        days = days_of_edtf(f"{month['year']}-{int(month['number']):02}")
        words = month.group()
    else:
        date = next((date for date in find_dates(title) if date.edtf[:4].isdigit()), None)
        days, words = (days_of_edtf(date.edtf), date.text) if date else (None, "")
    if days and (days[1] - days[0]).days < _QUARTER:
        yield Evidence("issue", *days, words)


def _of_citations(db: sqlite3.Connection, article_id: int) -> Iterator[Evidence]:
    """The newest of the reports that its "Zum Nachlesen" list names."""
    rows = db.execute(
        "SELECT edtf, coalesce(publisher || ': ', '') || coalesce(title, '') "
        "FROM further_reading WHERE article_id = ? AND edtf IS NOT NULL",
        (article_id,),
    )
    cited = [
        Evidence("cited", days[0], None, text)
        for edtf, text in rows
        if (days := days_of_edtf(edtf))
    ]
    yield from sorted(cited, key=_earliest, reverse=True)[:_PER_KIND]


def _of_fields(updated: str | None, deadline: str | None) -> Iterator[Evidence]:
    """``Stand: …``: it was there by then; and a deadline that is a field of its own."""
    if updated:
        yield Evidence("updated", None, dt.date.fromisoformat(updated), updated)
    if deadline:
        yield Evidence("deadline", None, dt.date.fromisoformat(deadline), deadline)


def _of_url(db: sqlite3.Connection, article_id: int) -> Iterator[Evidence]:
    """The date in its URL, or in one that it had."""
    urls = db.execute(
        "SELECT url FROM articles WHERE id = :id "
        "UNION SELECT url FROM url_aliases WHERE article_id = :id ORDER BY 1",
        {"id": article_id},
    )
    yield from _dated_urls("path", (url for (url,) in urls))


def _of_images(db: sqlite3.Connection, article_id: int) -> Iterator[Evidence]:
    """The newest dates in the paths of its images and downloads."""
    urls = db.execute(
        "SELECT url FROM images WHERE article_id = :id "
        "UNION SELECT url FROM links WHERE article_id = :id AND kind = 'download' ORDER BY 1",
        {"id": article_id},
    )
    found = [*_dated_urls("image", (url for (url,) in urls))]
    yield from sorted(found, key=_earliest, reverse=True)[:1]


def _dated_urls(kind: KindName, urls: Iterable[str]) -> Iterator[Evidence]:
    for url in urls:
        if days := days_in_url(url):
            yield Evidence(kind, days.first, days.last, days.text)


def _of_headers(db: sqlite3.Connection, article_id: int) -> Iterator[Evidence]:
    """``Last-Modified`` (RFC 9110, 8.8.2) of the first capture of it."""
    row = db.execute(
        "SELECT id, last_modified FROM captures WHERE article_id = ? AND content_hash IS NOT NULL "
        "ORDER BY captured_at, id LIMIT 1",
        (article_id,),
    ).fetchone()
    if row is not None and row[1] and (moment := _http_date(row[1])):
        yield Evidence("header", None, local_day(moment), row[1], row[0])


def _http_date(text: str) -> dt.datetime | None:
    """An HTTP date; None for what is none, and for the clocks that begin in 1970."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.year > 1990 else None


def days_of_edtf(edtf: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of an EDTF day, month or year, or of an interval of such.

    None for what is open or of another form (seasons, decades).
    """
    first, _, last = edtf.partition("/")
    begins, ends = _days_of(first), _days_of(last or first)
    return (begins[0], ends[1]) if begins and ends and begins[0] <= ends[1] else None


def _days_of(edtf: str) -> tuple[dt.date, dt.date] | None:
    match = _EDTF.fullmatch(edtf)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        first = dt.date(year, month or 1, day or 1)
        if day:
            return first, first
        ends = month or 12
        return first, dt.date(year, ends, calendar.monthrange(year, ends)[1])
    except (ValueError, calendar.IllegalMonthError):  # 2016-21 is a season
        return None

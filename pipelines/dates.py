"""Dates: when the article was published and updated, its deadline, and every date it mentions."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from itertools import islice

from crawler.german.dates import GermanDate, Prefer, find_dates, iter_dates, parse_date
from crawler.german.dates.model import as_utc, local_day, not_after
from crawler.german.dates.roles import role_in
from crawler.german.labels import may_head_further_reading, read_label
from crawler.items import FROM_CAPTURE, PARAGRAPH_BREAK, Article, DateMention, DateRole
from pipelines.base import NormalisingPipeline

logger = logging.getLogger(__name__)

MAX_DATES = 1_000
"""Dates read in one text. Half a millisecond each: a hostile page must not hold up a crawl."""

# Reference where there is none: the dates it would decide are left out.
_ANY_DAY = dt.date(2003, 2, 4)


def dates(article: Article) -> Article:
    """Fill ``published_*``, ``updated_on``, ``deadline_on`` and ``dates``.

    Reads the raw ``published_text``, ``updated_text``, ``deadline_text`` and ``event_text`` (when
    what the page announces takes place; its days have the role ``event``) and searches title,
    lead and body. Yearless and relative dates of the text are counted from the publication date, on
    the side that their sentence tells; on a page without one they mean nothing, for it may be
    captured ten years later and once more the year after. Such a page was published before it was
    captured, which ``published_edtf`` then says (``[..2017-06-03]``), or before the last change
    that it tells of. Dates of a "Zum Nachlesen" list belong to other people's pages and are not the
    article's.
    """
    published = _shown(article.published_text, article.captured_at)
    reference = published.start if published else None
    updated = _shown(article.updated_text, article.captured_at or reference)
    deadline = _deadline_shown(article.deadline_text, reference)
    facts: list[tuple[DateRole, GermanDate | None]] = [
        ("published", published),
        ("updated", updated),
        ("deadline", deadline),
    ]
    mentions = [
        _mention(role, date, None, edtf=_edtf_of_days(date))
        for role, date in facts
        if date is not None
    ]
    mentions += _events_shown(article.event_text, reference or article.captured_at)
    told = _mentions(article, reference)
    shown = {(one.starts_on, one.ends_on) for one in mentions if one.role == "event"}
    mentions += [one for one in told if (one.starts_on, one.ends_on) not in shown]
    if len(mentions) >= MAX_DATES:
        logger.warning("%s: the first %d dates of a text are kept.", article.url, MAX_DATES)
    deadline_on = _deadline_on(mentions, labelled=deadline is not None, published=reference)
    article = replace(
        article,
        updated_on=_day(updated) or article.updated_on,
        deadline_on=deadline_on or article.deadline_on,
        dates=mentions,
    )
    return _published(article, published, updated)


class DatesPipeline(NormalisingPipeline):
    """Runs ``dates``."""

    normalise = staticmethod(dates)


def _shown(
    text: str | None, reference: dt.date | None, prefer: Prefer = "past"
) -> GermanDate | None:
    """The date in a line of facts: ``Erschienen am 26. Jan 2022``, ``Berlin, 3.4.2020 – 14:30``."""
    if not text:
        return None
    label = read_label(text)
    value = text[label.end :] if label else text
    whole = parse_date(value, reference, prefer)
    return whole or next(iter(find_dates(value, reference, prefer)), None)


def _deadline_shown(text: str | None, reference: dt.date | None) -> GermanDate | None:
    """The date in ``Stichtag: …``; a yearless one says nothing where nothing says the year."""
    if reference is not None:
        return _shown(text, reference, "future")
    date = _shown(text, _ANY_DAY, "future")
    return None if date is None or date.is_relative else date


def _events_shown(text: str | None, reference: dt.date | None) -> list[DateMention]:
    """The days in ``Termin: …``; those without a year say nothing where nothing says the year."""
    if not text:
        return []
    found = islice(find_dates(text, reference or _ANY_DAY, "future"), MAX_DATES)
    return [
        _mention("event", date, None)
        for date in found
        if reference is not None or not date.is_relative
    ]


def _deadline_on(
    mentions: list[DateMention], *, labelled: bool, published: dt.date | None
) -> str | None:
    """The labelled deadline, else the first that is not over when the article is published."""
    deadlines = [one.ends_on for one in mentions if one.role == "deadline" and one.ends_on]
    if published is not None and not labelled:
        day = local_day(published).isoformat()
        deadlines.sort(key=lambda ends_on: ends_on < day)
    return next(iter(deadlines), None)


def _published(
    article: Article, published: GermanDate | None, updated: GermanDate | None
) -> Article:
    if published is not None:
        return replace(
            article,
            published_on=_day(published),
            published_at=as_utc(published),
            published_edtf=_edtf_of_days(published),
        )
    if article.published_on is None and updated is not None and _day(updated) is not None:
        changed = local_day(updated.end)
        if article.captured_at is None or changed <= local_day(article.captured_at):
            return replace(
                article,
                published_edtf=not_after(changed),
                published_from=article.provenance.get("updated_text", "").partition(": ")[2]
                or None,
            )
    if article.published_on is None and article.captured_at is not None:
        return replace(
            article,
            published_edtf=not_after(local_day(article.captured_at)),
            published_from=FROM_CAPTURE,
        )
    return article


def _day(date: GermanDate | None) -> str | None:
    """The day of a date precise to the day; a month or a year is told by its EDTF alone."""
    if date is None or local_day(date.start) != local_day(date.end):
        return None
    return local_day(date.start).isoformat()


def _edtf_of_days(date: GermanDate) -> str:
    """The EDTF without a clock time, which ``published_at`` holds in UTC."""
    return _day(date) or date.edtf


def _mentions(article: Article, reference: dt.date | None) -> list[DateMention]:
    found: list[DateMention] = []
    for text in (article.title, article.lead):
        found += [_mention(role, date, None) for role, date in _told(text or "", reference)]
    body = article.body or ""
    others = _other_peoples(body, [entry.title for entry in article.further_reading])
    for role, date in _told(body, reference):
        start = date.span[0]
        if not any(first <= start < last for first, last in others):
            found.append(_mention(role, date, start))
    return found


def _told(text: str, reference: dt.date | None) -> list[tuple[DateRole, GermanDate]]:
    """The dates of a text with their roles; without a reference those that are complete."""
    found = islice(iter_dates(text, reference or _ANY_DAY, "context"), MAX_DATES)
    return [
        (role_in(text, date, reference), date)
        for date in found
        if reference is not None or not date.is_relative
    ]


def _other_peoples(body: str, further_reading: list[str]) -> list[tuple[int, int]]:
    """Where a "Zum Nachlesen" list stands in the body, if a layout left it there."""
    if not further_reading and not may_head_further_reading(body):
        return []
    stretches: list[tuple[int, int]] = []
    entries = {entry.strip() for entry in further_reading}
    start, in_list = 0, False
    for paragraph in body.split(PARAGRAPH_BREAK):
        label = read_label(paragraph)
        in_list = in_list or (label is not None and label.field == "further_reading")
        if in_list or paragraph.strip() in entries:
            stretches.append((start, start + len(paragraph)))
        start += len(paragraph) + len(PARAGRAPH_BREAK)
    return stretches


def _mention(
    role: DateRole, date: GermanDate, char_start: int | None, edtf: str | None = None
) -> DateMention:
    return DateMention(
        role=role,
        edtf=edtf or date.edtf,
        starts_on=local_day(date.start).isoformat(),
        ends_on=local_day(date.end).isoformat(),
        text=date.text,
        char_start=char_start,
        year_from="context" if date.is_relative else None,
    )

"""Names of columns and their values on pages: the archive's own words are for SQL.

A column's name is a key of ``COLUMNS``, in whichever table it stands; a value that is one of a few
words is a key of ``VALUES`` under the name of its column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from babel import Locale
from babel.core import UnknownLocaleError

from crawler.publishing.archive_words import EVIDENCE, RELATIONS, named, rules_named
from crawler.publishing.field_names import FIELD_NAMES
from crawler.publishing.language import GERMAN, LANGUAGES, Language, language, marked

COLUMNS = {
    "accepted_at": marked("accepted"),
    "alive": marked("on the web"),
    "amount": marked("amount"),
    "applied_at": marked("applied"),
    "article": marked("article"),
    "article_id": marked("article"),
    "article_url": marked("URL of the article"),
    "articles": marked("articles"),
    "body": marked("text"),
    "breadcrumb": marked("breadcrumb"),
    "breadcrumbs": marked("breadcrumb"),
    "caption": marked("caption"),
    "capture_id": marked("capture"),
    "captured_at": marked("captured"),
    "certainty": marked("certainty"),
    "changed": marked("changed"),
    "changed_at": marked("changed"),
    "changed_fields": marked("changed fields"),
    "char_start": marked("place in the text"),
    "checked_at": marked("compared last"),
    "citation": marked("how to cite it"),
    "clock_at": marked("time of the clock"),
    "cms": marked("system"),
    "confidence": marked("confidence"),
    "content": marked("content"),
    "content_hash": marked("digest of the content"),
    "content_type": marked("media type"),
    "count": marked("count"),
    "country": marked("country"),
    "created_at": marked("added"),
    "credit": marked("credit"),
    "currency": marked("currency"),
    "dated_by": marked("dated by"),
    "dates": marked("dates"),
    "day": marked("day"),
    "days": marked("days"),
    "deadline_on": marked("deadline"),
    "decided_at": marked("decided"),
    "digest": marked("digest"),
    "duplicates": marked("seen twice"),
    "earliest": marked("earliest"),
    "editor": marked("editor"),
    "editor_id": marked("editor"),
    "editor_text": marked("editor, as printed"),
    "editors": marked("editors"),
    "edtf": marked("date (EDTF)"),
    "ends_on": marked("ends"),
    "erased_at": marked("erased"),
    "error": marked("error"),
    "errors": marked("errors"),
    "estimated_month": marked("likely month"),
    "estimated_year": marked("likely year"),
    "etag": marked("ETag"),
    "event": marked("event"),
    "event_id": marked("event"),
    "example": marked("example"),
    "expression": marked("expression"),
    "fetched_at": marked("fetched"),
    "field": marked("field"),
    "fields": marked("fields"),
    "file": marked("file"),
    "fingerprints": marked("fingerprints"),
    "finish_reason": marked("ended by"),
    "finished_at": marked("finished"),
    "first_after": marked("first afterwards"),
    "first_at": marked("first capture"),
    "first_on": marked("first"),
    "first_published_on": marked("first published"),
    "first_seen_at": marked("first seen"),
    "first_title": marked("first title"),
    "forgotten_at": marked("forgotten"),
    "forgotten_id": marked("what was forgotten"),
    "found_at": marked("found"),
    "frequent": marked("frequent"),
    "further_reading": marked("further reading"),
    "gone": marked("gone"),
    "gone_at": marked("gone since"),
    "gone_confirmed": marked("gone, confirmed"),
    "hash": marked("digest"),
    "heading": marked("headline"),
    "health": marked("health check"),
    "held": marked("held back"),
    "home_url": marked("home page"),
    "id": marked("number of the row"),
    "images": marked("images"),
    "incomplete": marked("incomplete, because"),
    "is_cancelled": marked("cancelled"),
    "is_canonical": marked("canonical URL"),
    "is_filed": marked("shows its breadcrumb"),
    "is_match": marked("found by the search"),
    "iso_code": marked("ISO code"),
    "kept_fields": marked("fields of older versions"),
    "key": marked("key"),
    "kicker": marked("kicker"),
    "kind": marked("kind"),
    "label": marked("label"),
    "language": marked("language"),
    "last_at": marked("last capture"),
    "last_before": marked("last before"),
    "last_modified": marked("Last-Modified"),
    "last_on": marked("last"),
    "last_published_on": marked("last published"),
    "last_seen_at": marked("last seen"),
    "last_title": marked("last title"),
    "latest": marked("latest"),
    "lead": marked("lead"),
    "length": marked("length"),
    "likely_on": marked("likely day"),
    "links": marked("links"),
    "list_url": marked("URL of the list"),
    "measure": marked("measure"),
    "migration_set": marked("set of steps"),
    "month": marked("month"),
    "name": marked("name"),
    "new": marked("new"),
    "new_value": marked("afterwards"),
    "not_modified": marked("not modified"),
    "note": marked("note"),
    "notice": marked("notice"),
    "notify": marked("ways of notifying"),
    "number": marked("number"),
    "of": marked("measured on"),
    "offset": marked("place in the file"),
    "old_deadline_on": marked("deadline before"),
    "old_value": marked("before"),
    "old_values": marked("old values"),
    "organisation": marked("organisation"),
    "origin": marked("origin"),
    "other_article_id": marked("other article"),
    "other_shared": marked("shared part of the other"),
    "other_url": marked("other URL"),
    "outcome": marked("outcome"),
    "page": marked("page"),
    "place": marked("place"),
    "place_id": marked("place"),
    "places": marked("places"),
    "portal": marked("portal"),
    "portal_count": marked("number of portals"),
    "portals": marked("portals"),
    "position": marked("position"),
    "previous_on": marked("deadline before"),
    "published": marked("published"),
    "published_at": marked("published at"),
    "published_basis": marked("published, why so"),
    "published_earliest": marked("published at the earliest"),
    "published_edtf": marked("published (EDTF)"),
    "published_estimate": marked("published, estimated"),
    "published_from": marked("published, read from"),
    "published_latest": marked("published at the latest"),
    "published_on": marked("published"),
    "published_probability": marked("published, how sure"),
    "published_text": marked("published, as printed"),
    "publisher": marked("publisher"),
    "query": marked("search"),
    "read_at": marked("read"),
    "read_fully_at": marked("read to the end"),
    "reason": marked("reason"),
    "rejected": marked("rejected"),
    "relation": marked("relation"),
    "requests": marked("requests"),
    "reservation": marked("reserved"),
    "responses": marked("responses"),
    "revision_count": marked("revisions"),
    "robots_tags": marked("tags for robots"),
    "role": marked("role"),
    "rule": marked("rule"),
    "run_id": marked("run"),
    "salt": marked("salt"),
    "seconds": marked("seconds"),
    "section": marked("section"),
    "seen_at": marked("seen"),
    "sent_at": marked("sent"),
    "sequence": marked("number of changes"),
    "shared": marked("shared part"),
    "similarity": marked("similarity"),
    "size": marked("number of articles"),
    "source": marked("source"),
    "source_id": marked("source"),
    "source_text": marked("source, as printed"),
    "sources": marked("sources"),
    "spider": marked("spider"),
    "stage": marked("stage"),
    "stands_at": marked("stands at"),
    "started_at": marked("started"),
    "starts_on": marked("starts"),
    "state": marked("state"),
    "status": marked("status"),
    "stories": marked("stories"),
    "story": marked("story"),
    "story_id": marked("story"),
    "subtitle": marked("subtitle"),
    "successor_id": marked("other article"),
    "tdm_policy": marked("licence at"),
    "tdm_reserved": marked("text and data mining reserved"),
    "text": marked("wording"),
    "title": marked("title"),
    "title_from": marked("title, read from"),
    "topic": marked("topic"),
    "topic_id": marked("topic"),
    "topics": marked("topics"),
    "uncertain": marked("of these uncertain"),
    "unchanged": marked("unchanged"),
    "updated_on": marked("updated"),
    "url": marked("URL"),
    "urls": marked("URLs"),
    "uuid": marked("UUID"),
    "value": marked("value"),
    "verdict": marked("verdict"),
    "version_at": marked("like that since"),
    "warc_file": marked("WARC file"),
    "warc_length": marked("length in the WARC file"),
    "warc_offset": marked("place in the WARC file"),
    "watch_id": marked("watch"),
    "way": marked("way"),
    "word": marked("word"),
    "word_count": marked("words"),
    "words": marked("words"),
    "year": marked("year"),
    "year_from": marked("year, read from"),
}
"""What a column is called over its values and in a sentence."""

TABLES = {
    "_sqlite_migrations": marked("Steps that made the tables"),
    "article_editors": marked("Editors of articles"),
    "article_places": marked("Places of articles"),
    "article_sources": marked("Sources of articles"),
    "article_topics": marked("Topics of articles"),
    "articles": marked("Articles"),
    "articles_fts": marked("Full text index"),
    "breadcrumbs": marked("Breadcrumb trails"),
    "captures": marked("Captures"),
    "dates": marked("Dates"),
    "dating_evidence": marked("Evidence of dates"),
    "dating_pending": marked("To be dated"),
    "deadlines": marked("Deadlines of calendars"),
    "editors": marked("Editors"),
    "forgotten": marked("Forgotten on request"),
    "forgotten_keys": marked("What forgotten articles are known by"),
    "further_reading": marked("Further reading"),
    "health_measures": marked("Measures of runs"),
    "images": marked("Images"),
    "links": marked("Links"),
    "list_snapshots": marked("States of lists"),
    "listed_captures": marked("Captures that web archives list"),
    "listed_dates": marked("Dates on lists"),
    "lists": marked("Lists"),
    "partial_contents": marked("Parts of contents"),
    "places": marked("Countries and organisations"),
    "portals": marked("Portals"),
    "quarantine": marked("Held back"),
    "recent_edits": marked("Recent edits"),
    "rejects": marked("Rejected pages"),
    "revisions": marked("Revisions"),
    "run_outcomes": marked("Books of runs"),
    "runs": marked("Runs"),
    "search_words": marked("Words of the search"),
    "sources": marked("Sources"),
    "stories": marked("Stories"),
    "story_boilerplate": marked("Fingerprints of boilerplate"),
    "story_fingerprints": marked("Fingerprints of articles"),
    "story_links": marked("Compared articles"),
    "story_members": marked("Articles of stories"),
    "story_overrides": marked("Decisions on stories"),
    "story_pending": marked("To be placed in stories"),
    "story_signatures": marked("Signatures of articles"),
    "superseded_files": marked("Files about to be removed"),
    "topics": marked("Topics"),
    "url_aliases": marked("Other URLs of articles"),
    "v_articles": marked("Articles, readable"),
    "v_changes": marked("Changes"),
    "v_dated": marked("When articles were published"),
    "v_events": marked("Events"),
    "v_search": marked("Forms of words"),
    "v_stories": marked("Stories, readable"),
    "v_timeline": marked("Timeline"),
    "v_whereabouts": marked("Where contents stand today"),
    "watch_articles": marked("Articles of watches"),
    "watch_events": marked("Events of watches"),
    "watch_notices": marked("Notices of watches"),
    "watches": marked("Watches"),
}
"""What a table or view is called on its page."""

_NOT_CERTAIN = {"uncertain": marked("uncertain"), "unknown": marked("unknown")}
VALUES: Mapping[str, Mapping[str, str]] = {
    "kind": {
        # of articles
        "nachricht": marked("News"),
        "meldung": marked("Notice"),
        "bekanntmachung": marked("Call"),
        "termin": marked("Event"),
        "erfolgsgeschichte": marked("Success story"),
        "publikation": marked("Publication"),
        "seite": marked("Page"),
        # of links
        "inline": marked("in the text"),
        "further": marked("in a list of links"),
        "download": marked("download"),
        # of places
        "country": marked("country"),
        "region": marked("region"),
        "organisation": marked("organisation"),
        "unknown": marked("unknown"),
        # of what a run meets
        "article": marked("article"),
        "list": marked("list"),
        "feed": marked("feed"),
        "sitemap": marked("sitemap"),
        "record": marked("record"),
        "file": marked("file"),
        # of hashes of what was forgotten
        "url": marked("URL"),
        "head": marked("words of title or lead"),
        "body": marked("words of the text"),
        # of dates on lists
        "listed": marked("list"),
    },
    "relation": {
        **RELATIONS,
        "form": marked("base form"),
        "part": marked("part of a compound"),
        "spelling": marked("spelling"),
    },
    "dating_evidence.kind": EVIDENCE,
    "watch_events.kind": {
        "new": marked("new"),
        "changed": marked("changed"),
        "gone": marked("gone"),
        "deadline_moved": marked("deadline moved"),
        "deadline_set": marked("deadline named"),
        "deadline_withdrawn": marked("deadline withdrawn"),
        "left": marked("found no more"),
        "back": marked("there again"),
        "taken_back": marked("taken back"),
        "recovered": marked("recovered"),
    },
    "certainty": {
        "printed": marked("printed with its year"),
        "inferred": marked("year inferred"),
        "approximate": marked("approximate"),
    },
    "role": {
        "published": marked("published"),
        "updated": marked("updated"),
        "deadline": marked("deadline"),
        "event": marked("event"),
        "mentioned": marked("mentioned"),
    },
    "state": {
        "there": marked("in its place"),
        "moved": marked("moved"),
        "elsewhere": marked("told elsewhere"),
        "gone": marked("gone"),
    },
    "verdict": {"same": marked("the same event"), "different": marked("different events")},
    "origin": {"page": marked("named on the page"), "url": marked("from the URL")},
    "outcome": {
        "new": marked("new"),
        "changed": marked("changed"),
        "unchanged": marked("unchanged"),
        "not_modified": marked("not modified"),
        "read": marked("read"),
        "held": marked("held back"),
        "alias": marked("alias"),
        "gone": marked("gone"),
        "rejected": marked("rejected"),
        "blocked": marked("blocked"),
        "not_due": marked("not due"),
        "not_reached": marked("not reached"),
        "not_wanted": marked("not wanted"),
        "unaccounted": marked("unaccounted for"),
    },
    "finish_reason": {"finished": marked("its end"), "shutdown": marked("a person")},
    "alive": {"1": marked("yes"), "0": marked("switched off")},
    "year": _NOT_CERTAIN,
    "month": _NOT_CERTAIN,
}
"""Words for values that are one of a few; under ``table.column`` where the table matters."""

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_MONTHS = ("month", "estimated_month")
_FIELD_LISTS = ("changed_fields", "fields")


def column_label(words: Language, column: str) -> str:
    """What a column is called; one without an entry by its name."""
    return words.gettext(COLUMNS[column]) if column in COLUMNS else column


def table_label(words: Language, table: str) -> str:
    """What a table is called; one without an entry by its name."""
    return words.gettext(TABLES[table]) if table in TABLES else table


def value_label(
    words: Language, column: str, value: object, table: str | None = None
) -> str | None:
    """The word for a value of a column; None: it has none, the value says it itself."""
    if column in _FIELD_LISTS and isinstance(value, str):
        return _fields_named(words, value)
    if column == "field" and isinstance(value, str):
        return words.gettext(FIELD_NAMES[value]) if value in FIELD_NAMES else None
    if column == "rule" and isinstance(value, str):
        return named(words, RELATIONS, value) if value in RELATIONS else rules_named(words, value)
    if column == "language" and isinstance(value, str):
        return _language_name(words, value)
    if column in _MONTHS and isinstance(value, str) and _MONTH.fullmatch(value):
        return month(words, value)
    labels = VALUES.get(f"{table}.{column}") or VALUES.get(column, {})
    found = labels.get(str(value))
    return words.gettext(found) if found else None


def stored_value(column: str, typed: str) -> str:
    """The archive's own word for one that pages show, in any case and language; else as typed."""
    stored: list[str] = []
    if column == "field":
        stored += FIELD_NAMES
    elif column == "language":
        stored += Locale(GERMAN).languages
    else:
        for key, labels in VALUES.items():
            stored += labels if key.rpartition(".")[2] == column else ()
    sought = typed.casefold()
    for value in stored:
        labels_of = (value_label(language(code), column, value) for code in LANGUAGES)
        if sought in (value, *(label.casefold() for label in labels_of if label)):
            return value
    return typed


def month(words: Language, text: str) -> str:
    """``April 2019`` for ``2019-04``."""
    year, number = text.split("-")
    names = Locale(words.code).months["stand-alone"]["wide"]
    return f"{names[int(number)]} {year}"


def _fields_named(words: Language, listed: str) -> str | None:
    """The fields of a JSON list by their names; None for another text."""
    try:
        fields = json.loads(listed)
    except ValueError:
        return None
    if not isinstance(fields, list):
        return None
    return ", ".join(
        words.gettext(FIELD_NAMES[name]) if name in FIELD_NAMES else str(name) for name in fields
    )


def _language_name(words: Language, code: str) -> str | None:
    try:
        return Locale.parse(code).get_language_name(words.code)
    except (UnknownLocaleError, ValueError):
        return None

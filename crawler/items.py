"""The one item: an article on its way from a page to the archive.

A layout fills in what stands on the page, verbatim; each pipeline step replaces one kind of raw
value by its normalised form. Fields named like a column of ``articles`` (docs/schema.md) hold that
column's value; list fields hold the rows of the table of the same name. Fields under *On the way*
are not stored in ``articles``: they carry context from the fetch to the step that needs it.

``Listed`` goes the same way beside it: what lists and feeds say of articles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal[
    "nachricht", "meldung", "bekanntmachung", "termin", "erfolgsgeschichte", "publikation", "seite"
]
LinkKind = Literal["inline", "further", "download"]
PlaceKind = Literal["country", "region", "organisation", "unknown"]
PlaceOrigin = Literal["page", "url"]
DateRole = Literal["published", "updated", "deadline", "event", "mentioned"]

BREADCRUMB_SEPARATOR = " › "
PARAGRAPH_BREAK = "\n\n"
PAGE_STATUSES = (200, 203, 206)
"""Statuses of responses that hold a page: as it is, changed by a proxy, or asked for as a range.

Some crawlers ask for all of a page as a range (``bytes=0-``), and get 206.
"""
GONE = (404, 410)
"""Statuses by which a server says that a page is no more (RFC 9110, 15.5.5 and 15.5.11)."""
PERMANENT = frozenset({301, 308})
"""Statuses by which a server says that a page has moved for good (RFC 9110, 15.4)."""
REDIRECTS = PERMANENT | {302, 303, 307}
"""All statuses by which a server leads to another URL."""
LIVE_SOURCES = ("live", "demo")
"""Sources whose captures are fetched the moment they are captured: by crawls of ours."""
MOVED = "moved permanently"
"""The rule of an alias that a server says an article has left for good (301, 308)."""
REDIRECTED = "redirected"
"""The rule of an alias that leads to the article for now (302, 307, meta refresh)."""
CANONICAL_ELSEWHERE = "canonical link elsewhere"
"""The rule of an alias whose page calls another URL canonical, where the same text stands."""
JOINED = "joined by a person"
MOVES = (MOVED, REDIRECTED, CANONICAL_ELSEWHERE, JOINED)
"""Rules of aliases by which an article has moved; each is judged by title and text."""
FROM_CAPTURE = "capture"
"""``published_from`` of an article without a date of its own: the first capture bounds it."""
FROM_URL = "url"
"""``title_from`` of a title that is printed nowhere and was made of the URL's last part, and
``published_from`` of a day that stands in the URL alone."""
METADATA = "structured"
"""The source of what a page says for machines, in provenance."""
GENERIC = "generic"
"""The source of what the rules for pages of no known family found, and their name as a layout."""
READING = "reading"
"""``dated_by`` of a capture of which nobody knows when it stood on the web.

Its ``captured_at`` is the moment in which it was read, for the archive and its WARC record."""


@dataclass(slots=True)
class Breadcrumb:
    """One label of the breadcrumb trail; ``url`` is absolute, None where the page links nothing."""

    label: str
    url: str | None = None


@dataclass(slots=True)
class Link:
    """A link in the article; ``section`` is the heading over it, e.g. Weitere Informationen."""

    url: str
    text: str
    section: str | None = None
    kind: LinkKind = "inline"


@dataclass(slots=True)
class Image:
    """An image of the article with its caption and credit (``© …``, ``Quelle: …``, ``Foto: …``)."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(slots=True)
class Editor:
    """A person or desk named after ``Redaktion:``."""

    name: str
    organisation: str | None = None


@dataclass(slots=True)
class Place:
    """A country, region or organisation the article is filed under.

    ``kind`` is ``unknown`` where the vocabulary does not have the name. ``origin`` says whether the
    page names the place or the folders of its URL do (``/laender/europa/frankreich/``).
    """

    name: str
    kind: PlaceKind
    iso_code: str | None = None
    origin: PlaceOrigin = "page"


@dataclass(slots=True)
class FurtherReading:
    """An entry of a "Zum Nachlesen" list: somebody else's page, and who published it when.

    ``edtf`` is that page's date. Before the step of that name ``title`` is all of the entry, as
    printed, and ``url`` where its link leads.
    """

    title: str
    publisher: str | None = None
    edtf: str | None = None
    url: str | None = None


@dataclass(slots=True)
class DateMention:
    """A date in the article: ``text`` as printed, ``char_start`` its offset in ``body`` or None.

    ``year_from`` is ``context`` for one that prints no year and was completed from the publication
    and its sentence (``3. Mai``, ``am Montag``), None for one that says it all.
    """

    role: DateRole
    edtf: str
    starts_on: str | None
    ends_on: str | None
    text: str
    char_start: int | None = None
    year_from: Literal["context"] | None = None


@dataclass(slots=True)
class Alias:
    """Another address of the same article, and the rule by which it is the same."""

    url: str
    rule: str


@dataclass(slots=True)
class Capture:
    """The evidence: one answer of a server, as it was fetched or as an archive kept it.

    ``url`` is the address asked for; ``captured_at`` differs from ``fetched_at`` when the page came
    out of a web archive. ``etag`` and ``last_modified`` are the header values as sent. ``digest``
    is that of the payload in WARC notation (``sha1:BASE32``); the ``warc_`` fields say where the
    record stands and are None while the page is in no WARC file. ``source`` is the crawl's source
    (``live``, ``warc:PATH``, …). ``tdm_reserved`` and ``tdm_policy`` are what page, header or host
    say of text and data mining, ``robots_tags`` what of ``noarchive, noindex`` it asks.
    ``incomplete`` is why the answer is only a part of what the server had, in words; None if
    nothing says so. ``open_ended``, which is not stored, says that the page breaks off in the
    middle of a text or a tag: with an earlier capture that goes on, it is a sign of the same.
    ``clock_at`` is what the clock said where that cannot be: earlier runs have seen the page later.
    ``dated_by`` is what tells ``captured_at``, where that is no server's or archive's clock: the
    URL of a replay, a comment in a saved page, the time of its file; ``READING`` if nothing does.
    """

    url: str
    fetched_at: dt.datetime
    captured_at: dt.datetime | None
    status: int | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    warc_file: str | None = None
    warc_offset: int | None = None
    warc_length: int | None = None
    source: str | None = None
    tdm_reserved: bool | None = None
    tdm_policy: str | None = None
    robots_tags: str | None = None
    incomplete: str | None = None
    dated_by: str | None = None
    open_ended: bool = False
    clock_at: dt.datetime | None = None


class Signature(NamedTuple):
    """What stories compare a text by (``crawler.archive.stories.text.signature``).

    The number of its headline, its fingerprints, and the title, lead and body for which they hold.
    """

    told: tuple[str, str, str]
    heading: int
    keys: frozenset[int]


@dataclass(slots=True)
class Article:
    """One article, raw after the layout and normalised after the pipelines.

    ``url`` is the address the page was read from until the identity step makes it canonical.
    Texts are plain text without markup; an absent value is None (never an empty string).
    Dates are ``YYYY-MM-DD``, times ISO 8601 in UTC with ``Z``.
    """

    url: str
    portal: str | None = None
    kind: Kind | None = None
    language: str | None = None
    title: str | None = None
    subtitle: str | None = None
    kicker: str | None = None
    lead: str | None = None
    body: str | None = None
    breadcrumb: str | None = None
    published_on: str | None = None
    published_at: str | None = None
    published_edtf: str | None = None
    published_text: str | None = None
    published_from: str | None = None
    updated_on: str | None = None
    deadline_on: str | None = None
    source_text: str | None = None
    editor_text: str | None = None
    title_from: str | None = None

    breadcrumbs: list[Breadcrumb] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    editors: list[Editor] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    further_reading: list[FurtherReading] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)

    # On the way: raw values that only a pipeline reads
    updated_text: str | None = None
    deadline_text: str | None = None
    event_text: str | None = None
    places_text: list[str] = field(default_factory=list)
    """Länder / Organisationen as printed: one entry an element, or one entry with all glued."""
    topics_text: list[str] = field(default_factory=list)
    page_language: str | None = None
    """What the page says of itself (``<html lang>``); often wrong, the language step decides."""
    canonical_link: str | None = None
    """``<link rel="canonical">``, absolute."""
    moved_to: str | None = None
    """The canonical form of that link, if it leads to another article's URL: it may have moved."""

    # On the way: the fetch
    fetched_url: str | None = None
    """The address before identity; equal to ``url`` until then."""
    home_url: str | None = None
    """The portal's home: its scheme and host are the canonical ones for the portal's aliases."""
    is_normalised: bool = False
    """Whether the normalising steps are done: where pages are read in other processes, there."""
    captured_at: dt.datetime | None = None
    """When the page stood on the web like this (UTC): fetch time, or an archive's capture time."""
    capture: Capture | None = None
    """The evidence. Its ``captured_at`` is the article's, unless it is ``dated_by`` ``READING``."""
    layout: str | None = None
    """Name of the layout that read the page."""
    wall: str | None = None
    """What the page is by its markup if it is no article: a login, a captcha, …"""
    provenance: dict[str, str] = field(default_factory=dict)
    """Field → where its value came from, e.g. ``{"title": "typo3: h1"}``."""
    confidence: dict[str, float] = field(default_factory=dict)
    """Field → how likely its value is right, 0 to 1, e.g. ``{"title": 0.97, "lead": 0.62}``."""
    signature: Signature | None = None
    """What stories compare its text by, if the page was read in another process than ours."""
    words: Mapping[str, tuple[tuple[str, str], ...]] | None = None
    """New words in it with what they are found by (``crawler.archive.search_words``), likewise."""
    doubts: list[str] = field(default_factory=list)
    """Why the article is not stored before the run's health is known, e.g. ``lost title``."""


@dataclass(frozen=True, slots=True)
class ListedUrls:
    """The articles on one page of a list when it was captured.

    Attributes:
        list_url: URL of the list's first page.
        page: number of the page, from 1.
        captured_at: when it stood so.
        urls: canonical URLs from the top down.
    """

    list_url: str
    page: int
    captured_at: dt.datetime
    urls: Sequence[str]


@dataclass(frozen=True, slots=True)
class ListedDate:
    """A date that a list, feed or sitemap has beside the URL of an article.

    Attributes:
        list_url: URL of the list, feed or sitemap.
        kind: a sitemap names the last change (``lastmod``), the others the publication.
        url: canonical URL of the article.
        day: the day.
    """

    list_url: str
    kind: Literal["listed", "feed", "sitemap"]
    url: str
    day: dt.date


class Listed(NamedTuple):
    """What one capture of a list, feed or sitemap says of when its articles were published."""

    lists: Sequence[ListedUrls] = ()
    dates: Sequence[ListedDate] = ()

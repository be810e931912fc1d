"""Replayed pages, made again the pages they are captures of.

Web archives replay a page under a URL of their own (``https://web.archive.org/web/20190312080000/``
and the page's URL), rewrite its links likewise, and put a toolbar and scripts into it. Forms: the
Wayback Machine and Archive-It, pywb (national archives), archive.today. A link to a web archive
that the page itself makes is left: only what the archive made is undone, and that once.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from crawler.urls import bare_host, is_web_url
from crawler.webarchives.warc.dates import http_date, is_believable, read_date, timestamp

if TYPE_CHECKING:
    import datetime as dt

FROM_REPLAY = "replay"
"""``captures.dated_by`` of captures whose time a replay's URL or page tells."""

_LATIN = "latin-1"
"""Makes each byte a character and back: markup is ASCII in all encodings but UTF-16."""
_MODIFIER = r"(?:[a-z]{2}_)+"
_TIME = r"\d{4}\.\d\d\.\d\d-\d{6}|\d{4,17}"
"""Digits, and as archive.today writes it: ``2019.03.12-080000``."""
_WEB_URL = r"https?(?::|%3A)(?:/|%2F){1,2}"
_ARCHIVE_TODAY = re.compile(
    r"(?:www\.)?archive\.(?:today|ph|is|li|vn|fo|md)(?::\d+)?", re.IGNORECASE
)

# Beginning at a URL's scheme. What stands before the timestamp names archive and collection.
_DATED = re.compile(
    rf"(?P<prefix>https?://(?P<host>[^/?#]+)/(?:[^?#]*?/)??)"
    rf"(?:(?P<time>{_TIME})(?P<modifier>{_MODIFIER})?|(?P<undated>{_MODIFIER}))/"
    rf"(?P<url>{_WEB_URL}.+|(?:[\w-]+\.)+[a-z]{{2,}}(?::\d+)?/.*)",
    re.IGNORECASE | re.DOTALL,
)
_SHORT = re.compile(
    rf"(?P<prefix>https?://(?P<host>[^/?#]+)/)o/\w{{4,6}}/(?P<url>{_WEB_URL}.+)", re.IGNORECASE
)
_LIVE = re.compile(
    rf"(?P<prefix>https?://(?P<host>[^/?#]+)/(?:[\w.-]+/){{1,2}})(?P<url>{_WEB_URL}.+)",
    re.IGNORECASE,
)
_REPLAY_FOLDER = re.compile(r"/(?:web|wayback|replay|archive|ukwa|[\w-]*archiv\w*)/", re.IGNORECASE)
_FULL = len("20190312080000")


@dataclass(frozen=True, slots=True)
class Replay:
    """A page as a web archive replays it.

    ``prefix`` is the beginning of the archive's URLs, ``timestamp`` up to 17 digits, ``url`` the
    original URL of the page; each is empty where nothing tells it.
    """

    prefix: str
    timestamp: str
    url: str

    @property
    def moment(self) -> dt.datetime | None:
        """When the page was captured; of a short timestamp the beginning of what it names."""
        moment = read_date(self.timestamp) if self.timestamp else None
        return moment if moment is not None and is_believable(moment) else None


def replay_at(url: str, *, undated: bool = False) -> Replay | None:
    """What the URL of a replay says; None for any other URL.

    Args:
        url: an absolute URL.
        undated: take pywb's form without timestamp and modifier (``/collection/https://…``) for
            one, too: some portals' links to other sites and services for links look the same.
    """
    if "http" not in url[8:] and not _REPLAY_FOLDER.search(url):
        return None
    url = url.strip()
    found = _DATED.match(url)
    if found is None or not _is_made_by_archive(found):
        found = _SHORT.match(url)
        if found is None or not _ARCHIVE_TODAY.fullmatch(found["host"]):
            found = _LIVE.match(url) if undated else None
    if found is None:
        return None
    original = _original(found["url"])
    if not is_web_url(original) or bare_host(original) == bare_host(url):
        return None
    return Replay(found["prefix"], _digits(found.groupdict().get("time")), original)


def original_url(url: str) -> str:
    """The URL of the page that is replayed at ``url``; any other URL as it is."""
    replay = replay_at(url)
    return replay.url if replay else url


def _is_made_by_archive(found: re.Match[str]) -> bool:
    """Whether timestamp, modifier and place leave no doubt that a URL is a replay's."""
    has_scheme = re.match(_WEB_URL, found["url"], re.IGNORECASE) is not None
    is_known = bool(_REPLAY_FOLDER.search(found["prefix"])) or bool(
        _ARCHIVE_TODAY.fullmatch(found["host"])
    )
    is_marked = bool(found["undated"] or found["modifier"])
    if not has_scheme:
        return is_known and (is_marked or len(_digits(found["time"])) >= _FULL)
    return is_marked or is_known or len(_digits(found["time"])) >= _FULL


def _digits(time: str | None) -> str:
    return re.sub(r"\D", "", time or "")


def _original(target: str) -> str:
    """The URL behind an archive's prefix; servers and file systems join two slashes into one."""
    if re.match(r"https?%3A", target, re.IGNORECASE):
        target = unquote(target)
    found = re.match(r"(https?):/{1,2}(.*)", target, re.IGNORECASE | re.DOTALL)
    return f"{found[1].lower()}://{found[2]}" if found else f"http://{target}"


# -- What a replayed page says of itself -----------------------------------------------------------

_QUOTED = r"""\s*=\s*(?:decodeURI\()?["']([^"']*)["']"""
_PYWB = {name: re.compile(rf"wbinfo\.{name}{_QUOTED}") for name in ("url", "timestamp", "prefix")}
_WOMBAT = re.compile(r"""__wm\.wombat\(\s*"([^"]*)",\s*"(\d*)",\s*"([^"]*)",\s*"([^"]*)\"""")
_ARCHIVED_ON = re.compile(r"FILE ARCHIVED ON (\d\d):(\d\d):(\d\d) ([A-Z][a-z]{2}) (\d\d?), (\d{4})")
_OF_ITSELF = re.compile(
    r"""<(?:link\b[^<>]*\brel=["']?(?:canonical|bookmark)\b|base\b|meta\b[^<>]*["']og:url["'])[^<>]*>""",
    re.IGNORECASE,
)
_VALUE = re.compile(r"""\b(?:href|content)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_HREF = re.compile(r"""<a\b[^<>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_FRAME = re.compile(r"""<iframe\b[^<>]*\bid=["'](?:replay_iframe|playback)["']""", re.IGNORECASE)
_MANY = 3
"""Minimum number of an archive's links that make a page a replayed one, if nothing else does."""


def is_frame(body: bytes) -> bool:
    """Whether a page is the frame that pywb shows a replayed page in, and holds no text itself."""
    return b"<iframe" in body and _FRAME.search(body.decode(_LATIN)) is not None


def replay_told(body: bytes) -> Replay | None:
    """What a page says of its being replayed: by scripts, canonical link, base, and its links."""
    text = body.decode(_LATIN)
    told = [replay for replay in (_by_pywb(text), _by_wombat(text)) if replay]
    told += [
        replay
        for tag in _OF_ITSELF.finditer(text)
        if (value := _VALUE.search(tag[0])) and (replay := replay_at(html.unescape(value[1])))
    ]
    if not told and (by_links := _by_links(text)):
        told.append(by_links)
    archived_on = _by_comment(text)
    if not told and not archived_on:
        return None
    best = merged(*told) if told else Replay("", "", "")
    return merged(best, Replay("", archived_on, "")) if archived_on else best


def merged(*replays: Replay) -> Replay:
    """What several places say of one replay: the first has it, but for a longer timestamp."""
    first = next((each for each in replays if each.prefix), replays[0])
    longest = max((each.timestamp for each in replays), key=lambda time: min(len(time), _FULL))
    url = next((each.url for each in replays if each.url), "")
    return Replay(first.prefix, longest, url)


def _by_pywb(text: str) -> Replay | None:
    if "wbinfo" not in text:
        return None
    said = {name: found[1] for name, pattern in _PYWB.items() if (found := pattern.search(text))}
    if not is_web_url(said.get("url", "")):
        return None
    return Replay(said.get("prefix", ""), said.get("timestamp", ""), said["url"])


def _by_wombat(text: str) -> Replay | None:
    found = _WOMBAT.search(text)
    if found is None or not is_web_url(found[1]):
        return None
    return Replay(f"{found[3]}{found[4]}/", found[2], found[1])


def _by_comment(text: str) -> str:
    found = _ARCHIVED_ON.search(text)
    if found is None:
        return ""
    hour, minute, second, month, day, year = found.groups()
    moment = http_date(f"{day} {month} {year} {hour}:{minute}:{second} GMT")
    return timestamp(moment) if moment else ""


def _by_links(text: str) -> Replay | None:
    """The archive and moment that most links of the page are to; its own URL they do not tell."""
    counts: dict[tuple[str, str], int] = {}
    total = 0
    for found in _HREF.finditer(text):
        total += 1
        link = html.unescape(found[1])
        if link.startswith("//"):
            link = f"https:{link}"
        elif link.startswith("/"):
            link = f"https://replay.invalid{link}"
        if replay := replay_at(link):
            key = replay.prefix, replay.timestamp
            counts[key] = counts.get(key, 0) + 1
    if not counts:
        return None
    (prefix, timestamp), most = max(counts.items(), key=lambda item: item[1])
    return Replay(prefix, timestamp, "") if most >= _MANY and most * 2 > total else None


# -- What the archive put in, taken out ------------------------------------------------------------

_BLOCKS = (
    ("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"),
    ("<!-- WB Insert -->", "<!-- End WB Insert -->"),
)
_INJECTED_ID = r"wm-ipp(?:-\w+)*|wm-capinfo|donato|_wb_\w+|wb_iframe_div|wb_banner|wayback-toolbar"
_ELEMENT = r"""<(?P<name>[a-z]+)\b[^<>]*?\sid\s*=\s*["']?(?:%s)["'\s>]"""
_INJECTED = re.compile(_ELEMENT % _INJECTED_ID, re.IGNORECASE)
_ARCHIVE_TODAYS = re.compile(_ELEMENT % r"HEADER|hashtags|SHARE_\w+|FOOTER", re.IGNORECASE)
_SCRIPT = re.compile(
    r"<script\b(?P<tag>[^<>]*)>(?P<code>(?:[^<]|<(?!/script))*+)(?:</script\s*>)?", re.IGNORECASE
)
_OF_ARCHIVE = re.compile(
    r"wombat\.js|/_static/|bundle-playback|archive\.org/includes/|wb_frame\.js|default_banner\.js"
    r"|__wm\.|archive_analytics|wbinfo\b"
)
_STYLE = re.compile(r"""<link\b[^<>]*\bhref=["'][^"'<>]*/_static/[^<>]*>""", re.IGNORECASE)


def without_insertions(text: str, *, archive_today: bool = False) -> str:
    """A page without the toolbar, banner, scripts and styles that a web archive put into it."""
    for begin, end in _BLOCKS:
        text = _without_blocks(text, begin, end)
    for pattern in (_INJECTED, _ARCHIVE_TODAYS)[: 1 + archive_today]:
        text = _without_elements(text, pattern)
    text = _SCRIPT.sub(_kept_script, text)
    return _STYLE.sub("", text)


def _kept_script(script: re.Match[str]) -> str:
    is_data = "json" in script["tag"].lower()
    is_injected = not is_data and (
        _OF_ARCHIVE.search(script["tag"]) or _OF_ARCHIVE.search(script["code"][:2000])
    )
    return "" if is_injected else script[0]


def _without_blocks(text: str, begin: str, end: str) -> str:
    kept, at = [], 0
    while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start)) >= 0:
        kept.append(text[at:start])
        at = stop + len(end)
    return "".join([*kept, text[at:]]) if kept else text


def _without_elements(text: str, pattern: re.Pattern[str]) -> str:
    kept, at = [], 0
    while (found := pattern.search(text, at)) is not None:
        stop = _end_of_element(text, found)
        if stop is None:
            break
        kept.append(text[at : found.start()])
        at = stop
    return "".join([*kept, text[at:]]) if kept else text


def _end_of_element(text: str, begin: re.Match[str]) -> int | None:
    """The end of an element, those of its name in it counted; None if nothing closes it."""
    depth = 0
    for tag in re.compile(rf"<(/?){begin['name']}\b[^<>]*>", re.IGNORECASE).finditer(
        text, begin.start()
    ):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return None


# -- Links -----------------------------------------------------------------------------------------

# Comments and scripts as wholes, so that nothing in them is taken for a tag.
_MARKUP = re.compile(
    r"""<!--(?:[^-]|-(?!->))*+"""
    r"""|<script\b(?P<script>[^<>]*)>(?:[^<]|<(?!/script))*+"""
    r"""|<style\b[^<>]*>(?:[^<]|<(?!/style))*+"""
    r"""|<[a-z](?:[^>"']|"[^"]*+"|'[^']*+')*+""",
    re.IGNORECASE,
)
_SLASH = r"(?:\\?/)"


class Unwrapped(NamedTuple):
    """A page without what an archive made of it, and what was known of the replay."""

    body: bytes
    replay: Replay


def unwrapped(body: bytes, replay: Replay) -> Unwrapped:
    """A replayed page as it was captured: links, images and metadata with their own URLs.

    Args:
        body: the page as replayed.
        replay: what its URL says; what the page itself says is added.
    """
    told = replay_told(body)
    replay = merged(replay, told) if told else replay
    text, codec = _text(body)
    is_archive_today = bool(_ARCHIVE_TODAY.fullmatch(urlsplit(replay.prefix).netloc))
    text = without_insertions(text, archive_today=is_archive_today)
    if replay.prefix:
        undo = _Links(replay)
        text = _MARKUP.sub(undo.in_markup, text)
    return Unwrapped(text.encode(codec), replay)


def _text(body: bytes) -> tuple[str, str]:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace"), "utf-16"
    return body.decode(_LATIN), _LATIN


class _Links:
    """Undoes the rewriting of the URLs in a page's tags and JSON-LD."""

    def __init__(self, replay: Replay) -> None:
        self._timestamp = replay.timestamp
        self._site = bare_host(replay.url)
        parts = urlsplit(replay.prefix)
        self._path = parts.path
        host = re.escape(parts.netloc)
        if _ARCHIVE_TODAY.fullmatch(parts.netloc):
            host = _ARCHIVE_TODAY.pattern
        elif parts.netloc.endswith(".archive.org") and "archive-it" not in parts.netloc:
            host = r"(?:web|wayback)\.archive\.org"
        elif parts.netloc == "replay.invalid":  # known by root-relative links alone
            host = r"[^/\\\"'\s]+"
        path = re.escape(parts.path).replace("/", _SLASH)
        self._reference = re.compile(
            rf"""(?<=["'=(,;\s])(?P<host>(?:https?:)?{_SLASH}{{2}}{host})?{path}"""
            rf"""(?:(?P<time>{_TIME})?(?P<modifier>{_MODIFIER})?{_SLASH}|o/\w{{4,6}}/)?"""
            rf"""(?P<scheme>(?:https?|ftp|mailto|tel|javascript):|{_SLASH}{{2}}(?=[\w-]+\.))"""
            rf"""(?P<slashes>{_SLASH}{{0,2}})(?=(?P<site>[^/\\?#"'\s<>]*))""",
            re.IGNORECASE,
        )

    def in_markup(self, found: re.Match[str]) -> str:
        """A tag, comment, script or style with its URLs undone where it may have some."""
        markup = found[0]
        if markup.startswith("<!--"):
            return markup
        if found["script"] is not None and "json" not in found["script"].lower():
            end = found.end("script") - found.start()
            return self._reference.sub(self._original, markup[:end]) + markup[end:]
        return self._reference.sub(self._original, markup)

    def _original(self, found: re.Match[str]) -> str:
        if not self._is_made_by_archive(found):
            return found[0]
        slashes = found["slashes"]
        if found["scheme"].lower() in ("http:", "https:") and slashes in ("/", "\\/"):
            slashes *= 2
        return found["scheme"] + slashes

    def _is_made_by_archive(self, found: re.Match[str]) -> bool:
        """Whether the archive wrote this URL, and not the page: that cites other moments."""
        time, modifier = _digits(found["time"]), (found["modifier"] or "").lower()
        if not found["host"] or modifier not in ("", "id_", "if_"):
            return True  # nobody links images by an archive's URL, or without its host
        known = self._timestamp
        if time and (not known or time.startswith(known) or known.startswith(time)):
            return True
        if not time and not _REPLAY_FOLDER.search(self._path):
            return True  # pywb and archive.today, which write no moment there
        return bare_host(f"//{found['site']}") == self._site

"""URLs: the canonical form by which two URLs are the same page, and what is wrong with broken ones.

The canonical form follows from the shape of a URL and never from its host. Sources: RFC 3986, 6.2
(scheme, host, port, percent-encoding, fragment) through w3lib; the paths and query parameters of
TYPO3 and of the Government Site Builder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

import idna
from w3lib.url import canonicalize_url

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical URL and the names of the rules that changed it, none if it was canonical."""

    url: str
    rules: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The rules, comma-separated, as in ``url_aliases.rule``."""
        return ", ".join(self.rules)


@lru_cache(maxsize=4096)  # a page repeats the same few URLs
def canonical_url(url: str, home_url: str | None = None) -> Canonical:
    """The canonical form of ``url``.

    URLs on the site of ``home_url``, the portal's home, get its scheme and its host (with or
    without ``www.``). Without it, and for other sites, the host stays, and http on its default port
    becomes https. What is no http(s) URL (``urn:sha256:…``) or cannot be parsed is returned
    unchanged. Idempotent; never raises.
    """
    try:
        # w3lib first: percent-encoding, order of parameters, surrounding white space
        parts = urlsplit(canonicalize_url(ascii_url(url), keep_fragments=True))
        home = urlsplit(ascii_url(home_url)) if home_url else None
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return Canonical(url)
        return _canonical(url, parts, home)
    except ValueError:  # a bad port, a bad IPv6 host
        return Canonical(url)


def _canonical(url: str, parts: SplitResult, home: SplitResult | None) -> Canonical:
    rules: list[str] = []
    if parts.fragment:
        rules.append("fragment")
    scheme, host = _origin(parts, home, rules)
    path, path_rules = canonical_path(parts.path)
    rules.extend(path_rules)
    query = ""
    if parts.query:
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        kept = canonical_query(pairs, rules)
        if kept and selects_itself(path):
            rules.append("type and slug")
            kept = []
        query = urlencode(kept)
    result: str = canonicalize_url(urlunsplit((scheme, host, path or "/", query, "")))
    if ascii_url(url) != url:
        rules.append("spelling of the host")
    if not rules and result != url:
        rules.append("spelling of the address")
    return Canonical(result, tuple(dict.fromkeys(rules)))


def _origin(parts: SplitResult, home: SplitResult | None, rules: list[str]) -> tuple[str, str]:
    scheme, host, port = parts.scheme, (parts.hostname or "").rstrip("."), parts.port
    if port == _DEFAULT_PORTS[scheme]:
        rules.append("default port")
        port = None
    if home is not None and home.hostname and _bare(home.hostname) == _bare(host):
        home_port = None if home.port == _DEFAULT_PORTS.get(home.scheme) else home.port
        if port is None or port == home_port:
            if scheme != home.scheme:
                rules.append("scheme")
            if host != home.hostname:
                rules.append("www")
            scheme, host, port = home.scheme, home.hostname, home_port
    elif scheme == "http" and port is None:
        rules.append("scheme")
        scheme = "https"
    if ":" in host:  # IPv6
        host = f"[{host}]"
    return scheme, host if port is None else f"{host}:{port}"


def _bare(host: str) -> str:
    return ascii_host(host).removeprefix("www.")


# -- Scheme, host and validity ---------------------------------------------------------------------

_HOST = re.compile(r"\s*(?:https?:)?//(?:[^/?#\\@]*@)?([^/?#\\:@\[\]]+)", re.IGNORECASE)
_ASCII_HOST = re.compile(r"[a-z0-9._-]+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """A host's name as the DNS has it, the one form in which hosts are compared.

    Lower case, without the full stop of a name that is absolute, umlauts as ``xn--…`` by IDNA 2008
    and UTS 46, as browsers do it: ``www.B%C3%BCcher.example.`` → ``www.xn--bcher-kva.example``.
    What no name can be stays as it is.
    """
    if _ASCII_HOST.fullmatch(host):
        return host.lower().rstrip(".")
    name = unquote(host)
    try:
        name = idna.encode(name, uts46=True).decode()
    except UnicodeError:  # what only IDNA 2003 takes, as symbols and the underscore beside umlauts
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            return host.lower()
    return name.lower().rstrip(".") if _ASCII_HOST.fullmatch(name) else host.lower()


def ascii_url(url: str) -> str:
    """``url`` with its host as the DNS has it; the rest, and what is no web URL, stays as written.

    w3lib and Scrapy know IDNA 2003 only: to them ``straße.example`` is ``strasse.example``.
    """
    found = _HOST.match(url)
    if found is None or (_ASCII_HOST.fullmatch(found[1]) and not found[1].endswith(".")):
        return url
    return url[: found.start(1)] + ascii_host(found[1]) + url[found.end(1) :]


def same_site(url: str, other: str) -> bool:
    """Whether two URLs are on one host, with or without ``www.``."""
    host = bare_host(url)
    return bool(host) and host == bare_host(other)


def bare_host(url: str) -> str:
    """The host of a URL as it is compared, without ``www.``; "" for a broken URL."""
    try:
        return _bare(urlsplit(url.strip()).hostname or "")
    except ValueError:
        return ""


def joined(base: str, reference: str) -> str:
    """A reference made absolute by RFC 3986; one that is no URL stays as written.

    Absolute ones, of which a sitemap may have 50,000, are left alone.
    """
    reference = reference.strip()
    if reference.startswith(("https://", "http://")) and "/." not in reference:
        return reference
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def without_scheme(url: str) -> str:
    """A URL from its host on: http and https lead to the same page."""
    return url.partition("://")[2].rstrip("/").removeprefix("www.")


TEXT_URN = "urn:sha256:"
"""What begins the URL of a text that has none."""


def is_web_url(url: str) -> bool:
    """Whether ``url`` is an http(s) URL that can be parsed, as ``https://[x]/`` cannot.

    One with half a surrogate pair, which escapes in JSON may write, is none: no database takes it.
    """
    try:
        url.encode()
    except UnicodeEncodeError:
        return False
    return broken_url(url) is None and urlsplit(url).scheme in _DEFAULT_PORTS


def broken_url(url: str) -> str | None:
    """What is wrong with an http(s) URL, in words; None for a valid one or another scheme.

    RFC 3986, 3.2: a host in brackets is an IP literal, a port is a number.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return None
    if not parts.hostname:
        return "no host"
    return "port 0" if port == 0 else None


def printable_url(url: str) -> str:
    """``url`` with unprintable characters percent-encoded, as browsers request it.

    Attributes and JSON bring control characters, bidirectional marks and unusual spaces; all other
    characters stay as written.
    """
    if url.isprintable():
        return url
    return "".join(c if c.isprintable() else quote(c, safe="", errors="replace") for c in url)


# -- Paths: sessions, final slashes, missing suffixes, articles shown in several sections ----------

# Government Site Builder: /path/name.html;jsessionid=HEX.node
_SESSION = re.compile(r";jsessionid=[^/;?#]*", re.IGNORECASE)

# Government Site Builder content folders: /SharedDocs/…, /Redaktion/DE/…, /Content/DE/….
_GSB_CONTENT = re.compile(
    r"/(?:shareddocs|(?:redaktion|content|navigation|standardartikel)/[a-z]{2})/", re.IGNORECASE
)

# TYPO3 with content aggregation: one article, shown in /aktuelles, /foerderung and /laender/….
# Its type and slug are its identity; the section is only where the reader stands.
_ARTICLE = re.compile(
    r"(?:/[^/]+)*/(?P<type>[a-z-]+)/detail(?:-[a-z-]+)?/info/(?P<slug>[^/]+)", re.IGNORECASE
)
_SHARED_TYPES = frozenset(
    {"nachrichten", "bekanntmachungen", "termine", "veranstaltungen", "ausschreibungen"}
)


def canonical_path(path: str) -> tuple[str, list[str]]:
    """The canonical form of a path and the names of the rules that changed it."""
    rules: list[str] = []
    without_session = _SESSION.sub("", path)
    if without_session != path:
        rules.append("session")
    path = without_session
    bare = path.rstrip("/")
    if bare and bare != path:
        rules.append("final slash")
        path = bare
    name = path.rpartition("/")[2]
    if (content := _GSB_CONTENT.search(path)) and content.end() < len(path) and "." not in name:
        rules.append("missing .html")
        path = f"{path}.html"
    if shared := _shared(path):
        canonical = f"/aktuelles/{shared['type']}/detail/info/{shared['slug']}"
        if canonical != path:
            rules.append("type and slug")
        path = canonical
    return path, rules


def selects_itself(path: str) -> bool:
    """Whether a canonical path is an article's and needs no parameter to select it."""
    return _shared(path) is not None


def _shared(path: str) -> dict[str, str] | None:
    match = _ARTICLE.fullmatch(path)
    if match is None or match["type"].lower() not in _SHARED_TYPES:
        return None
    return {"type": match["type"].lower(), "slug": match["slug"]}


# -- Query parameters that do not select the page, and which CMS adds them -------------------------

Pair = tuple[str, str]

# parameter name (full match) → value (full match) → the rule's name
_DROPPED: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = tuple(
    (re.compile(name), re.compile(value), rule)
    for name, value, rule in (
        # TYPO3: checksum of the other parameters, cache switch, default language
        (r"cHash", r".*", "cHash"),
        (r"no_cache", r".*", "no_cache"),
        (r"L", r"0?", "default language"),
        # TYPO3: typeNum of print templates; 0 is the page itself. Feeds have other numbers.
        (r"type", r"0|98|99|1991", "print view"),
        (r"print", r"1|true|yes", "print view"),
        # TYPO3 content aggregation: all but the paging of a list
        (r"tx_contentaggregation_pages\[.*(?<!\[currentPage\])", r".*", "plug-in parameter"),
        # Government Site Builder: rendering (renderPrint, renderMobile …), navigation node
        (r"view", r"render\w*", "print view"),
        (r"nn", r"\d*", "navigation node"),
        # campaigns
        (r"(?:utm|mtm|pk|piwik|matomo|at)_\w+|(?:fb|g|ms|tw|yandex)cl(?:k)?id|mc_[ce]id|_ga|wt_mc"
         r"|igshid|ns_\w+|WT\.\w+", r".*", "tracking parameter"),
        # session in the query
        (r"(?:PHPSESSID|jsessionid|sid|fe_typo_user)", r"[0-9A-Za-z._-]{8,}", "session"),
    )
)  # fmt: skip

# Plug-ins whose one parameter selects the article; their other parameters say where the reader
# came from or repeat the date. tt_news, EXT:news.
_SELECTORS = {
    "tx_ttnews[tt_news]": re.compile(r"tx_ttnews\[(?!tt_news\]).*"),
    "tx_news_pi1[news]": re.compile(r"tx_news_pi1\[(?!news\]).*"),
}
_ESCAPED_AMPERSAND = re.compile(r"^(?:amp;)+")


def canonical_query(pairs: list[Pair], rules: list[str]) -> list[Pair]:
    """The parameters that select the page; appends to ``rules`` why others were dropped.

    ``amp;cHash`` is cHash after an ampersand that was escaped twice.
    """
    named = [(_ESCAPED_AMPERSAND.sub("", name), value) for name, value in pairs]
    if named != pairs:
        rules.append("escaped ampersand")
    names = {name for name, _ in named}
    kept: list[Pair] = []
    for name, value in named:
        if rule := _dropped(name, value, names):
            rules.append(rule)
        elif (name, value) not in kept:
            kept.append((name, value))
    return kept


def _dropped(name: str, value: str, names: set[str]) -> str | None:
    for name_pattern, value_pattern, rule in _DROPPED:
        if name_pattern.fullmatch(name) and value_pattern.fullmatch(value):
            return rule
    for selector, others in _SELECTORS.items():
        if selector in names and others.fullmatch(name):
            return "plug-in parameter"
    return None

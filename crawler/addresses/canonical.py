"""The canonical form of an address, by the shape of the address and never by its host.

Sources: RFC 3986 §6.2 (scheme, host, port, percent-encoding, fragment) through w3lib; the
parameters and paths of TYPO3 and of the Government Site Builder (``query``, ``paths``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from crawler.addresses.broken import broken_url
from crawler.addresses.paths import canonical_path, selects_itself
from crawler.addresses.query import canonical_query

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical address and the rules that led to it; no rules: it was canonical already."""

    url: str
    rules: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The rules in one text, as ``url_aliases.rule`` holds them."""
        return ", ".join(self.rules)


@lru_cache(maxsize=4096)  # the same few addresses are asked for again on a page
def canonical_url(url: str, home_url: str | None = None) -> Canonical:
    """The canonical form of ``url``.

    ``home_url`` is the portal's home; addresses on its site get its scheme and its host (with or
    without ``www.``). Without it, or for other sites, ``https`` on a default port is assumed and
    the host stays. What is no http(s) address (``urn:sha256:…``) or cannot be parsed is returned
    as it is. Idempotent; never raises.
    """
    try:
        # w3lib first: percent-encoding, order of parameters, surrounding white space
        parts = urlsplit(canonicalize_url(url, keep_fragments=True))
        home = urlsplit(home_url) if home_url else None
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return Canonical(url)
        return _canonical(url, parts, home)
    except ValueError:  # a bad port, a bad IPv6 host
        return Canonical(url)


def is_web_url(url: str) -> bool:
    """Whether ``url`` is an http(s) URL that can be taken apart: ``https://[x]/`` cannot.

    Nor can what no database takes: halves of surrogate pairs, as escapes in JSON may write them.
    """
    try:
        url.encode()
    except UnicodeEncodeError:
        return False
    return broken_url(url) is None and urlsplit(url).scheme in _DEFAULT_PORTS


def same_site(url: str, other: str) -> bool:
    """Whether two addresses are on one host, with or without ``www.``."""
    try:
        host, other_host = urlsplit(url).hostname, urlsplit(other).hostname
    except ValueError:
        return False
    return host is not None and other_host is not None and _bare(host) == _bare(other_host)


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
    return host.lower().rstrip(".").removeprefix("www.")

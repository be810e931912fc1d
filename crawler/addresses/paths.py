"""Paths: sessions, final slashes, missing suffixes, and articles that stand in several sections."""

from __future__ import annotations

import re

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

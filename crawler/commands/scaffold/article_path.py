"""The pattern of a portal's article URLs, guessed from one of them.

Portals file articles by section, type, year and month, and name them by a slug or number at the
end. What changes from article to article gives way to a pattern, the rest stays.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()\"]")
_NUMBER = re.compile(r"\d+")
_ENDING = re.compile(r"\.(?:html?|php)$")
# The page of a TYPO3 site that shows single records; it may lie under many sections.
_DETAIL = re.compile(
    r"(?:[a-z]+-)*(?:detail|details|detailansicht|detailseite|einzelansicht|artikel|article|meldung"
    r"|pid|info|lesen)(?:-[a-z]+)*"
)
_SECTION_PAGE: Final = "_node.html"


class NoArticleUrl(ValueError):
    """A URL is no article's; the message says why."""


def guess_article_path(url: str, cms: str) -> str:
    """A regular expression for ``re.search`` on paths that finds the articles beside ``url``.

    Args:
        url: the URL of an article.
        cms: the family, ``gsb`` or ``typo3``.

    Raises NoArticleAddress for a home page, and for the section pages of GSB.
    """
    path = urlsplit(url).path
    segments = [segment for segment in path.split("/") if segment]
    if not segments:
        raise NoArticleUrl(f"{url} is a home page: give the address of an article")
    if path.endswith(_SECTION_PAGE):
        raise NoArticleUrl(f"{url} is a section (…{_SECTION_PAGE}): give the address of an article")
    pattern = _gsb(segments) if cms == "gsb" else _typo3(segments, by_query=bool(_query(url)))
    assert re.search(pattern, path), (pattern, path)
    return pattern


def _gsb(segments: list[str]) -> str:
    """``/SharedDocs/Meldungen/DE/2021/a.html`` → everything filed under ``Meldungen/DE``."""
    folders = []
    for segment in segments[:-1]:
        if _NUMBER.fullmatch(segment):
            break
        folders.append(_literal(segment))
    return "/".join(["", *folders, f".+{_ending(segments[-1])}$"])


def _typo3(segments: list[str], *, by_query: bool) -> str:
    """``/presse/detail/eine-meldung`` → ``/detail/…`` wherever it lies, else this section's.

    Where the query selects the record, the path is the same for all.
    """
    if by_query:
        return "^/" + "/".join(map(_literal, segments)) + "/?$"
    *folders, slug = segments
    details = [at for at, segment in enumerate(folders) if _DETAIL.fullmatch(segment)]
    first = details[0] if details else 0
    kept = [r"\d+" if _NUMBER.fullmatch(folder) else _literal(folder) for folder in folders[first:]]
    anchor = "" if details else "^"
    return anchor + "/".join(["", *kept, f"[^/]+{_ending(slug) or '/?'}$"])


def _query(url: str) -> str:
    """The query as far as it selects a record: ``tx_ttnews[tt_news]=5793``, not ``cHash``."""
    return "&".join(
        part for part in unquote(urlsplit(url).query).split("&") if re.match(r"tx_\w+\[", part)
    )


def _literal(text: str) -> str:
    """``text`` for a pattern; ``re.escape`` would put a backslash before every hyphen, too."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _ending(name: str) -> str:
    found = _ENDING.search(name)
    return _literal(found[0]) if found else ""

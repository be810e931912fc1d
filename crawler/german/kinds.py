"""Kinds of articles by the word for them in a URL, a label over the title or a breadcrumb."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from crawler.german.words.spelling import written_out

ArticleKind = Literal[
    "nachricht", "meldung", "bekanntmachung", "termin", "erfolgsgeschichte", "publikation"
]

_WORDS: dict[ArticleKind, str] = {
    "nachricht": "nachricht nachrichten allenachrichten news newsdetail",
    "meldung": """meldung meldungen kurzmeldung kurzmeldungen aktuellemeldungen pressemitteilung
        pressemitteilungen pressemeldung pressemeldungen presseinformation presseinformationen""",
    "bekanntmachung": """bekanntmachung bekanntmachungen foerderbekanntmachung
        foerderbekanntmachungen ausschreibung ausschreibungen programmausschreibung
        programmausschreibungen""",
    "termin": "termin termine veranstaltung veranstaltungen veranstaltungskalender event events",
    "erfolgsgeschichte": """erfolgsgeschichte erfolgsgeschichten clustererfolg clustererfolge
        erfolgsbeispiel erfolgsbeispiele successstory successstories clustersuccess
        clustersuccessstories""",
    "publikation": """publikation publikationen unserepublikationen dokument dokumente newsletter
        insidenewsletter itbinfoservice studie studien broschuere broschueren""",
}
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|pptx?|epub)$", re.IGNORECASE)
_KINDS: dict[str, ArticleKind] = {
    word: kind for kind, words in _WORDS.items() for word in words.split()
}


def kind_of(word: str) -> ArticleKind | None:
    """The kind ``word`` stands for (``ClusterERFOLGE``, ``unsere-publikationen``), or None."""
    return _KINDS.get(re.sub(r"[\W_]+", "", written_out(word.casefold())))


def kind_of_url(url: str) -> ArticleKind | None:
    """The kind that the section says a page is filed in: the innermost folder that names one.

    A document that is no web page is a publication.
    """
    path = urlsplit(url).path
    folders = path.split("/")[:-1]
    found: ArticleKind | None = next(filter(None, map(kind_of, reversed(folders))), None)
    if found is None and _DOCUMENT.search(path):
        return "publikation"
    return found

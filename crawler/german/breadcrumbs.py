"""Breadcrumb trails: what is no crumb taken out, and glued ones split.

Government Site Builder puts ``Sie sind hier: {0}`` in front, TYPO3 cuts the last crumb with an
ellipsis, and text exports glue all of it: ``StartseiteAktuellesNachrichtenTITLE``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from crawler.german import places
from crawler.german.vocabulary import Vocabulary

HOME_LABELS = ("Startseite", "Start", "Home", "Homepage")
_SECTION_LABELS = (
    *HOME_LABELS,
    "Aktuell",
    "Aktuelles",
    "Aktuelle Meldungen",
    "Aktuelle Termine",
    "Allgemeine Landesinformationen",
    "Archiv",
    "Ausschreibungen",
    "Bekanntmachungen",
    "Bildung",
    "Bildungslandschaft",
    "Bundesländer",
    "Cluster",
    "ClusterERFOLGE",
    "Clusterpolitik",
    "Detail",
    "Detailansicht",
    "Dokumente",
    "Erfolgsgeschichten",
    "Förderung",
    "Förderprogramme",
    "Forschung",
    "Hintergrundinformationen",
    "Informationen",
    "Infothek",
    "inside Newsletter",
    "Innovation",
    "Internationalisierung",
    "ITB infoservice",
    "Kurzmeldungen",
    "Länder",
    "Länder A-Z",
    "Meldung",
    "Meldungen",
    "Mediathek",
    "Nachrichten",
    "Neuigkeiten",
    "Netzwerke",
    "News",
    "Newsletter",
    "Presse",
    "Pressemitteilungen",
    "Pressemeldungen",
    "Programmausschreibungen",
    "Projekte",
    "Publikationen",
    "Service",
    "Termine",
    "Themen",
    "Themen und Förderung",
    "Über uns",
    "Unsere Publikationen",
    "Veranstaltungen",
    "Veröffentlichungen",
    "Wettbewerbe",
    "Zusammenfassung",
)


@cache  # only glued trails need them, and the names of all countries take a while
def _labels() -> Vocabulary:
    """Sections, and places: country pages stand under continent and country."""
    return Vocabulary((*_SECTION_LABELS, *places.names()))


_YOU_ARE_HERE = re.compile(
    r"^\s*(?:Sie (?:sind|befinden sich) hier|You are here|Hier sind Sie|Ihre Position)\s*:?\s*",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\{[\w:.]*\}|###\w+###")
_SEPARATORS = re.compile(r"\s*[›»→]\s*|\s+[>/|]\s+")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)$")
_FOLDED = re.compile(r"[\W_]+")


def clean_label(label: str) -> str | None:
    """A crumb without "Sie sind hier", placeholders and separators; None when nothing is left."""
    label = _PLACEHOLDER.sub(" ", _YOU_ARE_HERE.sub("", label))
    return " ".join(label.split()).strip(" ›»→>/|•·:") or None


def is_title(label: str, title: str | None) -> bool:
    """Whether a crumb is the page itself: its title, whole or cut with an ellipsis."""
    if title is None:
        return False
    cut = _ELLIPSIS.sub("", label)
    if cut != label:
        return bool(_folded(cut)) and _folded(title).startswith(_folded(cut))
    return _folded(label) == _folded(title)


def split_trail(text: str, title: str | None) -> list[str]:
    """Split a trail in one piece into its labels, without the title it ends in.

    Separators (``›``, `` > ``, `` / ``) are used where there are any; a glued trail is split on
    known labels and, between those, where a lower-case letter meets a capital.
    """
    sections = _before_title(" ".join(_YOU_ARE_HERE.sub("", text).split()), title)
    if _SEPARATORS.search(sections):
        return [label for label in _SEPARATORS.split(sections) if clean_label(label)]
    return _labels().split(sections)


def is_trail_to(text: str, title: str) -> bool:
    """Whether ``text`` is a trail that ends in ``title``, whole or cut."""
    return bool(title) and text != title and _before_title(text, title) != text


def opens_trail(text: str) -> bool:
    """Whether ``text`` begins with the label of a home page and another label glued to it."""
    home = next((label for label in HOME_LABELS if text.startswith(label)), None)
    return home is not None and _labels().name_at(text, len(home)) is not None


def without_announcement(text: str) -> str:
    """A trail without ``Sie sind hier:``."""
    return _YOU_ARE_HERE.sub("", text)


def opens_with_home(text: str) -> bool:
    """Whether ``text`` begins with the label of a home page."""
    return text.startswith(HOME_LABELS)


def has_separators(text: str) -> bool:
    """Whether the crumbs of ``text`` are set apart by separators."""
    return bool(_SEPARATORS.search(text))


def is_section(label: str) -> bool:
    """Whether a label is a known section or place: no title of an article."""
    return _labels().knows(label)


def is_whole_trail(text: str) -> bool:
    """Whether ``text`` is nothing but two or more known labels, the first a section's."""
    labels, rest = split_off_sections(text)
    return len(labels) > 1 and not rest and labels[0] in _SECTION_LABELS


def split_off_sections(text: str) -> tuple[list[str], str]:
    """The known labels a glued trail begins with, and the rest, which is the title."""
    labels: list[str] = []
    position = 0
    while name := _labels().name_at(text, position):
        if text[position + len(name) :].startswith(
            (" ", ":", ",")
        ):  # a word of the title, not a label
            break
        labels.append(name)
        position += len(name)
    return labels, text[position:].strip()


def without_title(labels: Sequence[str], title: str | None) -> list[str]:
    """Cleaned labels in order, no label twice running, without a last one that is the title."""
    cleaned: list[str] = []
    for label in map(clean_label, labels):
        if label and label not in cleaned[-1:]:
            cleaned.append(label)
    is_page = cleaned and (is_title(cleaned[-1], title) or _is_short_title(cleaned, title))
    return cleaned[:-1] if is_page else cleaned


def _is_short_title(labels: Sequence[str], title: str | None) -> bool:
    """Whether the title is the last crumb and whose it is: ``Überblick: Polen`` under Polen."""
    return title is not None and any(
        _folded(title) == _folded(f"{labels[-1]}{label}") for label in labels[:-1]
    )


def _before_title(text: str, title: str | None) -> str:
    if not title:
        return text
    title = " ".join(title.split())
    if text.endswith(title):
        return text[: len(text) - len(title)].rstrip()
    cut = _ELLIPSIS.sub("", text)
    if cut != text:
        for start in range(max(0, len(cut) - len(title)), len(cut)):
            if title.startswith(cut[start:]) and len(cut) - start >= min(8, len(title)):
                return cut[:start].rstrip()
    return text


def _folded(text: str) -> str:
    return _FOLDED.sub("", text).casefold()

"""Sentences on what happened to an article of a watch, and on what a watch looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from crawler.archive.watches import Event, EventKind
from crawler.publishing.language import Language, marked
from crawler.publishing.search.definition import PARAMETERS, Search
from crawler.publishing.search.names import filter_label

_HEADINGS = {
    EventKind.DEADLINE_MOVED: marked("Deadlines moved"),
    EventKind.DEADLINE_WITHDRAWN: marked("Deadlines withdrawn"),
    EventKind.DEADLINE_SET: marked("Deadlines named"),
    EventKind.NEW: marked("New"),
    EventKind.CHANGED: marked("Changed"),
    EventKind.LEFT: marked("Found no more"),
    EventKind.GONE: marked("Gone"),
    EventKind.BACK: marked("There again"),
    EventKind.TAKEN_BACK: marked("Corrections"),
}
"""Headings of notices, in their order."""
_SENTENCES = {
    EventKind.DEADLINE_WITHDRAWN: marked(
        "Deadline withdrawn: “%(title)s” names none any more (it was %(old)s)."
    ),
    EventKind.DEADLINE_SET: marked("Deadline named: “%(title)s” is open until %(new)s."),
    EventKind.NEW: marked("New: “%(title)s”."),
    EventKind.CHANGED: marked("Changed: “%(title)s” (%(fields)s)."),
    EventKind.LEFT: marked(
        "Changed: “%(title)s” (%(fields)s). It does not match this watch any more."
    ),
    EventKind.GONE: marked("Gone: “%(title)s” is on the portal no more."),
    EventKind.BACK: marked("There again: “%(title)s” is on the portal again."),
    EventKind.TAKEN_BACK: marked(
        "Correction: the change of “%(title)s” that was reported was an error of reading."
    ),
}
_NEW_WITH_DEADLINE = marked("New: “%(title)s”, open until %(new)s.")
_LATER = marked("Deadline extended: “%(title)s” is open until %(new)s (before: %(old)s).")
_EARLIER = marked("Deadline brought forward: “%(title)s” closes on %(new)s (before: %(old)s).")
_GONE_WITH_DEADLINE = marked(
    "Gone: “%(title)s” is on the portal no more; its deadline was %(new)s."
)
_DEADLINE_TAKEN_BACK = marked(
    "Correction: the deadline of “%(title)s” is %(new)s; what was reported was an error of reading."
)
_FIELDS = {
    "title": marked("title"),
    "subtitle": marked("subtitle"),
    "lead": marked("lead"),
    "body": marked("text"),
    "deadline_on": marked("deadline"),
    "published_on": marked("date"),
    "updated_on": marked("date of update"),
    "dates": marked("dates in the text"),
    "places": marked("countries and organisations"),
    "topics": marked("topics"),
    "sources": marked("source"),
    "editors": marked("editors"),
    "links": marked("links"),
    "images": marked("images"),
    "further_reading": marked("further reading"),
}
_OTHER_FIELDS = marked("other details")

_COUNTED: Mapping[EventKind, Callable[[Language, int], str]] = {
    EventKind.DEADLINE_MOVED: lambda words, n: words.ngettext(
        "%(count)s deadline moved", "%(count)s deadlines moved", n
    ),
    EventKind.DEADLINE_WITHDRAWN: lambda words, n: words.ngettext(
        "%(count)s deadline withdrawn", "%(count)s deadlines withdrawn", n
    ),
    EventKind.DEADLINE_SET: lambda words, n: words.ngettext(
        "%(count)s deadline named", "%(count)s deadlines named", n
    ),
    EventKind.NEW: lambda words, n: words.ngettext("%(count)s new", "%(count)s new", n),
    EventKind.CHANGED: lambda words, n: words.ngettext("%(count)s changed", "%(count)s changed", n),
    EventKind.LEFT: lambda words, n: words.ngettext(
        "%(count)s found no more", "%(count)s found no more", n
    ),
    EventKind.GONE: lambda words, n: words.ngettext("%(count)s gone", "%(count)s gone", n),
    EventKind.BACK: lambda words, n: words.ngettext(
        "%(count)s there again", "%(count)s there again", n
    ),
    EventKind.TAKEN_BACK: lambda words, n: words.ngettext(
        "%(count)s correction", "%(count)s corrections", n
    ),
    EventKind.RECOVERED: lambda words, n: words.ngettext(
        "%(count)s older page recovered", "%(count)s older pages recovered", n
    ),
}


def heading(kind: EventKind, words: Language) -> str:
    """The heading over events of one kind."""
    return words.gettext(_HEADINGS[kind])


def by_kind(events: Iterable[Event]) -> dict[EventKind, list[Event]]:
    """Events that are told, by kind, what is urgent first; in their order."""
    found: dict[EventKind, list[Event]] = {kind: [] for kind in _HEADINGS}
    for event in events:
        found[event.kind].append(event)
    return {kind: several for kind, several in found.items() if several}


def sentence(event: Event, words: Language) -> str:
    """``Frist verlängert: „Titel“ läuft nun bis 17. Mai 2026 (bisher 3. Mai 2026).``"""
    return words.gettext(_text_of(event)) % {
        "title": event.title or event.url,
        "old": words.day(event.old_deadline_on),
        "new": words.day(event.deadline_on),
        "fields": _fields(event, words),
    }


def _text_of(event: Event) -> str:
    has_deadline = event.deadline_on is not None
    if event.kind is EventKind.DEADLINE_MOVED:
        return _LATER if (event.deadline_on or "") > (event.old_deadline_on or "") else _EARLIER
    if event.kind is EventKind.NEW and has_deadline:
        return _NEW_WITH_DEADLINE
    if event.kind is EventKind.GONE and has_deadline:
        return _GONE_WITH_DEADLINE
    if event.kind is EventKind.TAKEN_BACK and event.deadline_on != event.old_deadline_on:
        return _DEADLINE_TAKEN_BACK if has_deadline else _SENTENCES[event.kind]
    return _SENTENCES[event.kind]


def _fields(event: Event, words: Language) -> str:
    named = [_FIELDS[name] for name in _FIELDS if name in event.changed_fields]
    return ", ".join(words.gettext(name) for name in named or [_OTHER_FIELDS])


def tally(counts: Mapping[EventKind, int], words: Language) -> str:
    """``2 Fristen verschoben, 1 neu``; "" for nothing."""
    told = [
        say(words, counts[kind]) % {"count": words.number(counts[kind])}
        for kind, say in _COUNTED.items()
        if counts.get(kind)
    ]
    return ", ".join(told)


def described(search: Search, words: Language, titles: Mapping[str, str] | None = None) -> str:
    """``Wörter: Wasserstoff; Ort: Kenia``; all articles if nothing narrows.

    ``titles``, of portals by name, has values told as pages tell them, and not as they are typed.
    """
    named = []
    for name, value in search.pairs:
        told = value if titles is None else filter_label(words, name, value, titles)
        named.append(f"{words.gettext(PARAMETERS[name].label)}: {told}")
    return "; ".join(named) or words.gettext("all articles")

"""The archive's own words as readers know them: relations in a story, rules of aliases, evidence.

The archive stores short English words (docs/schema.md); pages say them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.dates import format_date

from crawler.publishing.language import Language, as_day, marked

RELATIONS: Mapping[str, str] = {
    "original": marked("first report"),
    "copy": marked("word for word the same"),
    "near_copy": marked("almost word for word the same"),
    "excerpt": marked("excerpt"),
    "same title": marked("same title"),
}
"""``story_members.relation`` and ``v_whereabouts.rule``."""

RULES: Mapping[str, str] = {
    "canonical": marked("called the same page by the portal"),
    "moved permanently": marked("moved for good"),
    "redirected": marked("led on by the portal"),
    "canonical link elsewhere": marked("its page names the other URL as its own"),
    "joined by a person": marked("joined by hand"),
    "fragment": marked("place within the page"),
    "default port": marked("port that goes without saying"),
    "scheme": marked("http or https"),
    "www": marked("with or without www"),
    "final slash": marked("slash at the end"),
    "session": marked("mark of a visit"),
    "missing .html": marked("ending left out"),
    "type and slug": marked("same article in another section"),
    "cHash": marked("checksum of TYPO3"),
    "no_cache": marked("cache passed by"),
    "default language": marked("language that goes without saying"),
    "print view": marked("print view"),
    "plug-in parameter": marked("parameter of TYPO3"),
    "navigation node": marked("place in the navigation"),
    "tracking parameter": marked("mark of a campaign"),
    "escaped ampersand": marked("ampersand escaped twice"),
    "spelling of the host": marked("spelling of the host"),
    "spelling of the address": marked("spelling of the address"),
}
"""``url_aliases.rule``, of which several stand with commas between them."""

EVIDENCE: Mapping[str, str] = {
    "stated": marked("named on the page"),
    "portal": marked("life of the portal"),
    "captured": marked("first capture"),
    "listed": marked("date on a list"),
    "feed": marked("date in a feed"),
    "sitemap": marked("last change, says the sitemap"),
    "header": marked("last change, says the server"),
    "path": marked("date in the URL"),
    "image": marked("folder of an image"),
    "cited": marked("report that is cited"),
    "reported": marked("event that is reported"),
    "mentioned": marked("what it looks back on"),
    "today": marked("day that is told as today or yesterday"),
    "issue": marked("issue of a newsletter"),
    "announced": marked("event that is announced"),
    "deadline": marked("deadline that is named"),
    "copy": marked("the same story elsewhere"),
    "updated": marked("change named on the page"),
    "linked": marked("article that links here"),
    "on_list": marked("stood on a list"),
    "not_listed": marked("did not stand on a list yet"),
    "neighbours": marked("neighbours on a list"),
    "numbered": marked("neighbours by number"),
}
"""``dating_evidence.kind``."""

ROLES: Mapping[str, str] = {
    "deadline": marked("Deadline"),
    "event": marked("Event"),
}
"""``dates.role``, of those that stand beside an article."""


def named(words: Language, names: Mapping[str, str], word: str | None) -> str:
    """A word of the archive in the reader's language; the word itself where nobody named it."""
    return words.gettext(names.get(word or "", word or ""))


def rules_named(words: Language, rule: str) -> str:
    """The rule of an alias, in the reader's language."""
    return ", ".join(named(words, RULES, part) for part in rule.split(", "))


def publication(words: Language, article: Mapping[str, Any]) -> str:
    """When an article was published, in a sentence; an estimate with its interval."""
    first, last = article["published_earliest"], article["published_latest"]
    likely = article["published_estimate"]
    if article["published_on"]:
        return words.gettext(marked("Published on %(day)s")) % {
            "day": words.day(article["published_on"])
        }
    if first and first == last:
        return words.gettext(marked("Published on %(day)s, as worked out")) % {
            "day": words.day(first)
        }
    if first and last:
        told = words.gettext(marked("Published between %(first)s and %(last)s"))
    elif last:
        told = words.gettext(marked("Published on %(last)s at the latest"))
    elif first:
        told = words.gettext(marked("Published on %(first)s at the earliest"))
    elif article["published_edtf"]:
        return words.gettext(marked("Published: %(period)s")) % {
            "period": period(words, article["published_edtf"])
        }
    else:
        return words.gettext(marked("Date of publication unknown"))
    told %= {"first": words.day(first), "last": words.day(last)}
    if likely:
        told += ", " + words.gettext(marked("most likely on %(day)s")) % {"day": words.day(likely)}
    return told


def period(words: Language, edtf: str | None) -> str:
    """A day, a month or an interval of them, in words; another EDTF as it is."""
    if not edtf:
        return ""
    if "/" in edtf:
        first, _, last = edtf.partition("/")
        if as_day(first) and as_day(last):
            return f"{words.day(first)} – {words.day(last)}"
    month = as_day(f"{edtf}-01") if len(edtf) == len("2016-02") else None
    if month:
        return format_date(month, "LLLL yyyy", locale=words.code)
    return words.day(edtf) if len(edtf) == len("2016-02-22") else edtf

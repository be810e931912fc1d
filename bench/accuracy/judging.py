"""The judgement of a reading by what is known of its page."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from bench.accuracy.labelled import LabelledPage
from bench.accuracy.reading import Reading

GOOD_WORDS, GOOD_SEGMENTS = 0.9, 0.85
"""F1 from which on a text counts as right: of the usual eight segments one may be wrong."""

_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
_WORD = re.compile(r"\w+")


def plain(text: str | None) -> str:
    """A text without hyphenation and superfluous white space."""
    return " ".join((text or "").translate(_INVISIBLE).split())


def title_is_right(page: LabelledPage, reading: Reading) -> bool | None:
    """True if the title is the page's; None where it is not known.

    Some newspapers' titles are labelled with their kicker, which is a field of its own here.
    """
    title = page.truth.get("title")
    if not title:
        return None
    article = reading.article
    kicker = article.kicker if article is not None else None
    joined = (reading.title, f"{kicker} {reading.title}", f"{kicker}: {reading.title}")
    return plain(title) in map(plain, joined)


def date_is_right(page: LabelledPage, reading: Reading) -> bool | None:
    """True if the publication's day is the page's; None where it is not known.

    A page of the families that is labelled as undated must have none.
    """
    known = page.truth.get("published")
    if known is None and page.source != "families":
        return None
    return reading.published == known


def body_is_right(page: LabelledPage, reading: Reading) -> bool | None:
    """True if the text is the page's, as far as its label goes; None where nothing is known.

    From its first words to its last, with nothing that stands behind it; or with (nearly) all
    segments or words that it must have, and (nearly) none that it must not.
    """
    truth = page.truth
    if page.source == "families":
        body = plain(reading.body)
        return (
            body.startswith(plain(truth["body_first_words"]))
            and body.endswith(plain(truth["body_last_words"]))
            and not any(plain(part) in body for part in truth["boilerplate_after"])
        )
    if truth.get("with") or truth.get("without"):
        hits, missed, foreign, _ = segments(page, reading)
        return 2 * hits >= GOOD_SEGMENTS * (2 * hits + missed + foreign) > 0
    return words_f1(truth["body"], reading.text) >= GOOD_WORDS if truth.get("body") else None


def holds_body(page: LabelledPage, reading: Reading) -> bool:
    """As ``body_is_right`` on a page of the families, for a reader whose text may hold the lead."""
    text = plain(reading.text)
    inside = plain(page.truth["body_first_words"]) in text
    return (
        inside
        and text.endswith(plain(page.truth["body_last_words"]))
        and not any(plain(part) in text for part in page.truth["boilerplate_after"])
    )


def segments(page: LabelledPage, reading: Reading) -> tuple[int, int, int, int]:
    """Segments: wanted and there, wanted and not, unwanted and there, unwanted and not."""
    text = plain(reading.text)
    wanted = [plain(part) in text for part in page.truth.get("with", ())]
    unwanted = [plain(part) in text for part in page.truth.get("without", ())]
    return sum(wanted), wanted.count(False), sum(unwanted), unwanted.count(False)


def words_f1(one: str, other: str) -> float:
    """Likeness of two texts by their words, each as often as it comes: from 0 to 1."""
    first, second = _words(one), _words(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


_FIELDS = {
    "published_on": "published",
    "updated_on": "updated",
    "deadline_on": "deadline",
    "source_text": "source",
    "breadcrumb": "breadcrumbs",
    "body_has": "body",
    "body_not": "body",
    "credits": "images",
}
"""Label of a small page → field, where it has another name."""


def judged_small(page: LabelledPage, reading: Reading) -> dict[str, bool]:
    """Fields that a small page is labelled with → True if they are right."""
    judged: dict[str, bool] = {}
    for name, want in page.truth["want"].items():
        field = _FIELDS.get(name, name)
        judged[field] = judged.get(field, True) and _is_as_wanted(name, want, reading)
    return judged


def faults(page: LabelledPage, reading: Reading) -> list[str]:
    """The fields of a small page that are not as they should be."""
    return [field for field, right in judged_small(page, reading).items() if not right]


def _is_as_wanted(name: str, want: Any, reading: Reading) -> bool:
    article = reading.article
    assert article is not None
    text = plain(reading.text)
    if name == "body_has":
        return all(plain(part) in text for part in want)
    if name == "body_not":
        return not any(plain(part) in text for part in want)
    if name == "images":
        return want in ([image.url for image in article.images], len(article.images))
    if name == "credits":
        return [image.credit for image in article.images if image.credit] == want
    found = getattr(article, name)
    return plain(found) == plain(want) if isinstance(want, str) else found == want

"""Whether a reading is right, by what is known of its page."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from bench.accuracy.labelled import LabelledPage
from bench.accuracy.reading import Reading

GOOD_WORDS = 0.9
"""F1 of the words from which on a whole text counts as right."""

_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
_WORD = re.compile(r"\w+")


def plain(text: str | None) -> str:
    """A text without hyphenation and superfluous white space."""
    return " ".join((text or "").translate(_INVISIBLE).split())


def title_is_right(page: LabelledPage, reading: Reading) -> bool | None:
    """Whether the title is the page's; None where it is not known."""
    title = page.truth.get("title")
    return plain(reading.title) == plain(title) if title else None


def date_is_right(page: LabelledPage, reading: Reading) -> bool | None:
    """Whether the publication's day is the page's; None where it is not known.

    A page of the families that is labelled as undated must have none.
    """
    known = page.truth.get("published")
    if known is None and page.source != "families":
        return None
    return reading.published == known


def body_is_right(page: LabelledPage, reading: Reading) -> bool | None:
    """Whether the text is the page's, as far as its label goes; None where nothing is known.

    From its first words to its last, with nothing that stands behind it; or with all segments it
    must have and none that it must not; or (nearly) word by word.
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
        return hits > 0 and not missed and not foreign
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
    """Segments of the text: wanted and there, wanted and not, unwanted and there, unwanted and not."""
    text = plain(reading.text)
    wanted = [plain(part) in text for part in page.truth.get("with", ())]
    unwanted = [plain(part) in text for part in page.truth.get("without", ())]
    return sum(wanted), wanted.count(False), sum(unwanted), unwanted.count(False)


def words_f1(one: str, other: str) -> float:
    """How alike two texts are by their words, each as often as it comes."""
    first, second = _words(one), _words(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def faults(page: LabelledPage, reading: Reading) -> list[str]:
    """The fields of a small page that are not as they should be."""
    article = reading.article
    assert article is not None
    text = plain(reading.text)
    images = [image.url for image in article.images]
    credits = [image.credit for image in article.images if image.credit]
    wrong = []
    for name, want in page.truth["want"].items():
        found: Any
        if name == "body_has":
            right = all(plain(part) in text for part in want)
        elif name == "body_not":
            right = not any(plain(part) in text for part in want)
        elif name == "images":
            right = want in (images, len(images))
        elif name == "credits":
            right = credits == want
        else:
            found = getattr(article, name)
            right = plain(found) == plain(want) if isinstance(want, str) else found == want
        if not right:
            wrong.append(name)
    return wrong

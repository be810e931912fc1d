"""Test of an edit: can what a page says now be an edit of what it said before?

An edit keeps something: sentences, or at least the words the news is about. An error page, a
notice, a wall in an article's place keeps neither, in whatever frame and with whatever status.
Words are compared as stories compare them: what stands in runs of three words found in the other
text (``sharing``), then the nouns and names of both.
"""

from __future__ import annotations

from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.entities import is_ordinary
from crawler.archive.stories.text.overlap import Overlap
from crawler.archive.stories.text.sentences import Sentence

REMNANT = 0.12
"""Part of the former length below which a text is what is left over, not an edit."""
REMNANT_OF = 25
"""Words a text must have had for that: shorter ones lose most of their words in an edit, too."""
LITTLE = 6
"""Words of title and text without which it is too little to tell what is left of it."""
_STEM = 6
"""Letters by which forms and compounds of a noun are one: *Wasserstoff*, *Wasserstoffstrategie*."""
_NOUN = 4
"""Letters of a noun at least."""
_NOUNS = 4
"""Nouns with which a text can be compared by them; else by all long words (English has few)."""
_OF_PAGES = frozenset(
    """
    angebo artike beitra daten datens fehler homepa impres inform inhalt internet kuerze link meldun
    nutzer portal redakt seite seiten server startse suche uebers verfue verstae websei websit
    zugrif
    """.split()  # noqa: SIM905
)
"""Stems of nouns that pages say of themselves, error pages and placeholders above all."""
_HEADLINE = 0.5
"""Part of the nouns of the shorter headline that makes it the same one."""
# (part of the shorter text found in the longer, part of the fewer nouns found among the others):
# either will do. A text that lost more than half of its length owes more to what it was.
_ENOUGH = {
    # same headline, shrunk
    (True, False): (0.1, 0.2),
    (True, True): (0.5, 0.4),
    (False, False): (0.3, 0.4),
    (False, True): (0.6, 0.6),
}
_SHRUNK = 0.5


def no_edit(now: Document, before: Document) -> str | None:
    """Why a text can hardly be an edit of the one before, in words; None if it may be one."""
    length, former = _length(now), _length(before)
    if former + len(before.heading) < LITTLE:
        return None
    if former >= REMNANT_OF and length <= former * REMNANT:
        return f"{length} words are left of {former}"
    shorter, longer = (before, now) if former <= length else (now, before)
    shared = Overlap(shorter, longer, ()).raw
    heading, former_heading = _nouns([now.heading]), _nouns([before.heading])
    same_heading = now.heading == before.heading or (_part(heading, former_heading) >= _HEADLINE)
    # A notice may keep the headline: what is said under it counts then.
    said = _nouns(now.sentences if same_heading else [now.heading, *now.sentences])
    part = _part(said, _nouns([before.heading, *before.sentences]))
    shared_enough, nouns_enough = _ENOUGH[same_heading, length < former * _SHRUNK]
    if shared >= shared_enough or part >= nouns_enough:
        return None
    return "nothing of the stored text is left on it"


def _length(document: Document) -> int:
    return sum(map(len, document.sentences))


def _nouns(sentences: list[Sentence]) -> frozenset[str]:
    """The nouns and names of sentences, cut to their stems."""
    words = [word for sentence in sentences for word in sentence.words]
    known = [word for word in words if word.folded[0].isalpha() and not is_ordinary(word.folded)]
    nouns = {w.folded[:_STEM] for w in known if w.printed[0].isupper() and len(w.folded) >= _NOUN}
    if len(nouns) < _NOUNS:
        nouns |= {w.folded[:_STEM] for w in known if len(w.folded) > _NOUN}
    return frozenset(nouns - _OF_PAGES)


def _part(some: frozenset[str], others: frozenset[str]) -> float:
    """The part of the fewer that is among the others."""
    fewer = min(len(some), len(others))
    return len(some & others) / fewer if fewer else 0.0

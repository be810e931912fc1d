"""The versions of one article, worked out from all sightings of it: plain functions, no database.

Sightings come in any order (a live crawl, then ten years of web archives, newest first), so the
history is never appended to. It is computed from the set of sightings, which is why any order of
arrival ends in the same revisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from crawler.archive.content import CREDITS, Content, changed_fields, content_hash
from crawler.archive.partial import KINDS_DIFFER_IN, completed, printed_fields, richness


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """An article seen with some content. ``captured_at`` as in ``captures``, ordered as text.

    ``is_partial``: the copy shows only part of the page, so that what it lacks says nothing.
    """

    captured_at: str
    url: str
    content_hash: str
    capture_id: int
    is_partial: bool = False
    incomplete: bool = False
    """Whether only a part of the page came."""
    is_undated: bool = False
    """Whether nobody knows when the copy was made; ``captured_at`` is when it was read then."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A change: from ``seen_at`` on the article had another content than before.

    ``content_hash`` is that of the new content; ``old_values`` holds what the changed fields had
    before (None where they were absent).
    """

    number: int
    content_hash: str
    seen_at: str
    changed_fields: list[str]
    old_values: dict[str, object]
    capture_id: int | None


def contents_by_hash(current: Content, revisions: Iterable[Revision]) -> dict[str, Content]:
    """Every content the article ever had, by its hash, the newest first."""
    newest_first = reversed(contents_in_order(current, revisions))
    return {content_hash(content): content for content in newest_first}


def contents_in_order(current: Content, revisions: Iterable[Revision]) -> list[Content]:
    """The content of each version, the oldest first, by undoing revisions from the newest back."""
    contents = [current]
    for revision in sorted(revisions, key=lambda r: r.number, reverse=True):
        contents.append(undone(contents[-1], revision))
    return contents[::-1]


def undone(content: Content, revision: Revision) -> Content:
    """The content before ``revision``, given the one after it."""
    before = {k: v for k, v in content.items() if k not in revision.old_values}
    before.update((k, v) for k, v in revision.old_values.items() if v is not None)
    return before


def completed_sightings(
    sightings: Iterable[Sighting], contents: Mapping[str, Content]
) -> tuple[list[Sighting], dict[str, Content]]:
    """The sightings, the oldest first, each with the content it is evidence of; and all contents.

    What a partial copy does not show is as the copies before it show it; for the oldest ones, as
    the first whole page behind them does, or the partial copies behind them where there is none.

    An undated copy is before and behind all others: it tells what no other does, and no edit, for
    nobody knows which of two is the older. Several are one, whenever each was read; none counts
    beside a whole page.
    """
    ordered, known = sorted(sightings), dict(contents)
    if not any(sighting.is_partial for sighting in ordered):
        return ordered, known
    undated = [sighting for sighting in ordered if sighting.is_undated]
    ordered = [sighting for sighting in ordered if not sighting.is_undated]
    if all(sighting.is_partial or sighting.incomplete for sighting in ordered):
        shown = _as_one([known[sighting.content_hash] for sighting in undated])
    else:
        shown = {}
    if not ordered:
        digest = content_hash(shown)
        return [replace(undated[0], content_hash=digest)], {**known, digest: shown}
    told: list[Content] = []
    first_page = None
    for number, sighting in enumerate(ordered):
        content = known[sighting.content_hash]
        if sighting.is_partial or sighting.incomplete:
            before = told[-1] if told else shown
            content = completed(content, before, from_page=first_page is not None)
        elif first_page is None:
            first_page = number
        told.append(content)
    has_page = first_page is not None
    behind: set[str] = set()  # what later copies show, where there is no page
    for number in reversed(range(first_page if first_page is not None else len(told))):
        fields = printed_fields(known[ordered[number].content_hash]) & KINDS_DIFFER_IN
        if number + 1 < len(told):
            told[number] = completed(
                told[number],
                told[number + 1],
                from_page=has_page,
                may_be_shorter=has_page or ordered[number].incomplete or not behind <= fields,
            )
        behind |= fields
    hashes = [content_hash(content) for content in told]
    known.update(zip(hashes, told, strict=True))
    return [replace(s, content_hash=h) for s, h in zip(ordered, hashes, strict=True)], known


def _as_one(copies: Iterable[Content]) -> Content:
    """What several copies of one time show: all that any of them does, the richest before others.

    Where two contradict each other, the richer is believed.
    """
    whole: Content = {}
    for copy in sorted(copies, key=lambda copy: (richness(copy), content_hash(copy))):
        whole = completed(copy, whole, from_page=False)
    return whole


def kept_of_older(versions: Iterable[Content]) -> Content:
    """What older versions say and the newest leaves out because its layout shows no credits.

    A portal that is rebuilt drops the lines under its old articles all at once (Quelle, Redaktion,
    Länder, Themen); an editor who corrects one leaves the others. So a version with any of them
    stands for itself, and one with none for what was there before. Oldest version first.
    """
    kept: Content = {}
    shows_credits = True
    for content in versions:
        credits = {name: content[name] for name in CREDITS if name in content}
        shows_credits = bool(credits)
        kept = credits or kept
    return {} if shows_credits else kept


def counted(sightings: Iterable[Sighting], contents: Mapping[str, Content]) -> list[Sighting]:
    """The sightings that tell versions of an article.

    No answer that was cut, if a whole page was seen. Else those that show more than the beginning
    of what another one shows: of three answers cut at three places the longest is the one version.
    """
    sightings = list(sightings)
    came_whole = [sighting for sighting in sightings if not sighting.incomplete]
    if any(not sighting.is_partial for sighting in came_whole):
        return came_whole
    cut = [s for s in sightings if s.incomplete and s.content_hash in contents]
    known = [contents[sighting.content_hash] for sighting in cut]
    return came_whole + [
        sighting
        for sighting in cut
        if not any(is_beginning(contents[sighting.content_hash], other) for other in known)
    ]


def is_beginning(part: Content, whole: Content) -> bool:
    """Whether the text of ``part`` is that of ``whole`` up to some place, in a word perhaps."""
    begun, text = ("\n\n".join(c.get(name, "") for name in ("lead", "body")) for c in (part, whole))
    kept = begun.rpartition(" ")[0]
    return len(begun) < len(text) and text.startswith(kept)


def revisions_of(
    sightings: Iterable[Sighting], contents: Mapping[str, Content]
) -> tuple[list[Revision], list[str]]:
    """The revisions that the sightings show, and the hashes of all versions, the oldest first.

    Sightings in a row with the same content are one version; the first version is no revision.
    """
    versions = [
        (digest, next(run))
        for digest, run in groupby(sorted(sightings), key=lambda s: s.content_hash)
    ]
    revisions = []
    for number, ((old_hash, _), (new_hash, first)) in enumerate(pairwise(versions), start=1):
        old, new = contents[old_hash], contents[new_hash]
        changed = changed_fields(old, new)
        revisions.append(
            Revision(
                number=number,
                content_hash=new_hash,
                seen_at=first.captured_at,
                changed_fields=changed,
                old_values={name: old.get(name) for name in changed},
                capture_id=first.capture_id,
            )
        )
    return revisions, [digest for digest, _ in versions]

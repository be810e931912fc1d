"""Clusters of articles out of pairs that tell the same: in any order of pairs the same clusters.

Kruskal's algorithm with two vetoes: the strongest links join first. Nothing joins what anybody
found to be different: two years of a series stay apart though an excerpt fits both. And one article
that fits two stories, as a digest or one with a passage of both, does not make them one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoryLink:
    """What is known of two articles (ids in ascending order)."""

    one: int
    other: int
    same: bool
    shared: float
    other_shared: float
    decided: bool = False
    """A person said so."""


def clusters(
    members: Iterable[int], links: Iterable[StoryLink], rank: dict[int, tuple[str, ...]]
) -> list[set[int]]:
    """The stories of articles that links connect; those alone included.

    ``rank`` is a total order of the articles that does not depend on their ids, for ties.
    """
    home = {member: {member} for member in members}
    links = list(links)
    beside = _neighbours(link for link in links if link.same)
    apart = _neighbours(link for link in links if not link.same)
    decided = {member for link in links if link.decided and link.same for member in _ends(link)}
    decided_apart = {(link.one, link.other) for link in links if link.decided and not link.same}

    def strength(link: StoryLink) -> tuple[bool, float, float, list[tuple[str, ...]]]:
        shared = sorted((link.shared, link.other_shared))
        return (
            not link.decided,
            -shared[1],
            -shared[0],
            sorted((rank[link.one], rank[link.other])),
        )

    for link in sorted((link for link in links if link.same), key=strength):
        ours, theirs = home[link.one], home[link.other]
        if ours is theirs:
            continue
        if link.decided:
            vetoed = any((min(a, b), max(a, b)) in decided_apart for a in ours for b in theirs)
        else:
            vetoed = any(apart[member] & theirs for member in ours) or not (
                _bound(ours, theirs, beside)
                or _both_first(link, ours, theirs, rank)
                or decided & (ours | theirs)  # whom a person joined, the others follow
            )
        if not vetoed:
            ours |= theirs
            for member in theirs:
                home[member] = ours
    return list({id(cluster): cluster for cluster in home.values()}.values())


def _neighbours(links: Iterable[StoryLink]) -> defaultdict[int, set[int]]:
    """The articles at the other ends of links."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for link in links:
        found[link.one].add(link.other)
        found[link.other].add(link.one)
    return found


def _bound(ours: set[int], theirs: set[int], beside: dict[int, set[int]]) -> bool:
    """Whether half of the pairs across two stories are linked; one article needs one link."""
    linked = sum(len(beside[member] & theirs) for member in ours)
    return 1 in (len(ours), len(theirs)) or 2 * linked >= len(ours) * len(theirs)


def _both_first(
    link: StoryLink, ours: set[int], theirs: set[int], rank: dict[int, tuple[str, ...]]
) -> bool:
    """Whether a link is one between those that told two stories first."""
    firsts = {min(ours, key=rank.__getitem__), min(theirs, key=rank.__getitem__)}
    return _ends(link) == firsts


def _ends(link: StoryLink) -> set[int]:
    return {link.one, link.other}

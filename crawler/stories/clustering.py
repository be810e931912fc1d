"""From pairs to stories: the same whatever the order in which the pairs were found.

Kruskal's algorithm with a veto: the strongest links join first, and nothing joins what anybody
found to be different. Two years of a series stay apart though an excerpt fits both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """What is known of two articles (ids in ascending order)."""

    one: int
    other: int
    same: bool
    shared: float
    other_shared: float
    decided: bool = False
    """A person said so."""


def clusters(
    members: Iterable[int], links: Iterable[Link], rank: dict[int, tuple[str, ...]]
) -> list[set[int]]:
    """The stories of articles that links connect; those alone included.

    ``rank`` is a total order of the articles that does not depend on their ids, for ties.
    """
    home = {member: {member} for member in members}
    links = list(links)
    apart: dict[int, set[int]] = {}
    for link in links:
        if not link.same:
            apart.setdefault(link.one, set()).add(link.other)
            apart.setdefault(link.other, set()).add(link.one)
    decided_apart = {(link.one, link.other) for link in links if link.decided and not link.same}

    def strength(link: Link) -> tuple[bool, float, float, list[tuple[str, ...]]]:
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
            vetoed = any(apart.get(member, set()) & theirs for member in ours)
        if not vetoed:
            ours |= theirs
            for member in theirs:
                home[member] = ours
    return list({id(cluster): cluster for cluster in home.values()}.values())

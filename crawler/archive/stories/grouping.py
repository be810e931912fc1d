"""Stories written down: who tells which, who told it first, and what the others made of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from crawler.archive.stories.documents import DAY, credited_to, portal_names
from crawler.archive.stories.text.clustering import StoryLink, clusters

COPY = 0.95
"""Part of both texts that copies share."""
EXCERPT = 0.6
"""Part of the original of which an excerpt has less."""
_AT_ONCE = 500
"""Articles whose links are read together."""


def connected(db: sqlite3.Connection, ids: Iterable[int]) -> set[int]:
    """The articles that are linked to these, or in one story with one of them."""
    rows = db.execute(
        """
        WITH asked AS (SELECT value AS id FROM json_each(?))
        SELECT l.other_article_id FROM asked CROSS JOIN story_links AS l ON l.article_id = asked.id
        UNION SELECT l.article_id FROM asked
            CROSS JOIN story_links AS l ON l.other_article_id = asked.id
        UNION SELECT m.article_id FROM asked
            CROSS JOIN story_members AS s ON s.article_id = asked.id
            CROSS JOIN story_members AS m ON m.story_id = s.story_id
        """,
        (_listed(ids),),
    )
    return {row[0] for row in rows}


def group(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Group the articles ``ids`` and all that links connect them with, anew."""
    waiting = sorted(set(ids))
    done: set[int] = set()
    for start in range(0, len(waiting), _AT_ONCE):
        chunk = set(waiting[start : start + _AT_ONCE]) - done
        links = _links_around(db, chunk)
        in_stories = _stories_of(db, chunk)
        singles = []
        for article_id in sorted(chunk):
            if article_id in done:
                continue
            component, inside = _component(article_id, links)
            done |= component
            if len(component) > 1 or article_id in in_stories:
                _regroup(db, component, inside)
            else:
                singles.append(article_id)
        _leave_stories(db, singles)


def _links_around(db: sqlite3.Connection, ids: Collection[int]) -> dict[int, list[StoryLink]]:
    """The links of articles, and of all to which links lead that say *same*, by article."""
    links: dict[int, list[StoryLink]] = {}
    asked = {*ids}
    while asked:
        links.update((article_id, []) for article_id in asked)
        beside: set[int] = set()
        for one, other, verdict, shared, other_shared, reason in db.execute(
            "SELECT * FROM story_links WHERE article_id IN (SELECT value FROM json_each(:ids)) "
            "UNION SELECT * FROM story_links "
            "WHERE other_article_id IN (SELECT value FROM json_each(:ids))",
            {"ids": _listed(asked)},
        ):
            is_same = verdict == "same"
            link = StoryLink(one, other, is_same, shared, other_shared, reason == "override")
            for end in {one, other} & asked:
                links[end].append(link)
            if is_same:
                beside |= {one, other}
        asked = beside - links.keys()
    return links


def _component(
    article_id: int, links: Mapping[int, Iterable[StoryLink]]
) -> tuple[set[int], list[StoryLink]]:
    """All articles to which links lead that say *same*, and every link among them."""
    component = {article_id}
    waiting = [article_id]
    while waiting:
        for link in links[waiting.pop()]:
            if link.same:
                beside = {link.one, link.other} - component
                component |= beside
                waiting += beside
    inside = [
        link
        for one in component
        for link in links[one]
        if link.one == one and link.other in component
    ]
    return component, inside


@dataclass(frozen=True, slots=True)
class _Member:
    """What decides who was first."""

    portal: str | None
    credited: frozenset[str]
    when: tuple[str, ...]


def _regroup(db: sqlite3.Connection, component: set[int], links: list[StoryLink]) -> None:
    before = _stories_of(db, component)
    members = _members(db, component)
    component = set(members)
    rank = {article_id: member.when for article_id, member in members.items()}
    found = [c for c in clusters(component, links, rank) if len(c) > 1]
    ours = set(before.values()) - _shared_with_others(db, component)
    taken: set[int] = set()
    kept: list[tuple[int | None, set[int]]] = []
    for cluster in sorted(found, key=min):
        numbers = sorted(({before[a] for a in cluster if a in before} & ours) - taken)
        taken.update(numbers[:1])
        kept.append((numbers[0] if numbers else None, cluster))
    _leave_stories(db, component - {a for _, c in kept for a in c})
    db.executemany("DELETE FROM story_members WHERE article_id = ?", [(a,) for a in sorted(before)])
    for number, cluster in kept:
        _write(db, number, cluster, members, links)
    for number in ours - taken:
        db.execute("DELETE FROM stories WHERE id = ?", (number,))


def _stories_of(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, int]:
    """The stories in which articles are."""
    return dict(
        db.execute(
            "SELECT article_id, story_id FROM story_members "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (_listed(ids),),
        )
    )


def _leave_stories(db: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Have articles be in no story."""
    db.execute(
        "UPDATE articles SET story_id = NULL "
        "WHERE id IN (SELECT value FROM json_each(?)) AND story_id IS NOT NULL",
        (_listed(ids),),
    )


def _shared_with_others(db: sqlite3.Connection, component: set[int]) -> set[int]:
    """Stories of these articles that have others too: what is left of them keeps the number."""
    rows = db.execute(
        "SELECT DISTINCT s.story_id FROM json_each(:ids) AS i "
        "JOIN story_members AS s ON s.article_id = i.value "
        "JOIN story_members AS m ON m.story_id = s.story_id "
        "WHERE m.article_id NOT IN (SELECT value FROM json_each(:ids))",
        {"ids": _listed(component)},
    )
    return {row[0] for row in rows}


def _members(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, _Member]:
    portals = portal_names(db)
    rows = db.execute(
        f"SELECT id, portal, source_text, {DAY}, coalesce(published_at, '9'), first_seen_at, url "  # noqa: S608
        "FROM articles AS a WHERE id IN (SELECT value FROM json_each(?))",
        (_listed(ids),),
    ).fetchall()
    return {
        article_id: _Member(
            portal, credited_to(source, portal, portals) if source else frozenset(), tuple(when)
        )
        for article_id, portal, source, *when in rows
    }


def _write(
    db: sqlite3.Connection,
    number: int | None,
    cluster: set[int],
    members: dict[int, _Member],
    links: list[StoryLink],
) -> None:
    told_by = {members[a].portal for a in cluster}

    def order(article_id: int) -> tuple[bool, bool, tuple[str, ...]]:
        member = members[article_id]
        return bool(member.credited & told_by), bool(member.credited), member.when

    original = min(cluster, key=order)
    if number is None:
        number = db.execute(
            "INSERT INTO stories (article_id, size) VALUES (?, ?) RETURNING id",
            (original, len(cluster)),
        ).fetchone()[0]
    else:
        db.execute(
            "UPDATE stories SET article_id = ?, size = ? WHERE id = ?",
            (original, len(cluster), number),
        )
    for article_id in sorted(cluster):
        relation, similarity = _relation(article_id, original, cluster, links)
        db.execute(
            "INSERT INTO story_members (story_id, article_id, relation, similarity) "
            "VALUES (?, ?, ?, ?)",
            (number, article_id, relation, similarity),
        )
    db.executemany(
        "UPDATE articles SET story_id = ? WHERE id = ? AND story_id IS NOT ?",
        [(number, article_id, number) for article_id in sorted(cluster)],
    )


def _relation(
    article_id: int, original: int, cluster: set[int], links: list[StoryLink]
) -> tuple[str, float]:
    """What an article is to the original, by its link with it or else by its strongest one."""
    if article_id == original:
        return "original", 1.0
    mine = [
        (k.shared, k.other_shared, k.other) if k.one == article_id
        else (k.other_shared, k.shared, k.one)
        for k in links
        if k.same and article_id in (k.one, k.other) and {k.one, k.other} <= cluster
    ]  # fmt: skip
    direct = [link for link in mine if link[2] == original]
    shared, of_other, _ = max(direct or mine or [(0.0, 0.0, 0)])
    if min(shared, of_other) >= COPY:
        return "copy", shared
    if of_other < EXCERPT <= shared:
        return "excerpt", shared
    return "near_copy", max(shared, of_other)


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps(sorted(numbers))

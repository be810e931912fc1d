"""Links become stories: what joins, and what keeps two of them apart."""

from __future__ import annotations

from itertools import permutations

from crawler.archive.stories.text.clustering import StoryLink, clusters


def document(*links, members=6):
    """The stories of articles 1 to 6, the first of which came first; the same in any order."""
    found = {
        frozenset(map(frozenset, clusters(order, shuffled, {n: (str(n),) for n in range(9)})))
        for order in (range(1, members + 1), range(members, 0, -1))
        for shuffled in permutations(links)
    }
    (stories,) = found
    return sorted(sorted(story) for story in stories if len(story) > 1)


def same(one, other, shared=0.9):
    return StoryLink(one, other, True, shared, shared)


def different(one, other):
    return StoryLink(one, other, False, 0.9, 0.9)


def test_links_join():
    assert document(same(1, 2), same(2, 3), same(4, 5)) == [[1, 2, 3], [4, 5]]


def test_what_was_found_different_stays_apart_though_an_excerpt_fits_both():
    assert document(same(1, 3), same(2, 3, 0.8), different(1, 2)) == [[1, 3]]


def test_one_article_that_fits_two_stories_does_not_make_them_one():
    stories = same(1, 2), same(2, 3), same(4, 5), same(5, 6)
    assert document(*stories, same(3, 6, 0.5)) == [[1, 2, 3], [4, 5, 6]]


def test_originals_that_are_linked_make_their_stories_one():
    assert document(same(1, 2), same(4, 5), same(1, 4, 0.5)) == [[1, 2, 4, 5]]


def test_a_person_may_join_them():
    decided = StoryLink(3, 6, True, 0.5, 0.5, decided=True)
    assert document(same(1, 2), same(2, 3), same(4, 5), same(5, 6), decided) == [[1, 2, 3, 4, 5, 6]]

"""Layouts that break, at once or bit by bit, after five healthy nights: told, and nothing is lost.

Each breakage happens on one of two invented portals. ``HEALTH_SHARES=0.2,0.5,1`` tries all shares
of broken articles on both (``make soak``).
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain

import pytest

from crawler.archive import Archive
from crawler.monitoring.health.field_changes import edits_of
from tests.health import invented
from tests.health.invented import HEIDE, PORTALS, WERFT, Page
from tests.health.layout_changes import BODY, DATES, FAMILIES, LISTS, STRUCTURE, Change
from tests.health.nightly import Crawl, Night, read

SIZES = {HEIDE: 48, WERFT: 60}
NIGHTS = 5


def drawn(portal: invented.Portal, share: float, name: str) -> set[int]:
    """Numbers of a share of the portal's articles, at least that many."""
    number = math.ceil(share * SIZES[portal])
    return set(random.Random(f"{name} {share}").sample(range(SIZES[portal]), number))


_SHARES = [float(share) for share in os.environ.get("HEALTH_SHARES", "0.2").split(",")]
_CHANGES = [*chain.from_iterable(changes.items() for changes in FAMILIES.values())]
_EACH_ONCE = [(PORTALS[n % 2], *change) for n, change in enumerate(_CHANGES)]
_BOTH = [(portal, *change) for portal in PORTALS for change in _CHANGES]
CASES = [
    pytest.param(portal, change, drawn(portal, share, name), id=f"{portal.name}-{name}-{share:g}")
    for portal, name, change in (_BOTH if "HEALTH_SHARES" in os.environ else _EACH_ONCE)
    for share in _SHARES
]
BIT_BY_BIT = {
    "title of another article": STRUCTURE["title of another article"],
    "section as heading": STRUCTURE["section as heading"],
    "breadcrumb of another section": STRUCTURE["breadcrumb of another section"],
    "day of another article": DATES["day of another article"],
    "end loaded by a script": BODY["end loaded by a script"],
    "source of another article": LISTS["source of another article"],
}


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[invented.Portal], Crawl]:
    """The archive of a portal after healthy nights, in each of which an editor changed a page."""

    @cache
    def crawl(portal: invented.Portal) -> Crawl:
        crawl = Crawl(portal, tmp_path_factory.mktemp(portal.name))
        for night in range(1, NIGHTS + 1):
            assert not crawl.run(pages(portal, night)).rings
        return crawl

    return crawl


@cache
def pages(portal: invented.Portal, night: int = NIGHTS) -> tuple[Page, ...]:
    """The portal's pages as they stand in a healthy night."""
    found = invented.articles(portal, SIZES[portal])
    for number in range(1, night):
        page = found[number * 7]
        found[number * 7] = replace(page, lead=f"{page.lead} Mehr dazu im Herbst {number}.")
    return tuple(found)


def broken(portal: invented.Portal, change: Change, numbers: set[int]) -> list[Page]:
    """The pages, those with these numbers broken."""
    found = pages(portal)
    return [
        change(page, found[(page.number + 7) % len(found)]) if page.number in numbers else page
        for page in found
    ]


def changed_fields(portal: invented.Portal, shown: list[Page]) -> Iterator[set[str]]:
    """The fields that are read otherwise than from the healthy page, for each page broken."""
    for page, good in zip(shown, pages(portal), strict=True):
        now, before = (
            read(portal.html(one), portal.url(good), portal.home_url) for one in (page, good)
        )
        if fields := {edit.field for edit in edits_of(now, before)}:
            yield fields


@pytest.mark.parametrize(("portal", "change", "numbers"), CASES)
def test_a_layout_that_breaks_is_told_by_its_fields_and_overwrites_nothing(
    healthy, tmp_path, portal, change, numbers
):
    crawl = healthy(portal).copy(tmp_path)
    before = crawl.stored()
    shown = broken(portal, change, numbers)
    fields = [*changed_fields(portal, shown)]
    night = crawl.run(shown)
    if len(fields) >= 0.2 * SIZES[portal]:  # else the layouts see through most of it
        named = {alarm.field for alarm in night.alarms}
        assert named & set.union(*fields)
        assert any(" → " in (alarm.change or "") for alarm in night.alarms)
        assert night.rings
        assert same(crawl.stored(), before)
    elif not fields:
        assert not night.rings


def same(now: dict[str, dict[str, object]], before: dict[str, dict[str, object]]) -> bool:
    """Whether all fields have their values; the rows of a list may come in another order."""

    def comparable(value: object) -> object:
        return sorted(map(str, value)) if isinstance(value, list) else value

    return all(
        comparable(now[url][name]) == comparable(value)
        for url, values in before.items()
        for name, value in values.items()
    )


def four_nights(
    crawl: Crawl, change: Change, order: list[int], visit: Callable[[list[Page], int], list[Page]]
) -> list[Night]:
    """Nights in which a twentieth of the articles more is broken each; the last visits all."""
    found = []
    for night in range(1, 5):
        numbers = set(order[: round(0.05 * night * len(order) + 0.49)])
        shown = broken(crawl.portal, change, numbers)
        visited = shown if night == 4 else visit(shown, night)
        found.append(crawl.run(visited))
    return found


@pytest.mark.parametrize("quarter", [False, True], ids=["all visited", "a quarter visited"])
@pytest.mark.parametrize("name", BIT_BY_BIT)
def test_what_breaks_bit_by_bit_is_put_back_once_it_shows(healthy, tmp_path, name, quarter):
    portal = PORTALS[len(name) % 2]
    crawl = healthy(portal).copy(tmp_path)
    before = crawl.stored()
    order = [*range(SIZES[portal])]
    random.Random(name).shuffle(order)

    def visit(shown: list[Page], night: int) -> list[Page]:
        return [page for page in shown if not quarter or page.number % 4 == night % 4]

    nights = four_nights(crawl, BIT_BY_BIT[name], order, visit)
    assert nights[-1].rings
    assert same(crawl.stored(), before)
    first = next(night for night in nights if night.rings)
    assert first.alarms
    assert any(alarm.change for alarm in first.alarms)
    last = nights[-1].waiting
    assert last
    with Archive(crawl.path) as archive:
        assert archive.db.table("quarantine").count >= 0.15 * SIZES[portal]


def test_what_was_put_back_is_named_and_stored_again_when_accepted(healthy, tmp_path):
    crawl = healthy(WERFT).copy(tmp_path)
    shown = [broken(WERFT, LISTS["places shifted"], {*range(count)}) for count in (2, 4, 8)]
    nights = [crawl.run(one) for one in shown]
    assert [night.rings for night in nights] == [False, False, True]
    (alarm,) = nights[-1].alarms
    assert "places was or would be overwritten in many articles within 2 runs: 1 % → 6 of 60" in (
        str(alarm)
    )
    assert "put back what the last runs changed in 4 articles" in str(alarm)
    assert "holds 8 articles back" in nights[-1].waiting[0]
    with Archive(crawl.path) as archive:
        assert archive.db.table("revisions").count == NIGHTS - 1
        archive.quarantine.accept(nights[-1].run_id)
    assert same(crawl.stored(), crawl.healthy(shown[-1]))
    assert not crawl.run(shown[-1]).rings


def test_what_was_put_back_is_forgotten_when_the_page_is_mended(healthy, tmp_path):
    crawl = healthy(HEIDE).copy(tmp_path)
    before = crawl.stored()
    change = STRUCTURE["breadcrumb of another article"]
    for count in (2, 4, 7):
        crawl.run(broken(HEIDE, change, {*range(count)}))
    assert not crawl.run(pages(HEIDE)).rings
    assert crawl.stored() == before


def test_each_night_says_what_waits_until_somebody_has_decided(healthy, tmp_path):
    crawl = healthy(HEIDE).copy(tmp_path)
    shown = broken(HEIDE, DATES["today everywhere"], {*range(20)})
    nights = [crawl.run(shown), crawl.run(()), crawl.run(pages(HEIDE)[20:30]), crawl.run(shown)]
    assert [night.rings for night in nights] == [True] * 4
    assert [len(night.waiting) for night in nights] == [1] * 4
    with Archive(crawl.path) as archive:
        archive.quarantine.discard(nights[-1].run_id)
    assert not crawl.run(pages(HEIDE)).rings


def test_an_editor_who_changes_a_title_a_night_is_no_alarm(healthy, tmp_path):
    crawl = healthy(WERFT).copy(tmp_path)
    shown = [*pages(WERFT)]
    for night in range(6):
        shown[night] = replace(shown[night], heading=f"Bericht aus Werft und Hafen {night}")
        assert not crawl.run(shown).rings

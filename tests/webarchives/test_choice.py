"""Which captures are taken, whatever order an index lists them in."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from crawler.webarchives.cdx import REVISIT, CdxLine
from crawler.webarchives.choice import Versions, choose

CANONICAL = "http://portal.example/a"
ALIAS = "http://portal.example/laender/a"


def listed(day, digest, url=CANONICAL, status=200, media_type="text/html"):
    moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=day)
    return CdxLine(url, moment, status, media_type, digest and f"sha1:{digest}")


rows = st.lists(
    st.builds(
        listed,
        st.integers(0, 30),
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from([CANONICAL, ALIAS]),
        st.sampled_from([200, 301, 404, 500, None]),
        st.sampled_from(["text/html", REVISIT, "image/png"]),
    ),
    max_size=25,
)


@given(rows, st.randoms(), st.sampled_from(Versions))
def test_any_order_in_gives_the_same_choice(found, chance, versions):
    shuffled = list(found)
    chance.shuffle(shuffled)

    assert choose(shuffled, CANONICAL, versions) == choose(found, CANONICAL, versions)


@given(rows)
def test_every_distinct_payload_is_fetched_once(found):
    choice = choose(found, CANONICAL, Versions.ALL)
    fetched = [fetch.capture.digest for fetch in choice.fetches if fetch.capture.digest]

    assert len(fetched) == len(set(fetched))
    assert set(fetched) >= {
        row.digest
        for row in found
        if row.digest and row.status == 200 and row.media_type == "text/html"
    }
    for fetch in choice.fetches:
        assert {row.digest for row in fetch.repeats} <= {fetch.capture.digest}


@given(rows)
def test_first_and_last_take_one_capture_at_most(found):
    every = choose(found, CANONICAL, Versions.ALL)
    taken = [row for fetch in every.fetches for row in (fetch.capture, *fetch.repeats)]
    for versions, pick in ((Versions.FIRST, min), (Versions.LAST, max)):
        chosen = choose(found, CANONICAL, versions).fetches
        assert [fetch.capture.captured_at for fetch in chosen] == (
            [pick(row.captured_at for row in taken)] if taken else []
        )


def test_an_edit_taken_back_is_two_changes_of_two_payloads():
    days = [listed(1, "A"), listed(2, "A"), listed(3, "B"), listed(4, "A"), listed(5, "A")]

    first, second = choose(days, CANONICAL, Versions.ALL).fetches

    assert (first.capture, first.repeats) == (days[0], [days[3], days[4]])
    assert (second.capture, second.repeats) == (days[2], [])


def test_of_the_same_payload_the_canonical_address_is_fetched():
    alias, own = listed(1, "A", ALIAS), listed(2, "A")

    (fetch,) = choose([alias, own], CANONICAL, Versions.ALL).fetches

    assert (fetch.capture, fetch.repeats) == (own, [alias])


def test_redirects_errors_and_pictures_are_not_fetched():
    found = [listed(1, "A", status=301), listed(2, "B", status=503), listed(3, "C", status=404)]
    found += [listed(4, "D", media_type="image/png"), listed(5, "C", None, None, REVISIT)]
    found[-1] = listed(5, "C", status=None, media_type=REVISIT)

    choice = choose(found, CANONICAL, Versions.ALL)

    assert choice.fetches == []
    assert [row.status for row in choice.gone] == [404, 404]  # the revisit repeats the error page

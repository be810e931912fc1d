"""Lists and numbers order articles; what is dated in them bounds its neighbours."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.dating.list_order import Snapshot, absences, order_of
from crawler.archive.dating.order import Place, between_neighbours
from crawler.archive.dating.url_dates import days_in_url, number_in_url


def day(number):
    return dt.date(2016, 1, number)


def snapshot(first, urls, page=1, last=None):
    return Snapshot(day(first), page, day(last or first), tuple(urls))


def test_captures_of_a_list_overlap_to_one_order():
    captures = [snapshot(9, "fed"), snapshot(1, "cba"), snapshot(5, "edcb")]
    assert "".join(order_of(captures)) == "abcdef"


def test_pages_of_one_day_follow_each_other():
    captures = [snapshot(1, "fe"), snapshot(1, "dc", page=2), snapshot(1, "ba", page=3)]
    assert "".join(order_of(captures)) == "abcdef"


def test_two_captures_of_a_page_on_one_day_are_two():
    captures = [snapshot(1, "edc"), snapshot(1, "fed"), snapshot(1, "ba", page=2)]
    assert "".join(order_of(captures)) == "abcdef"


def test_older_pages_captured_later_are_put_below():
    captures = [snapshot(1, "fe"), snapshot(3, "gf"), snapshot(3, "ed", page=2)]
    assert "".join(order_of(captures)) == "defg"


@settings(deadline=None)
@given(st.integers(2, 60), st.integers(3, 12), st.randoms())
def test_windows_that_overlap_give_the_order_whatever_comes_first(count, width, rng):
    urls = [f"u{number:03}" for number in range(count)]
    ends = range(1, count + 1)
    captures = [
        Snapshot(day(1) + dt.timedelta(days=end), 1, day(1) + dt.timedelta(days=end),
                 tuple(reversed(urls[max(0, end - width) : end])))
        for end in ends
    ]  # fmt: skip
    rng.shuffle(captures)
    assert order_of(captures) == urls


def test_what_is_new_on_top_was_not_there_before():
    captures = [snapshot(1, "cba", last=4), snapshot(9, "edcb")]
    assert dict(absences(captures)) == {"e": day(4), "d": day(4)}


def test_what_comes_up_from_below_is_no_news():
    assert not dict(absences([snapshot(1, "dcb"), snapshot(9, "dca")]))


def test_neighbours_bound_what_stands_between_them():
    places = [Place(1, "a", day(2)), Place(2, "b"), Place(3, "c", day(9))]
    (found,) = [one for one in between_neighbours(places) if one.article_id == 2]
    assert (found.earliest, found.latest, found.older, found.newer) == (day(2), day(9), "a", "c")


def test_an_old_article_on_top_of_a_list_bounds_nothing():
    places = [Place(n, str(n), day(n)) for n in range(2, 9)] + [
        Place(9, "9"),
        Place(10, "top", day(1)),
    ]
    (found,) = [one for one in between_neighbours(places) if one.article_id == 9]
    assert (found.earliest, found.latest) == (day(8), None)


def test_a_list_sorted_by_name_says_nothing():
    places = [Place(n, str(n), day(d)) for n, d in enumerate((9, 2, 30, 1, 17, 4))]
    assert not list(between_neighbours(places))


def test_one_witness_that_errs_does_not_date_all_of_a_list():
    places = [Place(0, "errs", earliest=day(30))] + [Place(n, str(n)) for n in range(1, 5)]
    assert not [one for one in between_neighbours(places) if one.earliest]


def test_dates_in_paths():
    assert days_in_url("https://a.de/2019/2_Quartal/20190409_x.html")[:2] == (
        dt.date(2019, 4, 9),
        dt.date(2019, 4, 9),
    )
    assert days_in_url("https://a.de/fileadmin/2016/02/b.jpg")[:2] == (
        dt.date(2016, 2, 1),
        dt.date(2016, 2, 29),
    )
    assert days_in_url("https://a.de/2019/2. Quartal/x.html")[1] == dt.date(2019, 6, 30)
    assert days_in_url("https://a.de/2016/02/31/x")[:2] == (
        dt.date(2016, 2, 1),
        dt.date(2016, 2, 29),
    )
    assert days_in_url("https://a.de/horizont-2020") is None


def test_numbers_that_count_articles():
    assert number_in_url("https://a.de/detail/4711") == ("a.de/detail/#", 4711)
    assert number_in_url("https://a.de/x?id=812&L=0") == ("a.de/id=#", 812)
    assert number_in_url("https://a.de/info/ein-titel-1") is None
    assert number_in_url("https://a.de/x?cHash=12ab34cd") is None
    assert number_in_url("https://a.de/detail/4711-ein-titel") == ("a.de/detail/#-", 4711)
    assert number_in_url("https://a.de/news/4711/ein-titel/") == ("a.de/news/#/", 4711)
    assert number_in_url("https://a.de/news/10-jahre-messe") is None


def test_two_captures_of_a_day_are_read_one_after_the_other():
    captures = [snapshot(1, "cba"), snapshot(1, "dcb"), snapshot(3, "edc")]
    assert "".join(order_of(captures)) == "abcde"


def test_an_article_pinned_on_top_does_not_draw_the_others_down():
    captures = [snapshot(1, "dcba"), snapshot(9, "bhgfe")]
    assert "".join(order_of(captures)) == "abcdefgh"


def test_a_further_page_that_nothing_connects_is_left_out():
    captures = [snapshot(1, "fed"), snapshot(5, "yx", page=7)]
    assert "".join(order_of(captures)) == "def"


def test_a_further_page_is_put_in_once_something_connects_it():
    captures = [snapshot(1, "ba", page=2), snapshot(3, "dcb")]
    assert "".join(order_of(captures)) == "abcd"


def likely(first, last):
    """Days as of an article that is likely to be of some day from ``first`` to ``last``."""
    return lambda: tuple(day(first).toordinal() + (last - first) * n // 6 for n in range(7))


def test_what_is_likely_of_several_neighbours_bounds_what_stands_between():
    older = [Place(n, f"o{n}", likely=likely(5, 9)) for n in range(4)]
    newer = [Place(n, f"n{n}", likely=likely(15, 19)) for n in range(5, 9)]
    found = {one.article_id: one for one in between_neighbours([*older, Place(4, "it"), *newer])}
    assert day(5) <= found[4].earliest <= day(9)
    assert day(15) <= found[4].latest <= day(19)


def test_what_is_likely_of_one_neighbour_alone_bounds_nothing():
    older = [Place(n, f"o{n}") for n in range(4)]
    places = [*older, Place(4, "odd", likely=likely(25, 29)), Place(5, "it"), Place(6, "n")]
    assert not [*between_neighbours(places)]


def test_an_order_that_the_articles_deny_is_none_by_date():
    places = [Place(n, str(n), None, day(20 - n), day(21 - n)) for n in range(10)]
    assert not [*between_neighbours(places)]


def test_a_single_date_may_be_misread_and_bounds_nothing_alone():
    places = [Place(1, "a"), Place(2, "b", day(9)), Place(3, "c")]
    assert not [*between_neighbours(places)]

"""Pagers: all pages of a list are read, whatever one of them shows, and never without end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.gsb import GsbSpider
from spiders.pager import counted_on, is_onwards, loads_more, number_in_query, same_list
from spiders.typo3 import Typo3Spider
from tests.spiders.lists import (
    PAGERS,
    SIZE,
    URL,
    URLS,
    Failed,
    Portal,
    endless,
    endless_window,
    plain,
    sealed,
    walk,
)

ALL = {f"a{n}" for n in range(27)}
PAGES = 9
FOLLOWED_BY_WORDS = ("only next", "marked next")
"""Pagers that lead from page to page, and no further."""


def page(number: int) -> set[str]:
    return {f"a{n}" for n in range((number - 1) * SIZE, number * SIZE)}


every_pager = pytest.mark.parametrize("pager", PAGERS.values(), ids=PAGERS)
every_url = pytest.mark.parametrize("url", URLS.values(), ids=URLS)


@every_pager
@every_url
def test_a_healthy_list_is_read_with_a_request_a_page(pager, url):
    portal = Portal(pager, url)
    walked = walk(portal)
    assert walked.seen == ALL
    assert len(portal.asked) == PAGES
    assert (walked.failed, walked.lost, walked.given_up) == ([], [], None)


@pytest.mark.parametrize(
    "shows",
    [{5: 1}, {4: 3}, {9: 1}, {9: 8}, {3: 2, 4: 2}, {2: 1}, {5: Failed}, {2: Failed}, {9: Failed},
     {3: Failed, 6: 1}, {1: 2}],
    ids=str,
)  # fmt: skip
@every_pager
@every_url
def test_the_pages_behind_one_that_shows_another_are_read_and_it_is_told(pager, url, shows):
    walked = walk(Portal(pager, url, shows=shows))
    lost = set().union(*map(page, shows))
    by_words = pager in [PAGERS[name] for name in FOLLOWED_BY_WORDS]
    if not (by_words and url is sealed):  # nobody can tell the URL of the page behind
        assert walked.seen >= ALL - lost
    if walked.seen != ALL and not (by_words and 1 in shows):
        assert walked.failed or walked.lost


@every_pager
@every_url
def test_a_page_of_other_portals_entries_is_passed(pager, url):
    walked = walk(Portal(pager, url, shows={4: None, 5: None}))
    assert walked.seen == ALL - page(4) - page(5)
    assert walked.lost == []


@every_url
def test_a_first_page_that_shows_the_second_is_asked_for_under_its_other_url(url):
    portal = Portal(PAGERS["window"], url)
    portal.shows = {1: 2}
    walked = walk(portal)
    assert walked.seen >= ALL - page(1)
    assert walked.seen == ALL or walked.lost


@pytest.mark.parametrize(("published", "to_come"), [(1, 9), (3, 3), (3, 12), (3, 30), (4, 12)])
@every_pager
@every_url
def test_what_moves_while_it_is_read_is_read_all_the_same(pager, url, published, to_come):
    portal = Portal(pager, url, published=published, to_come=to_come)
    walked = walk(portal)
    assert walked.seen >= ALL
    assert walked.lost == []


@pytest.mark.parametrize("pager", [endless, endless_window])
@every_url
def test_a_pager_without_an_end_is_left_after_a_few_pages(pager, url):
    portal = Portal(pager, url)
    walked = walk(portal)
    assert walked.seen == ALL
    assert len(portal.asked) <= PAGES + 4


def test_a_pager_that_promises_what_is_not_there_is_left_and_it_is_told():
    portal = Portal(PAGERS["window"], articles=[f"a{n}" for n in range(3 * 150)])
    portal.shows = dict.fromkeys(range(3, 151), 2)
    walked = walk(portal)
    assert len(portal.asked) < 25
    assert walked.given_up == 150


def shows_that_something_is_wrong(shows):
    """Whether a page fails, or repeats another one before the list ends as lists do.

    A page that shows what no other page shows looks like any page; beyond their ends lists show
    nothing, or one page again and again.
    """
    contents = [shows.get(number, number) for number in range(1, PAGES + 1)]
    if Failed in contents:
        return True
    news = [n for n, one in enumerate(contents) if one is not None and one not in contents[:n]]
    before, tail = contents[: news[-1] + 1], contents[news[-1] + 1 :]
    shown = [one for one in before if one is not None]
    return len(set(shown)) < len(shown) or len({*tail} - {None}) > 1


@given(
    shows=st.dictionaries(
        st.integers(2, PAGES), st.none() | st.integers(1, PAGES) | st.just(Failed), max_size=6
    ),
    pager=st.sampled_from([*PAGERS.values(), endless, endless_window]),
    url=st.sampled_from([*URLS.values()]),
    to_come=st.integers(0, 40),
)
def test_any_list_ends_and_what_it_kept_from_us_is_told(shows, pager, url, to_come):
    portal = Portal(pager, url, shows=shows, published=2, to_come=to_come)
    walked = walk(portal, most=200)
    assert len(portal.asked) < 200
    numbered = pager in (PAGERS["window"], PAGERS["window and words"], PAGERS["links itself"])
    if numbered and not to_come:
        lost = set().union(*map(page, shows))
        is_told = bool(walked.failed or walked.lost or walked.given_up)
        assert is_told or walked.seen >= ALL - lost
        if walked.seen != ALL and shows_that_something_is_wrong(shows):
            assert is_told


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://a.example/liste?tx_news_pi1%5B%40widget_0%5D%5BcurrentPage%5D=3&cHash=1", 3),
        ("https://a.example/liste?tx_solr%5Bpage%5D=3", 3),
        ("https://a.example/liste?tx_ttnews[pointer]=2", 3),
        ("https://a.example/liste?offset=20", 20),
        ("https://a.example/liste/seite-3", 3),
        ("https://a.example/liste?landing_page=x", None),
        ("https://a.example/liste?tx_news_pi1[news]=3", None),
    ],
)
def test_numbers_of_typo3(url, number):
    assert Typo3Spider.list_page_number(None, url) == number


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://a.example/l_node.html?gtp=2084_list%253D3", 3),
        ("https://a.example/l_node.html;jsessionid=A1?gtp=2084_list%253D3", 3),
        ("https://a.example/l.html?resultsPerPage=15&pageNo=2", 2),
        ("https://a.example/l.html?nn=2084", None),
    ],
)
def test_numbers_of_gsb(url, number):
    assert GsbSpider.list_page_number(None, url) == number


@pytest.mark.parametrize(
    ("url", "number", "wanted", "found"),
    [
        (plain(4), 4, 5, plain(5)),
        ("https://a.example/4/liste?page=4", 4, 5, "https://a.example/4/liste?page=5"),
        (f"{URL}?start=20", 20, 30, f"{URL}?start=30"),
        (sealed(4), 4, 5, None),
        (URL, 1, 2, None),
    ],
)
def test_urls_counted_on(url, number, wanted, found):
    assert counted_on(url, number, wanted, number_in_query) == found


@pytest.mark.parametrize("text", ["weiter", "Weiter »", "›", "Nächste Seite", "vor", "next >"])
def test_words_that_lead_on(text):
    assert is_onwards(text)


@pytest.mark.parametrize("text", ["", "weiterlesen", "zurück", "Weiter zur Anmeldung", "2", "mehr"])
def test_words_that_do_not(text):
    assert not is_onwards(text)


@pytest.mark.parametrize("text", ["Mehr laden", "Weitere Meldungen laden", "Load more"])
def test_buttons_that_load_more(text):
    assert loads_more(text)


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/aktuelles", True), ("/aktuelles/", True), ("/aktuelles/seite-2", True),
        ("/aktuelles/page/2/", True), ("/aktuelles/2", True), ("/aktuelles/termine", False),
        ("/aktuelles/termine/2", False), ("/aktuelles-2", False), ("/", False),
    ],
)  # fmt: skip
def test_paths_of_a_list(path, same):
    assert same_list(path, "/aktuelles") is same

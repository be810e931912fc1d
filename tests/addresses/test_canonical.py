"""Addresses of one page become one address, by their shape; other pages stay other pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.urls import canonical_url, same_site

HOME = "https://www.wind.example/"
_NEWS = "https://www.wind.example/aktuelles/nachrichten/detail/info/netz-1"
_GSB = "https://www.wind.example/WIND/Redaktion/DE/Meldungen/2019/2_Quartal/2019_netz.html"
_CHINA = "/laender/asien/china/nachrichten"


@pytest.mark.parametrize(
    ("variant", "canonical", "rule"),
    [
        ("http://www.wind.example/aktuelles/nachrichten/detail/info/netz-1", _NEWS, "scheme"),
        ("https://wind.example/aktuelles/nachrichten/detail/info/netz-1", _NEWS, "www"),
        ("https://www.wind.example:443/aktuelles/nachrichten/detail/info/netz-1", _NEWS,
         "default port"),
        (f"{_NEWS}/", _NEWS, "final slash"),
        (f"{_NEWS}#top", _NEWS, "fragment"),
        (f"{_NEWS}?cHash=0a1b", _NEWS, "cHash"),
        (f"{_NEWS}?amp%3BcHash=0a1b", _NEWS, "escaped ampersand, cHash"),
        (f"{_NEWS}?tx_contentaggregation_pages%5Baction%5D=show&no_cache=1", _NEWS,
         "no_cache, plug-in parameter"),
        (f"{_NEWS}?utm_source=rundbrief&fbclid=x", _NEWS, "tracking parameter"),
        (f"{_NEWS}?print=1", _NEWS, "print view"),
        (f"https://www.wind.example{_CHINA}/detail-alle-anzeigen/info/netz-1", _NEWS,
         "type and slug"),
        (f"https://www.wind.example{_CHINA}/detail-laendereinstiegsseite/info/netz-1", _NEWS,
         "type and slug"),
        ("https://www.wind.example/foerderung/nachrichten/detail/info/netz-1", _NEWS,
         "type and slug"),
        ("https://www.wind.example/buf/neuland/%c3%bcber%7Ewind.html",
         "https://www.wind.example/buf/neuland/%C3%BCber~wind.html", "spelling of the address"),
        (_GSB.replace(".html", ".html;jsessionid=0A1B2C.node1"), _GSB, "session"),
        (_GSB.replace(".html", ".html;jsessionid=0A1B2C?view=renderPrint&nn=123"), _GSB,
         "session, navigation node, print view"),
        (_GSB.removesuffix(".html"), _GSB, "missing .html"),
    ],
)  # fmt: skip
def test_variants_of_an_address(variant: str, canonical: str, rule: str) -> None:
    found = canonical_url(variant, HOME)
    assert (found.url, found.rule) == (canonical, rule)


@pytest.mark.parametrize(
    "url",
    [
        _NEWS,
        _NEWS.removesuffix("-1"),  # a collision is another article
        "https://www.wind.example/aktuelles/bekanntmachungen/detail/info/netz-1",
        "https://www.wind.example/dokumente/studien/detail/info/netz-1",
        "https://www.wind.example/lesen?tx_ttnews%5Btt_news%5D=5793",
        "https://www.wind.example/lesen?tx_news_pi1%5Bnews%5D=12",
        "https://www.wind.example/index.php?id=12&type=100",
        "https://www.wind.example/liste.html?gtp=107402_list%253D2",
        "https://www.wind.example/aktuelles"
        "?tx_contentaggregation_pages%5B%40widget_0%5D%5BcurrentPage%5D=3",
        "https://www.wind.example/datei.pdf?__blob=publicationFile",
        _GSB.replace("2_Quartal", "2.%20Quartal"),
        _GSB.replace("2_Quartal", "2_quartal"),
        "https://andere.example/",
        "urn:sha256:0a1b",
    ],
)
def test_what_selects_a_page_is_kept(url: str) -> None:
    assert canonical_url(url, HOME).url == url
    assert canonical_url(url, HOME).rules == ()


def test_the_plugins_article_parameter_is_enough() -> None:
    url = (
        "https://www.wind.example/lesen?tx_news_pi1[action]=detail&tx_news_pi1[news]=12"
        "&tx_news_pi1[day]=3&cHash=0a"
    )
    assert canonical_url(url, HOME).url == "https://www.wind.example/lesen?tx_news_pi1%5Bnews%5D=12"


def test_the_home_page_says_which_scheme_and_host_are_canonical() -> None:
    assert canonical_url("https://www.wind.example/a", "http://wind.example:80/").url == (
        "http://wind.example/a"
    )
    assert canonical_url("http://127.0.0.1:8001/a", HOME).url == "http://127.0.0.1:8001/a"
    assert canonical_url("http://wind.example/a").url == "https://wind.example/a"


def test_sites_are_hosts_with_or_without_www() -> None:
    assert same_site("http://wind.example/a", HOME)
    assert not same_site("https://www.windnetz.example/", HOME)
    assert not same_site("http://[", HOME)


_parts = st.sampled_from(
    ["http://", "https://", "WIND.example", "www.wind.example", ":80", ":x", "/", "//", "?", "&",
     "=", "#", ";jsessionid=1", "amp;", "cHash", "%", "%c3", "ü", " ", "Redaktion/DE/", "a.html",
     "/nachrichten/detail/info/", "tx_ttnews[tt_news]", "[", "]", "@", "..", "\x00", "\n"]
)  # fmt: skip


@settings(deadline=None)  # the first host with an umlaut loads tables of Unicode
@given(st.text() | st.lists(_parts).map("".join), st.sampled_from([None, HOME]))
def test_no_input_raises_and_a_canonical_address_stays(url: str, home: str | None) -> None:
    once = canonical_url(url, home)
    assert canonical_url(once.url, home).url == once.url
    assert canonical_url(once.url, home).rules == () or once.url == url

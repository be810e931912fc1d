"""One host, however it is written: with umlauts, as ``xn--``, percent-encoded, absolute."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.arguments import parse_arguments
from crawler.downloader.connect_to import parse_connect_to
from crawler.urls import ascii_host, ascii_url, bare_host, canonical_url, same_site
from spiders.portal import PortalSpider

ASCII = "www.xn--bcher-cluster-wob.example"
SPELLINGS = [
    "www.bücher-cluster.example",
    "WWW.BÜCHER-CLUSTER.EXAMPLE",
    "www.bu\u0308cher-cluster.example",
    "www.b%C3%BCcher-cluster.example",
    "www.b%c3%bccher-cluster.example.",
    "www.bücher-cluster\u3002example",
    "WWW.XN--BCHER-CLUSTER-WOB.example.",
]


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("home", [f"https://{ASCII}/", "https://bücher-cluster.example/"])
def test_all_spellings_are_one_portal(host, home):
    for port in ("", ":80"):
        url = f"http://{host}{port}/artikel/1.html"
        assert ascii_url(url) == f"http://{ASCII}{port}/artikel/1.html"
        assert same_site(url, home)
        assert canonical_url(url, home).url == ascii_url(f"{home}artikel/1.html")
    assert bare_host(f"//{host}") == ASCII[4:]


def test_the_rule_of_an_alias_names_the_host():
    found = canonical_url("https://bücher.example/a")
    assert (found.url, found.rule) == ("https://xn--bcher-kva.example/a", "spelling of the host")


def test_sharp_s_stays_what_it_is():
    """IDNA 2008; by that of 2003 this would be another portal's host."""
    assert ascii_host("www.straße.example") == "www.xn--strae-oqa.example"
    assert not same_site("https://straße.example", "https://strasse.example")


@pytest.mark.parametrize(
    ("host", "same"),
    [("a_b.example", "a_b.example"), ("☃.example", "xn--n3h.example"), ("127.0.0.1", "127.0.0.1"),
     ("r3---sn.example", "r3---sn.example"), ("a%2Fb.example", "a%2fb.example"),
     ("a%00.example", "a%00.example"), ("ü" * 70 + ".example", "ü" * 70 + ".example")],
)  # fmt: skip
def test_what_idna_does_not_take_stays(host, same):
    assert ascii_host(host) == same


@pytest.mark.parametrize(
    "url",
    ["urn:sha256:00", "mailto:a@b.example", "/artikel", "", "http://[::1]/", "http://[kaputt/x",
     "https://user:pw@www.amt.example:8080/ü?ü#ü", "http:///x", "https:/x", "ftp://bücher.example"],
)  # fmt: skip
def test_other_urls_stay_as_written(url):
    assert ascii_url(url) == url


@settings(deadline=None)  # the first host with an umlaut loads tables of Unicode
@given(st.text(max_size=30))
def test_any_host_is_brought_into_a_form_that_stays(host):
    assert ascii_host(ascii_host(host)) == ascii_host(host)
    assert ascii_url(ascii_url(f"http://{host}/x")) == ascii_url(f"http://{host}/x")


def test_people_may_write_umlauts_wherever_they_name_a_host():
    class Books(PortalSpider):
        name, title, cms = "books", "Bücher", "none"
        home_url = "https://www.bücher-cluster.example/"
        article_path = "/artikel/"
        lists = ("liste.html",)

        def list_page_number(self, url):
            return None

    spider = Books(url="http://WWW.Bücher-Cluster.example/artikel/1.html")
    assert spider.list_urls() == [f"https://{ASCII}/liste.html"]
    assert all(map(spider.is_ours, SPELLINGS))
    assert spider.wants(f"https://{ASCII}/artikel/1.html")
    assert list(Books().archived_under()) == [(ASCII, "host")]
    assert (
        parse_arguments({"url": "https://bücher.example/"}).url == "https://xn--bcher-kva.example/"
    )
    assert list(parse_connect_to(f"{SPELLINGS[0]}=127.0.0.1:1")) == [ASCII]

"""The portals as a browser walks them: everything resolves, lists end, aliases are one article."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.demo.content import written
from crawler.demo.expected import expected
from tests.demo.conftest import Answer, Fetch

KOOPERATION, CLUSTER = "http://www.kooperation.example", "http://www.cluster.example"
SESSION = re.compile(r";jsessionid=[0-9A-F]{32}\.clusternode1")


def links(answer: Answer, url: str, attributes: str = "@href | @src") -> set[str]:
    """All addresses on a page, absolute, without fragments, without sessions."""
    tree = answer.tree
    base = urljoin(url, next(iter(tree.xpath("//base/@href")), ""))
    found = (urljoin(base, str(value)) for value in tree.xpath(f"//*/{attributes}"))
    return {SESSION.sub("", address).partition("#")[0] for address in found}


def walk(fetch: Fetch, home: str) -> dict[str, Answer]:
    """Every page and file that links from the home page lead to."""
    seen: dict[str, Answer] = {}
    waiting = {home + "/"}
    while waiting:
        url = waiting.pop()
        answer = seen[url] = fetch(url)
        if "html" in answer.headers["Content-Type"]:
            own = {link for link in links(answer, url) if link.startswith(home + "/")}
            waiting |= own - seen.keys()
    return seen


@pytest.mark.parametrize(("home", "portal"), [(KOOPERATION, "kooperation"), (CLUSTER, "cluster")])
def test_all_links_resolve_and_lead_to_every_article(fetch: Fetch, home: str, portal: str) -> None:
    pages = walk(fetch, home)
    assert {url: a.status for url, a in pages.items() if a.status != 200} == {}
    for row in expected(portal):
        assert row["url"] in pages, "not linked"
    linked = {alias for row in expected(portal) for alias in row["aliases"]}
    assert linked <= pages.keys()
    articles = {row["url"] for row in expected(portal)} | linked
    detail = re.compile(r"/detail[a-z-]*/info/|^/buf/|/Redaktion/DE/.*\.html$")
    assert {url for url in pages if detail.search(urlsplit(url).path)} == articles


@pytest.mark.parametrize("portal", ["kooperation", "cluster"])
def test_every_alias_gives_the_same_article(fetch: Fetch, portal: str) -> None:
    for row in expected(portal):
        for alias in row["aliases"]:
            assert fetch(alias).headline == row["title"]


def forms(url: str) -> list[str]:
    """Spellings of an address on the TYPO3 portal that are the same page."""
    slug = url.rpartition("/")[2]
    return [
        url + "/",
        url.replace("www.", ""),
        url + "?cHash=0123456789abcdef0123456789abcdef",
        url + "?tx_contentaggregation_pages%5Baction%5D=show&cHash=0123456789abcdef",
        url + "?amp%3BcHash=0123456789abcdef0123456789abcdef",
        f"{KOOPERATION}/foerderung/nachrichten/detail/info/{slug}",
        f"{KOOPERATION}/laender/asien/japan/nachrichten/detail-alle-anzeigen/info/{slug}",
        f"{KOOPERATION}/laender/europa/polen/nachrichten/detail-laendereinstiegsseite/info/{slug}",
    ]


def test_every_typo3_form_of_an_address_answers(fetch: Fetch) -> None:
    for row in [row for row in expected("kooperation") if row["kind"] == "nachricht"][::9]:
        for form in forms(row["url"]):
            answer = fetch(form)
            assert (answer.status, answer.headline) == (200, row["title"]), form


def test_every_gsb_form_of_an_address_answers(fetch: Fetch) -> None:
    session = ";jsessionid=00112233445566778899AABBCCDDEEFF"
    for row in expected("cluster")[::9]:
        url = row["url"]
        for form in (
            url + session,
            url + session + ".2_cid345",
            url + session + "?nn=123",
            url + "?view=renderPrint",
            url + "?nn=123",
            url.removesuffix(".html"),
            url.removesuffix(".html") + "?nn=123",
            url.replace("www.", ""),
        ):
            answer = fetch(form)
            assert (answer.status, answer.headline) == (200, row["title"]), form
            assert answer.tree.xpath("//link[@rel='canonical']/@href") == [url]


def test_sections_do_not_lend_each_other_articles(fetch: Fetch) -> None:
    call = next(a for a in written("kooperation") if a.kind == "bekanntmachung")
    assert fetch(f"{KOOPERATION}/dokumente/inside-newsletter/detail/info/{call.slug}").status == 404
    atlantis = "/laender/europa/atlantis/nachrichten/detail-alle-anzeigen/info/"
    news = next(a for a in written("kooperation") if a.kind == "nachricht")
    assert fetch(KOOPERATION + atlantis + news.slug).status == 404


def pages_of_list(fetch: Fetch, url: str, next_link: str) -> list[tuple[str, list[str]]]:
    """Follow a list's link to its next page: (address, links to articles) of every page."""
    pages = []
    while True:
        answer = fetch(url)
        base = next(iter(answer.tree.xpath("//base/@href")), url)
        details = [
            urljoin(base, href) for href in answer.tree.xpath("//main//h3/a/@href | //h2/a/@href")
        ]
        pages.append((url, details))
        following = answer.tree.xpath(next_link)
        if not following:
            return pages
        url = SESSION.sub("", urljoin(base, following[0]))


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (KOOPERATION + "/aktuelles/nachrichten", "nachricht"),
        (KOOPERATION + "/aktuelles/bekanntmachungen", "bekanntmachung"),
        (CLUSTER + "/CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html", "meldung"),
        (
            CLUSTER + "/CLUSTER/Navigation/DE/Aktuelles/ClusterERFOLGE/clustererfolge_node.html",
            "erfolgsgeschichte",
        ),
    ],
)
def test_paging_ends_and_shows_everything_once(fetch: Fetch, url: str, kind: str) -> None:
    portal = "kooperation" if url.startswith(KOOPERATION) else "cluster"
    pages = pages_of_list(fetch, url, "//li[@class='next' or @class='forward']/a/@href")
    details = [detail for _, found in pages for detail in found]
    assert len(details) == len(set(details)) == sum(r["kind"] == kind for r in expected(portal))
    assert [len(found) for _, found in pages[:-1]] == [10] * (len(pages) - 1)


def test_a_page_of_a_typo3_list_needs_its_chash(fetch: Fetch) -> None:
    url = KOOPERATION + "/aktuelles/nachrichten"
    (first, _), (second, _), *_ = pages_of_list(fetch, url, "//li[@class='next']/a/@href")
    assert "currentPage" in second
    assert "cHash=" in second
    wrong = second.partition("cHash=")[0] + "cHash=" + "0" * 32
    assert fetch(wrong).status == 404
    without = second.partition("&cHash=")[0]
    assert fetch(without).body == fetch(first).body


def test_the_last_page_of_a_gsb_list_comes_again_beyond_the_end(fetch: Fetch) -> None:
    url = CLUSTER + "/CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html"
    *_, (last, _) = pages_of_list(fetch, url, "//li[@class='forward']/a/@href")
    assert "?gtp=107402_list%253D" in last
    beyond = re.sub(r"\d+$", "99", last)
    assert fetch(beyond).headers["ETag"] == fetch(last).headers["ETag"]


def test_every_gsb_link_carries_the_answers_own_session(fetch: Fetch) -> None:
    url = CLUSTER + written("cluster")[0].address
    sessions = []
    for _ in range(2):
        body = fetch(url).body.decode()
        found = set(re.findall(r";jsessionid=([0-9A-F]{32})\.clusternode1", body))
        assert len(found) == 1
        sessions.append(found.pop())
        hrefs = re.findall(r'<a [^>]*href="(?!https?:)([^"]+)"', body)
        assert all(";jsessionid=" in href and not href.startswith("/") for href in hrefs)
    assert sessions[0] != sessions[1]


def test_feeds_name_the_newest(fetch: Fetch) -> None:
    for home, path in (
        (KOOPERATION, "/rss/nachrichten.xml"),
        (CLUSTER, "/CLUSTER/Service/DE/RSS/meldungen.xml"),
    ):
        found = re.findall(r"<item>.*?<link>(.*?)</link>", fetch(home + path).body.decode())
        assert len(found) == 20
        assert all(fetch(link).status == 200 for link in found)


def test_sitemaps_name_every_article(fetch: Fetch) -> None:
    index = fetch(KOOPERATION + "/sitemap.xml").body.decode()
    parts = [part.replace("&amp;", "&") for part in re.findall("<loc>(.*?)</loc>", index)]
    found = [
        url for part in parts for url in re.findall("<loc>(.*?)</loc>", fetch(part).body.decode())
    ]
    found += re.findall("<loc>(.*?)</loc>", fetch(CLUSTER + "/sitemap.xml").body.decode())
    rows = expected("kooperation") + expected("cluster")
    assert {row["url"] for row in rows} <= set(found)
    assert {fetch(url).status for url in found} == {200}

from __future__ import annotations

import gzip
import inspect
import time
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.demo import DemoServer, Request, Response
from crawler.demo.content import entries, written
from tests.demo.conftest import Fetch, fetcher

KOOPERATION, CLUSTER = "http://www.kooperation.example", "http://www.cluster.example"
ARTICLES = {
    KOOPERATION: next(a for a in written("kooperation") if not a.editions).address,
    CLUSTER: next(a for a in written("cluster") if not a.editions).address,
}
BOTH = pytest.mark.parametrize("home", [KOOPERATION, CLUSTER])


def test_connect_to_names_every_host(server: DemoServer) -> None:
    local = f"127.0.0.1:{server.port}"
    assert server.connect_to.split(",") == [
        f"www.kooperation.example={local}",
        f"kooperation.example={local}",
        f"www.cluster.example={local}",
        f"cluster.example={local}",
        f"webarchiv.example={local}",
    ]


def test_every_argument_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "demo.md").read_text("utf-8")
    for name in inspect.signature(DemoServer).parameters:
        assert f"`{name}`" in text


def test_a_host_that_is_no_portal_is_misdirected(fetch: Fetch) -> None:
    assert fetch("http://elsewhere.example/").status == 421


@BOTH
def test_an_unknown_address_gets_the_portals_error_page(fetch: Fetch, home: str) -> None:
    answer = fetch(home + "/gibt-es-nicht.html")
    assert answer.status == 404
    assert "nicht gefunden" in answer.body.decode()
    assert "ETag" not in answer.headers


@BOTH
def test_a_page_is_not_sent_again_while_its_tag_holds(fetch: Fetch, home: str) -> None:
    first = fetch(home + ARTICLES[home])
    again = fetch(home + ARTICLES[home], If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert fetch(home + ARTICLES[home], If_None_Match='"other"').status == 200


@BOTH
def test_a_page_is_not_sent_again_while_it_is_no_newer(fetch: Fetch, home: str) -> None:
    modified = fetch(home + ARTICLES[home]).headers["Last-Modified"]
    assert fetch(home + ARTICLES[home], If_Modified_Since=modified).status == 304
    older = "Thu, 01 Jan 2004 00:00:00 GMT"
    assert fetch(home + ARTICLES[home], If_Modified_Since=older).status == 200


def test_the_tag_counts_where_both_are_sent(fetch: Fetch) -> None:
    url = KOOPERATION + ARTICLES[KOOPERATION]
    modified = fetch(url).headers["Last-Modified"]
    assert fetch(url, If_None_Match='"other"', If_Modified_Since=modified).status == 200


def test_tags_are_weak_where_every_answer_has_another_session(fetch: Fetch) -> None:
    one, two = (fetch(CLUSTER + ARTICLES[CLUSTER]) for _ in range(2))
    assert one.body != two.body
    assert one.headers["ETag"] == two.headers["ETag"]
    assert one.headers["ETag"].startswith("W/")
    assert not fetch(KOOPERATION + ARTICLES[KOOPERATION]).headers["ETag"].startswith("W/")


@pytest.mark.parametrize("etag", [True, False])
@pytest.mark.parametrize("last_modified", [True, False])
def test_validators_can_be_switched_off(etag: bool, last_modified: bool) -> None:
    with DemoServer(etag=etag, last_modified=last_modified) as server:
        fetch = fetcher(server)
        url = KOOPERATION + ARTICLES[KOOPERATION]
        first = fetch(url)
        assert ("ETag" in first.headers, "Last-Modified" in first.headers) == (etag, last_modified)
        assert fetch(url, If_None_Match="*").status == (304 if etag else 200)
        future = "Fri, 01 Jan 2100 00:00:00 GMT"
        assert fetch(url, If_Modified_Since=future).status == (304 if last_modified else 200)


def test_answers_are_compressed_for_who_accepts_it(fetch: Fetch) -> None:
    plain = fetch(KOOPERATION + "/")
    packed = fetch(KOOPERATION + "/", Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Content-Encoding" not in plain.headers


def test_head_is_get_without_the_body(fetch: Fetch) -> None:
    got, headed = (fetch(KOOPERATION + "/", method) for method in ("GET", "HEAD"))
    assert headed.body == b""
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


def test_the_log_has_every_request() -> None:
    with DemoServer() as server:
        fetcher(server)(KOOPERATION + "/robots.txt", User_Agent="probe")
        (entry,) = server.log
    assert (entry.host, entry.method, entry.path) == (
        "www.kooperation.example",
        "GET",
        "/robots.txt",
    )
    assert (entry.status, entry.headers["user-agent"]) == (200, "probe")
    assert entry.size == len(server.respond(Request(entry.host, entry.path)).body)


def test_delay_makes_every_answer_wait() -> None:
    with DemoServer(delay=0.05) as server:
        started = time.monotonic()
        fetcher(server)(KOOPERATION + "/robots.txt")
        assert time.monotonic() - started >= 0.05


def test_the_bare_host_answers_itself_or_redirects(fetch: Fetch) -> None:
    bare = "http://kooperation.example" + ARTICLES[KOOPERATION]
    assert fetch(bare).status == 200
    with DemoServer(redirect_bare_host=True) as server:
        answer = fetcher(server)(bare)
    assert (answer.status, answer.headers["Location"]) == (301, KOOPERATION + ARTICLES[KOOPERATION])


def test_robots_forbid_site_globals_and_ask_for_the_set_delay() -> None:
    with DemoServer(crawl_delay=0.5) as server:
        text = fetcher(server)(CLUSTER + "/robots.txt").body.decode()
    assert "Disallow: /SiteGlobals/" in text
    assert "Crawl-delay: 0.5" in text


def test_alter_has_the_last_word() -> None:
    def outage(request: Request, response: Response) -> Response:
        if request.host == "www.cluster.example":
            return Response(503, b"Wartung", headers={"Retry-After": "120"})
        return replace(response, body=response.body.replace(b"<h1>", b"<h2>"))

    with DemoServer(alter=outage) as server:
        fetch = fetcher(server)
        answer = fetch(CLUSTER + "/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "120")
        assert b"<h1>" not in fetch(KOOPERATION + ARTICLES[KOOPERATION]).body


@pytest.mark.parametrize("portal", ["kooperation", "cluster"])
def test_the_second_edition_changes_what_it_says_and_nothing_else(portal: str) -> None:
    home = {"kooperation": KOOPERATION, "cluster": CLUSTER}[portal]
    with DemoServer() as server:
        fetch = fetcher(server)
        tags = {a.address: fetch(home + a.address).headers.get("ETag") for a in written(portal)}
        server.edition = 2
        for article in written(portal):
            tag = tags[article.address]
            answer = fetch(home + article.address, **({"If_None_Match": tag} if tag else {}))
            change = article.editions.get("change")
            wanted = {"deleted": 410 if portal == "kooperation" else 404, None: 304}.get(
                change, 200
            )
            assert answer.status == wanted, (change, article.address)
            assert (tag is None) == (change == "new")


def test_cosmetic_changes_leave_the_article_alone(fetch: Fetch) -> None:
    article = next(a for a in written("kooperation") if a.editions.get("change") == "cosmetic")
    before = fetch(KOOPERATION + article.address)
    with DemoServer(edition=2) as server:
        after = fetcher(server)(KOOPERATION + article.address)
    assert before.body != after.body
    text = "//article//text()"
    assert before.tree.xpath(text) == after.tree.xpath(text)


def test_an_edition_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="edition 5"):
        DemoServer(edition=5)
    with pytest.raises(ValueError, match="edition 3"):
        DemoServer(edition=3, articles=5)
    with pytest.raises(ValueError, match="edition 0"):
        entries(written("cluster"), 0)


@BOTH
def test_a_replica_has_as_many_articles_as_wanted(home: str) -> None:
    with DemoServer(articles=120) as server:
        fetch = fetcher(server)
        path = "/sitemap.xml"
        if home == KOOPERATION:
            index = fetch(home + path).body.decode()
            path = index.split("<loc>")[1].split("</loc>")[0].removeprefix(home)
        sitemap = fetch(home + path.replace("&amp;", "&")).body.decode()
        articles = [
            loc
            for loc in sitemap.replace("</loc>", "<loc>").split("<loc>")[1::2]
            if "muster" in loc
        ]
        assert len(set(articles)) == 120
        texts = {fetch(url).tree.text_content() for url in articles[:20]}
        assert len(texts) == 20


def test_a_replica_is_edited_and_thinned_in_its_second_edition() -> None:
    with DemoServer(articles=50) as server:
        fetch = fetcher(server)
        listed = fetch(KOOPERATION + "/aktuelles/nachrichten").tree
        newest = [KOOPERATION + href for href in listed.xpath("//h3/a/@href")][:6]
        tags = [fetch(url).headers["ETag"] for url in newest]
        server.edition = 2
        states = [
            fetch(url, If_None_Match=tag).status for url, tag in zip(newest, tags, strict=True)
        ]
    assert states == [200, 200, 200, 410, 304, 304]

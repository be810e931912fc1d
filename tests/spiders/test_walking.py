"""How lists are walked: by following links, to the end, and never for ever."""

import json

import pytest

from crawler.archive import Archive
from crawler.demo import DemoServer, Request, Response

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "RETRY_TIMES=0")


def crawl(scrapy, server, spider, *more):
    return scrapy(
        "crawl", spider, "-a", "source=live", "-s", f"CONNECT_TO={server.connect_to}", *FAST, *more
    )


def without_feeds(request: Request, response: Response) -> Response:
    """A portal that has lists only."""
    if request.path.endswith(".xml"):
        response.status, response.body = 404, b"not here"
    return response


def list_pages(server: DemoServer) -> list[str]:
    return [r.path for r in server.log if "gtp=" in r.path or "currentPage" in r.path]


@pytest.mark.parametrize("spider", ["demo_cluster", "demo_kooperation"])
def test_lists_are_followed_to_their_last_page(scrapy, archive_path, spider):
    with DemoServer(articles=35, alter=without_feeds) as server:
        crawl(scrapy, server, spider)
        assert list_pages(server)
    with Archive(archive_path) as archive:
        assert archive.db["articles"].count == 35


def test_no_address_is_asked_for_with_a_session_id(scrapy):
    with DemoServer(articles=15) as server:
        crawl(scrapy, server, "demo_cluster")
        assert not [request for request in server.log if "jsessionid" in request.path]


def test_a_list_without_end_is_left_when_it_brings_nothing_new(scrapy):
    """A pager that always offers one more page, as calendars do."""

    def endless(request: Request, response: Response) -> Response:
        if "meldungen_node" in request.path:
            page = int(request.query.get("gtp", "list%3D1").partition("%3D")[2])
            link = f'<a href="{request.path}?gtp=107402_list%253D{page + 1}">'
            response.body = response.body.replace(b"</body>", f"{link}vor</a></body>".encode())
        return without_feeds(request, response)

    with DemoServer(articles=15, alter=endless) as server:
        crawl(scrapy, server, "demo_cluster")
        assert 2 <= len(list_pages(server)) <= 4


def test_a_list_that_always_brings_something_new_ends_at_its_bound(scrapy):
    def calendar(request: Request, response: Response) -> Response:
        if "meldungen_node" in request.path:
            page = int(request.query.get("gtp", "list%3D1").partition("%3D")[2])
            article = f"CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/{page}/a.html"
            pager = f"{request.path}?gtp=1_list%253D{page + 1}"
            response.body = f'<a href="/{article}">a</a><a href="{pager}">vor</a>'.encode()
        return without_feeds(request, response)

    with DemoServer(articles=15, alter=calendar) as server:
        done = crawl(scrapy, server, "demo_cluster", "-s", "LIST_PAGES_MAX=5")
        assert len(list_pages(server)) == 4
    assert "stopped after 5 list pages" in done.stderr


def test_limit_takes_no_more_articles(scrapy, archive_path):
    with DemoServer() as server:
        done = crawl(scrapy, server, "demo_cluster", "-a", "limit=3")
        assert len(server.log) < 12  # robots.txt, lists, feeds, and no page in vain
    assert done.returncode == 0
    with Archive(archive_path) as archive:
        assert archive.db["articles"].count == 3


def test_limit_counts_what_the_period_leaves(scrapy, archive_path):
    with DemoServer() as server:
        crawl(
            scrapy, server, "demo_cluster", "-a", "since=2016", "-a", "until=2016", "-a", "limit=3"
        )
    with Archive(archive_path) as archive:
        days = [str(article.published_on) for _, article in archive.articles()]
    assert [day[:4] for day in days] == ["2016"] * 3


def test_url_takes_just_that_page(scrapy, archive_path):
    url = "http://www.kooperation.example/aktuelles/nachrichten/detail/info/15-stipendien-fuer-aufenthalte-in-brasilien"
    with DemoServer() as server:
        crawl(scrapy, server, "demo_kooperation", "-a", f"url={url}?cHash=0123456789abcdef")
        assert len(server.log) == 3  # robots.txt, tdmrep.json and the page
    with Archive(archive_path) as archive:
        assert [article.url for _, article in archive.articles()] == [url]


def test_since_and_until_keep_what_was_published_between_them(scrapy, archive_path):
    with DemoServer() as server:
        crawl(scrapy, server, "demo_cluster", "-a", "since=2019-04", "-a", "until=2019-10-30")
    with Archive(archive_path) as archive:
        days = sorted(str(article.published_on) for _, article in archive.articles())
    assert len(days) > 3
    assert days[0] >= "2019-04-01"
    assert days[-1] <= "2019-10-30"


def test_a_list_that_cannot_be_read_fails_the_run_and_the_rest_is_stored(scrapy, archive_path):
    def broken(request: Request, response: Response) -> Response:
        if "clustererfolge_node" in request.path:
            response.status = 500
        return response

    with DemoServer(alter=broken) as server:
        done = crawl(scrapy, server, "demo_cluster")
    assert "clustererfolge_node.html could not be read: status 500" in done.stderr
    assert done.returncode == 1
    with Archive(archive_path) as archive:
        assert archive.db["articles"].count > 40


def test_an_article_that_fails_goes_to_rejects(scrapy, archive_path):
    def broken(request: Request, response: Response) -> Response:
        if "20190304_textiltechnik" in request.path:
            response.status = 500
        return response

    with DemoServer(alter=broken) as server:
        done = crawl(scrapy, server, "demo_cluster")
    assert done.returncode == 1
    with Archive(archive_path) as archive:
        (reject,) = archive.db["rejects"].rows
    assert "20190304_textiltechnik" in reject["url"]
    assert (reject["stage"], reject["reason"]) == ("fetch", "status 500")


def test_update_tells_each_portal_in_json(scrapy):
    done = scrapy("update", "demo_cluster", "--json")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["portal"], row["source"], row["finish_reason"]) == (
        "demo_cluster",
        "demo",
        "finished",
    )
    assert row["new"] > 60

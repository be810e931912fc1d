"""robots.txt by RFC 9309: all first requests wait for it, and no answer means no."""

import itertools

import pytest

from crawler.demo import DemoServer, Request, Response

HOST = "www.cluster.example"


def answering(status: int, body: bytes = b""):
    def alter(request: Request, response: Response) -> Response:
        if request.path == "/robots.txt":
            response.status, response.body = status, body
        return response

    return alter


def crawl(scrapy, server: DemoServer, *more: str):
    return scrapy(
        "crawl", "demo_cluster", "-a", "source=live", "-s", f"CONNECT_TO={server.connect_to}",
        "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0", "-s", "AUTOTHROTTLE_ENABLED=False",
        "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16", *more,
    )  # fmt: skip


def fetched(server: DemoServer) -> list[str]:
    return [request.path for request in server.log if request.path != "/robots.txt"]


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"User-agent: *\nDisallow: /"), (503, b""), (429, b"")],
    ids=["disallow all", "503", "429"],
)
def test_nothing_leaves_when_robots_txt_forbids_all_or_cannot_be_read(scrapy, status, body):
    with DemoServer(alter=answering(status, body)) as server:
        done = crawl(scrapy, server)
        assert fetched(server) == []
    assert "robots.txt" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_host_without_robots_txt_is_crawled(scrapy, status):
    with DemoServer(alter=answering(status)) as server:
        done = crawl(scrapy, server, "-a", "limit=1")
        assert fetched(server)
    assert done.returncode == 0


def test_only_the_forbidden_part_is_left_alone(scrapy):
    rules = b"User-agent: *\nDisallow: /CLUSTER/Navigation/"
    with DemoServer(alter=answering(200, rules)) as server:
        crawl(scrapy, server, "-a", "limit=1")
        assert not [path for path in fetched(server) if path.startswith("/CLUSTER/Navigation/")]
        assert fetched(server)


def test_crawl_delay_is_kept(scrapy):
    with DemoServer(crawl_delay=1) as server:
        crawl(scrapy, server, "-a", "limit=2", "-s", "DOWNLOAD_DELAY=0")
        times = [request.started for request in server.log]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) > 0.4  # Scrapy spreads a delay between 0.5 and 1.5 times

"""CONNECT_TO: a crawl that believes it talks to a portal, and talks to a replica."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.downloader.connect_to import ConnectToError, Target, parse_connect_to

SPIDER = """
import scrapy

class Probe(scrapy.Spider):
    name = "probe"

    async def start(self):
        for url in self.urls.split(","):
            yield scrapy.Request(url, errback=self.failed)

    def parse(self, response):
        yield {
            "url": response.url,
            "asked": response.request.url,
            "link": response.urljoin("weiter"),
            "slot": response.request.meta["download_slot"],
            "timed": "download_latency" in response.meta,
            "body": response.text,
        }

    def failed(self, failure):
        yield {"failed": failure.request.url}
"""


class Replica(BaseHTTPRequestHandler):
    """Answers with the host it was asked for; knows redirects and a robots.txt."""

    def do_GET(self):
        host = self.headers["Host"]
        if self.path == "/robots.txt":
            self.answer(200, f"User-agent: *\nDisallow: /verboten\n# {host}")
        elif self.path == "/alt":
            self.answer(302, "", Location=f"https://{host}/neu")
        else:
            self.answer(200, f"{host} {self.path}")
        self.server.asked.append((host, self.path))

    def answer(self, status, text, **headers):
        self.send_response(status)
        for name, value in {"Content-Type": "text/plain", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def replica():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Replica)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def crawl(tmp_path, connect_to, *urls, **more):
    """Crawl ``urls`` with a bare spider in a process of its own; the items it yields, by url."""
    (tmp_path / "probe.py").write_text(SPIDER)
    handler = "crawler.downloader.connect_to.ConnectToHandler"
    settings = {
        "DOWNLOAD_HANDLERS": json.dumps({"http": handler, "https": handler}),
        "CONNECT_TO": connect_to,
        # Ours: Scrapy's own robots.txt lets concurrent first requests through.
        "DOWNLOADER_MIDDLEWARES": json.dumps(
            {
                "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
                "crawler.downloader.robots.RobotsMiddleware": 100,
            }
        ),
        "ROBOTSTXT_OBEY": "1",
        "RETRY_ENABLED": "0",
        "TELNETCONSOLE_ENABLED": "0",
        "DOWNLOAD_DELAY": "0",
    } | more
    command = [sys.executable, "-m", "scrapy", "runspider", "probe.py", "-o", "items.jsonl"]
    command += [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    command += ["-a", "urls=" + ",".join(urls)]
    environment = {k: v for k, v in os.environ.items() if k != "SCRAPY_SETTINGS_MODULE"}
    environment["PYTHONPATH"] = str(Path.cwd())
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
    )
    items = tmp_path / "items.jsonl"
    assert items.exists(), run.stderr
    rows = [json.loads(line) for line in items.read_text().splitlines()]
    return {row.get("url") or row["failed"]: row for row in rows}


def test_a_crawl_sees_only_the_addresses_it_asked_for(tmp_path, replica):
    target = f"127.0.0.1:{replica.server_port}"

    pages = crawl(
        tmp_path,
        f"www.portal.example={target},portal.example={target}",
        "http://www.portal.example/eins",
        "https://portal.example/zwei?a=b",
        "https://www.portal.example/alt",
        "https://www.portal.example/verboten/drei",
    )

    plain = pages["http://www.portal.example/eins"]
    assert plain["asked"] == "http://www.portal.example/eins"
    assert plain["link"] == "http://www.portal.example/weiter"
    assert plain["slot"] == "www.portal.example"
    assert plain["timed"]
    assert plain["body"] == "www.portal.example /eins"
    # https, though the replica speaks plain HTTP
    assert pages["https://portal.example/zwei?a=b"]["body"] == "portal.example /zwei?a=b"
    # a redirect is followed to the host it names, and goes the same detour
    assert pages["https://www.portal.example/neu"]["body"] == "www.portal.example /neu"
    # robots.txt was asked of the replica, and obeyed
    assert ("www.portal.example", "/robots.txt") in replica.asked
    assert ("portal.example", "/robots.txt") in replica.asked
    assert "/verboten/drei" not in [path for _, path in replica.asked]
    assert "failed" in pages["https://www.portal.example/verboten/drei"]


def test_hosts_that_are_not_named_are_not_looked_for_on_this_machine(tmp_path, replica):
    url = f"http://127.0.0.1:{replica.server_port}/hier"

    assert "failed" in crawl(tmp_path, "portal.example=127.0.0.1:1", url)[url]
    assert replica.asked == []


def test_a_host_an_operator_names_may_be_private(tmp_path, replica):
    url = f"http://127.0.0.1:{replica.server_port}/hier"

    pages = crawl(tmp_path, "portal.example=127.0.0.1:1", url, PRIVATE_HOSTS="127.0.0.1")
    assert pages[url]["body"].endswith("/hier")


def test_a_target_that_is_not_there_fails_under_the_original_address(tmp_path):
    url = "https://portal.example/eins"

    assert crawl(tmp_path, "portal.example=127.0.0.1:1", url) == {url: {"failed": url}}


def test_the_setting_is_read_from_text_or_a_dict():
    expected = {"a.example": Target("127.0.0.1", 8001), "b.example": Target("::1", 80)}

    assert parse_connect_to("A.example=127.0.0.1:8001, b.example=[::1]:80") == expected
    assert parse_connect_to({"a.example": "127.0.0.1:8001", "b.example": "[::1]:80"}) == expected
    assert parse_connect_to("a.example=replica") == {"a.example": Target("replica", None)}
    assert parse_connect_to(None) == parse_connect_to("") == {}


@pytest.mark.parametrize(
    "value",
    [
        "portal.example",
        "portal.example=",
        "=127.0.0.1:80",
        "portal.example=127.0.0.1:http",
        "portal.example=127.0.0.1:99999",
        "portal.example=http://127.0.0.1:80",
        "https://portal.example=127.0.0.1:80",
        "portal.example=::1:80",
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(value):
    with pytest.raises(ConnectToError, match=r"CONNECT_TO=.* write it like"):
        parse_connect_to(value)

from __future__ import annotations

import http.client
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from lxml import html

from crawler.demo import DemoServer


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def tree(self) -> html.HtmlElement:
        return html.fromstring(self.body.decode())

    @property
    def headline(self) -> str:
        """The text of the headline that is seen, clean."""
        (headline,) = self.tree.xpath("//h1[not(contains(@class, 'aural'))]")
        for label in headline.xpath("span[@class='topline']"):
            label.drop_tree()
        return clean(headline.text_content())


def clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\N{SOFT HYPHEN}", "").split())


Fetch = Callable[..., Answer]


def fetcher(server: DemoServer) -> Fetch:
    def fetch(url: str, method: str = "GET", **headers: str) -> Answer:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"Host": parts.netloc} | {k.replace("_", "-"): v for k, v in headers.items()}
        with closing(
            http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        ) as connection:
            connection.request(method, target, headers=sent)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())

    return fetch


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


@pytest.fixture
def fetch(server: DemoServer) -> Fetch:
    return fetcher(server)

"""The demo portals' web archive: what its index lists it replays, as the portal was."""

from __future__ import annotations

import base64
import hashlib

import pytest

from crawler.demo import DemoServer
from crawler.demo.exchange import Request
from crawler.sources.demo import check_demo, open_demo
from crawler.sources.protocols import SourceError
from crawler.webarchives.cdx import read_index

HOST = "webarchiv.example"


def asked(server: DemoServer, query: str) -> list:
    return read_index(server.respond(Request(HOST, f"/cdx?{query}")).body).rows


def test_each_listed_capture_is_replayed_with_its_digest():
    server = DemoServer(edition=4)
    try:
        rows = asked(server, "url=www.kooperation.example%2F&matchType=host")
        assert 40 < len(rows) < 83  # not every article was captured
        for row in rows[::9]:
            page = server.respond(Request(HOST, f"/{row.timestamp}id_/{row.url}"))
            digest = hashlib.sha1(page.body, usedforsecurity=False).digest()
            assert row.digest == f"sha1:{base64.b32encode(digest).decode()}"
        first = rows[0]
        exact = asked(server, f"url={first.url}&matchType=exact&limit=5")
        assert exact == [first]
        assert asked(server, "url=www.kooperation.example&matchType=host&from=20990101") == []
        assert server.respond(Request(HOST, f"/20000101000000id_/{first.url}")).status == 404
    finally:
        server._http.server_close()


def test_what_is_no_edition_is_refused():
    with pytest.raises(SourceError, match="there is no demo '9'; there are 1, 2, 3, 4, webarchive"):
        check_demo("9")
    source = open_demo("webarchive")
    try:
        assert source.name == "demo:webarchive"
        assert HOST in source.settings["CONNECT_TO"]
    finally:
        source.close()

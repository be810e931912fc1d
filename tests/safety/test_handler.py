"""Where a crawl connects to: names are looked at after DNS, and the peer before a byte is sent."""

import pytest
from scrapy import Request
from scrapy.http import Response
from twisted.internet.address import IPv4Address

from crawler.downloader import handler
from crawler.downloader.handler import AddressRefused, PublicHandler, _PublicFactory
from tests import looping


def refused(monkeypatch, url: str, *addresses: str) -> bool:
    """Whether a request is refused whose name has these addresses."""

    async def resolved(host: str) -> list[str]:
        return list(addresses)

    async def download(self, request):
        return Response(request.url)

    monkeypatch.setattr(handler, "_resolved", resolved)
    monkeypatch.setattr(handler.HTTP11DownloadHandler, "download_request", download)
    public = object.__new__(PublicHandler)
    try:
        looping.run(public.download_request(Request(url)))
    except AddressRefused:
        return True
    return False


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
def test_a_name_at_a_private_address_is_refused(monkeypatch, address):
    assert refused(monkeypatch, "https://amt.example/", address)
    assert refused(monkeypatch, "https://amt.example/", "193.99.144.80", address)


def test_a_name_at_a_public_address_is_not(monkeypatch):
    assert not refused(monkeypatch, "https://amt.example/", "193.99.144.80")


def test_a_name_that_changes_its_address_in_between_gets_no_connection():
    factory = _PublicFactory(lambda protocol: None, {})
    assert factory.buildProtocol(IPv4Address("TCP", "127.0.0.1", 80)) is None
    assert factory.buildProtocol(IPv4Address("TCP", "193.99.144.80", 80)) is not None


def test_a_crawl_that_ends_while_the_process_is_busy_ends_without_complaint(scrapy):
    done = scrapy(
        "crawl", "busy_end", "-a", "limit=1", "-s", "SPIDER_MODULES=tests.safety.busy_end"
    )
    assert done.returncode == 0
    assert "ERROR" not in done.stderr

"""URLs that are none, as portals write them into links."""

import pytest

from crawler.addresses import broken_url


@pytest.mark.parametrize(
    "url",
    ["https://[x]/", "http://[kaputt/x", "http://muster.example:99999/", "http://muster.example:x/",
     "http://muster.example:-1/", "https:///x", "http://[::1", "http://muster.example:0/"],
)  # fmt: skip
def test_no_url(url):
    assert broken_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://muster.example/", "http://[::1]/x", "http://muster.example:8080/", "mailto:a@b.de",
     "tel:+49", "javascript:void(0)", "/nur/ein/pfad", "http://muster.example:/", ""],
)  # fmt: skip
def test_a_url_or_none_of_the_web(url):
    assert broken_url(url) is None

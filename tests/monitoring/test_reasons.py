"""Why a request failed, in words."""

from __future__ import annotations

import pytest
from scrapy.exceptions import DownloadFailedError, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionAborted, ConnectionLost
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawler.monitoring.failures import reason_of


def failed(*reasons):
    """What Twisted raises when an answer does not come or breaks off."""
    return ResponseFailed([Failure(reason) for reason in reasons])


def download_failed(*reasons):
    """What Scrapy makes of it."""
    error = DownloadFailedError(str(reasons))
    error.__cause__ = failed(*reasons)
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (HttpError(Response("http://portal.example/", status=503), "ignored"), "status 503"),
        (IgnoreRequest("Forbidden by robots.txt"), "Forbidden by robots.txt"),
        (TimeoutError(), "TimeoutError"),
        (DownloadFailedError("no room"), "no room"),
        (failed(ValueError("no header")), "no header"),
        (download_failed(ConnectionLost(), ValueError("no header")), "no header"),
        (download_failed(failed(ValueError("no header"))), "no header"),
        (download_failed(ConnectionAborted()), str(ConnectionAborted())),
    ],
)
def test_in_a_few_words(error, reason):
    assert reason_of(error) == reason

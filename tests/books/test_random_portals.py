"""Whatever portals serve, and whatever changes between runs: books close, and runs end."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from tests.books.random_portals import nights
from tests.books.replica import REQUESTS_MAX, assert_closed, crawl, portal, replica


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(nights)
def test_nights_of_a_portal_that_serves_anything(several):
    with TemporaryDirectory() as name, replica(portal({})) as server:
        for pages, options in several:
            server.serve = portal(pages)
            run = crawl(server, Path(name), RETRY_AFTER_MAX=0, **options)
            assert_closed(run)
            assert len(run.asked) < REQUESTS_MAX
            assert run.summary.ended_well or run.summary.finish_reason == "reserved"

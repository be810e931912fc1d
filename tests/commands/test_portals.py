"""Whence an update takes a portal's pages, and which crawls must not ask side by side."""

from __future__ import annotations

import pytest

from crawler.commands.portals import arguments_of, asked
from spiders.bmwe import Bmwe
from spiders.kooperation_international import KooperationInternational
from tests.crash.crawling import run_command


def test_a_portal_that_is_switched_off_comes_from_the_wayback_machine():
    assert arguments_of(KooperationInternational, {}) == {"source": "wayback"}
    assert arguments_of(Bmwe, {"since": "2019"}) == {"source": "live", "since": "2019"}


def test_a_source_that_is_given_counts_for_every_portal():
    for spider in (KooperationInternational, Bmwe):
        assert arguments_of(spider, {"source": "warc:dumps"}) == {"source": "warc:dumps"}


def test_those_of_one_host_or_one_web_archive_are_asked_in_turn():
    assert asked(Bmwe, "live") != asked(KooperationInternational, "live")
    assert asked(Bmwe, "wayback") == asked(KooperationInternational, "wayback")
    assert asked(Bmwe, "cdx:http://a/") == asked(KooperationInternational, "cdx:http://a/")
    assert asked(Bmwe, "wayback") != asked(Bmwe, "commoncrawl")


@pytest.mark.parametrize(
    ("argument", "says"), [("quatsch=1", "unknown spider argument 'quatsch'"), ("quatsch", "-a")]
)
def test_an_argument_nobody_knows_is_wrong_usage(tmp_path, argument, says):
    code, said = run_command(tmp_path, "update", "demo_cluster", "-a", argument)
    assert code == 2
    assert says in said

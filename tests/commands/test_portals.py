"""Whence an update takes a portal's pages, and which crawls must not ask side by side."""

from __future__ import annotations

import pytest

from crawler.commands._portals import arguments_of, host_asked
from crawler.sources.registry import with_absolute_path
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
    assert host_asked(Bmwe, "live") != host_asked(KooperationInternational, "live")
    assert host_asked(Bmwe, "wayback") == host_asked(KooperationInternational, "wayback")
    assert host_asked(Bmwe, "cdx:http://a/") == host_asked(
        KooperationInternational, "cdx:http://a/"
    )
    assert host_asked(Bmwe, "wayback") != host_asked(Bmwe, "commoncrawl")


def test_a_source_is_the_same_for_a_process_in_another_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert with_absolute_path("warc:dumps/*.warc.gz") == f"warc:{tmp_path}/dumps/*.warc.gz"
    for source in ("text:/dumps/texts", "cdx:http://a/cdx", "wayback", "live"):
        assert with_absolute_path(source) == source


@pytest.mark.parametrize(
    ("argument", "says"), [("quatsch=1", "unknown spider argument 'quatsch'"), ("quatsch", "-a")]
)
def test_an_argument_nobody_knows_is_wrong_usage(tmp_path, argument, says):
    code, said = run_command(tmp_path, "update", "demo_cluster", "-a", argument)
    assert code == 2
    assert says in said

"""Scrapy's own commands on portals: ``parse``, ``shell``, ``fetch`` and the like."""

from __future__ import annotations

import sys

import pytest

from crawler.demo import DemoServer
from crawler.portal_spiders import SpiderFiles, why_no_portal
from tests.conftest import run_scrapy
from tests.crash.crawling import run_command

HOME = "http://www.cluster.example"
LIST = f"{HOME}/CLUSTER/Navigation/DE/Aktuelles/Meldungen/meldungen_node.html"
FEED = f"{HOME}/CLUSTER/Service/DE/RSS/meldungen.xml"
ARTICLE = "2016/1_Quartal/20160104_muster-0-textiltechnik-kassel.html"
PORTAL = ("--spider", "demo_cluster")


@pytest.fixture(scope="module")
def server():
    with DemoServer(articles=3) as server:
        yield server


def run(server, folder, *words):
    code, said = run_command(
        folder, *words, "-s", f"CONNECT_TO={server.connect_to}", "-s", "DOWNLOAD_DELAY=0",
        "-s", "LOG_LEVEL=ERROR",
    )  # fmt: skip
    assert "Traceback" not in said
    assert not (folder / "archive.db").exists()
    assert not (folder / "captures").exists()
    return code, said


@pytest.mark.parametrize("url", [LIST, FEED])
def test_parse_shows_the_articles_that_a_list_or_feed_leads_to(server, tmp_path, url):
    before = len(server.log)
    code, said = run(server, tmp_path, "parse", url, *PORTAL, "-a", "source=live", "--nocolour")
    assert code == 0
    assert said.count("<GET http") == 3
    assert not [seen for seen in server.log[before:] if "Kurzmeldungen" in seen.path]


def test_parse_shows_the_fields_of_an_article(server, tmp_path):
    url = f"{HOME}/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/{ARTICLE}"
    way = ("-a", "source=live", "--nocolour", "--pipelines")
    code, said = run(server, tmp_path, "parse", url, *PORTAL, *way)
    assert code == 0
    assert "'published_text': '04.01.2016'" in said


def test_shell_and_fetch_keep_nothing(server, tmp_path):
    code, said = run(server, tmp_path, "shell", LIST, *PORTAL, "-c", "len(response.body) > 99")
    assert (code, said.strip()) == (0, "True")
    code, said = run(server, tmp_path, "fetch", FEED, *PORTAL)
    assert code == 0
    assert "<rss" in said


def test_check_and_list_know_the_portals(server, tmp_path):
    assert "OK" in run(server, tmp_path, "check", "demo_cluster")[1]
    assert "demo_cluster" in run(server, tmp_path, "list")[1].split()


def test_genspider_offers_a_template_for_portals_beside_scrapys(server, tmp_path, monkeypatch):
    _, said = run(server, tmp_path, "genspider", "--list")
    assert {"basic", "crawl", "portal"} < {*said.split()}

    package = tmp_path / "own_spiders"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    there = ("-s", "NEWSPIDER_MODULE=own_spiders", "-s", "SPIDER_MODULES=own_spiders")
    for template, name in (("portal", "talamt"), ("basic", "schlicht")):
        run_scrapy("genspider", "-t", template, name, f"https://www.{name}.example", *there)

    try:
        spiders = SpiderFiles(["own_spiders"])
        assert spiders.broken == {}
        talamt = spiders.load("talamt")
        assert why_no_portal(talamt, is_walked=True) is None
        assert talamt.home_url == "https://www.talamt.example/"
        assert talamt().is_article("https://www.talamt.example/aktuelles/hochwasser")
        assert "it is a plain spider" in why_no_portal(spiders.load("schlicht"))
    finally:
        for name in [name for name in sys.modules if name.startswith("own_spiders")]:
            del sys.modules[name]

"""What stands in spiders/ beside portals ends no run of theirs, and runs as Scrapy runs it."""

from __future__ import annotations

import json
import sys

import pytest
from scrapy import Spider
from scrapy.settings import Settings

from crawler.archive import Archive
from crawler.demo import DemoServer
from crawler.portal_spiders import SpiderFiles, why_no_portal
from spiders.gsb import GsbSpider
from spiders.portal import PortalSpider
from tests.crash.crawling import run_command

STRANGERS = "tests.commands.strangers"
HERE = (
    "-s", f"SPIDER_MODULES={STRANGERS}", "-s", "LOG_LEVEL=WARNING",
    "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0",
)  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with DemoServer(articles=3) as server:
        yield server


def run(server, folder, *words):
    return run_command(folder, *words, *HERE, "-s", f"CONNECT_TO={server.connect_to}")


def stored(folder):
    with Archive(folder / "archive.db") as archive:
        return archive.db.table("articles").count


def test_a_plain_spider_runs_as_scrapy_runs_it(server, tmp_path):
    items = tmp_path / "items.json"
    code, said = run(server, tmp_path, "crawl", "plainspider", "-o", str(items))
    assert code == 0, said
    assert "strangers/plain.py: plainspider is a plain spider" in said
    assert "1 items, 0 errors" in said
    assert json.loads(items.read_text())[0]["url"] == "http://www.cluster.example/sitemap.xml"
    assert not (tmp_path / "archive.db").exists()
    assert not (tmp_path / "captures").exists()


def test_a_plain_spider_takes_arguments_of_its_own_and_tells_as_json(server, tmp_path):
    code, said = run(server, tmp_path, "crawl", "crawling", "-a", "colour=red", "--json")
    assert code == 0, said
    (line,) = (line for line in said.splitlines() if line.startswith("{"))
    assert json.loads(line)["portal"] == "crawling"


def test_a_plain_spider_that_fails_makes_the_run_a_failed_one(server, tmp_path):
    code, said = run(server, tmp_path, "crawl", "failing")
    assert code == 1
    assert "sitemap.xml: ValueError('nothing here')" in said
    assert "AttributeError" not in said


def test_a_dict_of_a_portals_spider_is_refused_by_a_sentence_and_its_articles_are_stored(
    server, tmp_path
):
    code, said = run(server, tmp_path, "crawl", "mixed", "-a", "source=live")
    assert code == 1
    assert "mixed brings a dict, which is no Article and cannot be stored" in said
    assert "AttributeError" not in said
    assert stored(tmp_path) == 3


@pytest.mark.parametrize(
    ("command", "name", "sentence"),
    [
        ("update", "plainspider", "plain.py: plainspider is passed over: it is a plain spider"),
        ("update", "crawling", "plain.py: crawling is passed over: it is a plain spider"),
        ("update", "base", "unfinished.py: base is passed over: it has no title"),
        ("crawl", "base", "unfinished.py: base is passed over: it has no title"),
        ("update", "nolists", "nolists is passed over: it has neither lists nor feeds"),
        ("reextract", "plainspider", "plain.py: plainspider is passed over"),
        ("health", "plainspider", "plain.py: plainspider is passed over"),
        ("coverage", "plainspider", "plain.py: plainspider is passed over"),
        ("update", "nobody", "broken.py cannot be imported: line 3: ModuleNotFoundError: No mod"),
    ],
)
def test_who_names_it_is_told_what_it_is(server, tmp_path, command, name, sentence):
    code, said = run(server, tmp_path, command, name)
    assert code == 2, said
    assert sentence in said
    assert "Traceback" not in said


def test_commands_on_all_portals_pass_it_over(server, tmp_path):
    assert run(server, tmp_path, "crawl", "muster", "-a", "source=live")[0] == 0
    for command in ("reextract", "doctor"):
        code, said = run(server, tmp_path, command)
        assert "plain.py: plainspider is passed over: it is a plain spider" in said
        assert "Traceback" not in said
        assert code == 1, said  # for the file that does not import
    code, said = run(server, tmp_path, "inspect", "http://www.cluster.example/", "--json")
    assert "Traceback" not in said


# -- files ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty package of spiders; removed from the interpreter afterwards."""
    package = tmp_path / "strange_spiders"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith("strange_spiders")]:
        del sys.modules[name]


def loaded(*modules):
    return SpiderFiles.from_settings(Settings({"SPIDER_MODULES": modules or ["strange_spiders"]}))


GOOD = "import scrapy\nclass Good(scrapy.Spider):\n    name = 'good'\n"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import nobody_has_this", "line 1: ModuleNotFoundError: No module named 'nobody_has"),
        ("\n\ndef broken(:\n    pass", "line 3: SyntaxError: invalid syntax"),
        ("x = 1\nraise SystemExit(3)", "line 2: SystemExit: 3"),
        ("from spiders.gsb import Gsb", "line 1: ImportError: cannot import name 'Gsb'"),
        ("1 / 0", "line 1: ZeroDivisionError: division by zero"),
        ("class A(object):\n  name = undefined", "line 2: NameError: name 'undefined' is not def"),
        ("raise RuntimeError('a\\n\\nb')", "line 1: RuntimeError: a b"),
        ("\tx = 1", "line 1: IndentationError: unexpected indent"),
        (
            "from spiders.gsb import GsbSpider\nclass A(GsbSpider):\n  article_path = '('",
            "line 2: ValueError: article_path of A is no regular expression: missing ), untermin",
        ),
    ],
)
def test_a_file_that_does_not_import_is_only_its_own_loss(folder, source, why, caplog):
    (folder / "aaa.py").write_text(source)
    (folder / "good.py").write_text(GOOD)
    (folder / "zzz").mkdir()
    (folder / "zzz/__init__.py").write_text("raise KeyError('folder')")
    spiders = loaded()
    assert spiders.list() == ["good"]
    assert set(spiders.broken) == {"strange_spiders.aaa", "strange_spiders.zzz"}
    sentence = spiders.broken["strange_spiders.aaa"]
    assert f"strange_spiders/aaa.py cannot be imported: {why}" in sentence
    assert len(caplog.records) == 2


def test_a_module_nobody_has_is_told_too():
    assert "No module named 'nowhere'" in loaded("nowhere").broken["nowhere"]


@pytest.mark.parametrize("first", ["a.py", "z.py"])
def test_of_two_with_one_name_the_portals_spider_stays(folder, first):
    portal = (
        "from spiders.demo_cluster import DemoCluster\nclass P(DemoCluster):\n    name='good'\n"
    )
    (folder / first).write_text(portal)
    (folder / "m.py").write_text(GOOD)
    spiders = loaded()
    assert issubclass(spiders.load("good"), PortalSpider)
    (sentence,) = spiders.broken.values()
    assert "m.py: Good is left out, because P in " in sentence


# -- spiders ----------------------------------------------------------------------------------


def spider(base=GsbSpider, **attributes):
    whole = {
        "title": "T", "home_url": "https://t.example/", "lists": ("a",),
        "article_path": "x",
    }  # fmt: skip
    values = {**whole, **attributes} if base is not Spider else attributes
    return type("Given", (base,), {"name": "given", "__module__": __name__, **values})


def test_a_whole_one_is_a_portal():
    assert why_no_portal(spider(), is_walked=True) is None
    assert why_no_portal(spider(lists=(), feeds=["f"]), is_walked=True) is None
    assert why_no_portal(spider(lists=())) is None


@pytest.mark.parametrize(
    ("given", "lack"),
    [
        (spider(Spider), "it is a plain spider, no PortalSpider"),
        (spider(title=""), "it has no title"),
        (spider(title=None), "it has no title"),
        (spider(home_url=None), "it has no home_url"),
        (spider(home_url="t.example"), "its home_url 't.example' is no URL"),
        (spider(home_url="https://"), "its home_url 'https://' is no URL"),
        (spider(article_path=None), "it has no article_path"),
        (spider(article_path=7), "its article_path is no regular expression"),
        (spider(lists="Navigation/"), "its lists are no tuple of texts"),
        (spider(feeds=(None,)), "its feeds are no tuple of texts"),
        (spider(lists=()), "it has neither lists nor feeds"),
        (spider(PortalSpider), "it has no cms"),
        (spider(PortalSpider, cms="drupal"), "it does not define list_page_number"),
    ],
)
def test_what_is_missing_is_said_with_the_file(given, lack):
    sentence = why_no_portal(given, is_walked=True)
    assert sentence.startswith("tests/commands/test_plain_spiders.py: given is passed over: ")
    assert lack in sentence

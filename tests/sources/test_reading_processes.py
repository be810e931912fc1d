"""Processes that read are begun when a command's arguments are read, if there will be any."""

import pytest
from scrapy.settings import Settings

from crawler.sources import reading_processes
from crawler.sources.reading_processes import begin_ahead, worthwhile

MUCH = 5 * 2**20


@pytest.fixture
def begun(monkeypatch):
    begun = []
    monkeypatch.setattr(reading_processes, "import_ahead", begun.append)
    monkeypatch.setattr(reading_processes, "cores", lambda: 2)
    return begun


@pytest.fixture
def captures(tmp_path):
    with (tmp_path / "much.warc.gz").open("wb") as file:
        file.truncate(MUCH)
    (tmp_path / "little.warc.gz").write_bytes(b"x")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "more", "processes"),
    [
        ("much.warc.gz", {}, 0),
        ("", {}, 0),
        ("*.gz", {"since": "2019"}, 0),
        ("little.warc.gz", {}, 2),
        ("little.warc.gz", {"limit": "3"}, 2),
    ],
)
def test_what_several_will_read_has_them_begun(begun, captures, path, more, processes):
    settings = Settings({"WARC_PROCESSES": processes})
    begin_ahead({"source": f"warc:{captures}/{path}", **more}, settings)
    assert begun == ["crawler.sources.warc"]


@pytest.mark.parametrize(
    ("arguments", "processes"),
    [
        ({}, 0),
        ({"source": "live"}, 4),
        ({"source": "folder:{captures}"}, 4),
        ({"source": "warc:{captures}/little.warc.gz"}, 0),
        ({"source": "warc:{captures}/nowhere"}, 0),
        ({"source": "warc:"}, 2),
        ({"source": "warc:{captures}", "limit": "3"}, 0),
        ({"source": "warc:{captures}"}, 1),
    ],
)
def test_what_one_reads_alone_begins_none(begun, captures, arguments, processes):
    named = {name: text.format(captures=captures) for name, text in arguments.items()}
    begin_ahead(named, Settings({"WARC_PROCESSES": processes}))
    assert begun == []


def test_there_are_as_many_as_there_is_to_read_for(begun, captures):
    paths = sorted(captures.iterdir())
    assert worthwhile(paths) == 2
    assert worthwhile([captures / "little.warc.gz"]) == 1
    assert worthwhile([captures / "a link to nowhere.warc"]) == 1

"""Replays of a web archive that a crawler recorded: the pages they show, not the archive's."""

import datetime as dt

import pytest

from crawler.left_out import LeftOut, Reason
from crawler.sources.text import read_texts
from crawler.sources.warc import read_captures
from tests.webarchives.collection import Collection

PAGE = "http://www.portal.example/artikel/1"
BODY = b'<html><h1>Neues</h1><a href="/web/20190312080000/http://a.example/">a</a></html>'
HTML = ("Content-Type", "text/html")


@pytest.fixture
def recorded(tmp_path):
    """Records of replays, and what is read of them."""

    def record(url, *headers, status=200, left=None):
        collection = Collection(tmp_path / "a.warc.gz")
        collection.add(url, "2025-12-05T08:00:00Z", status, BODY, [HTML, *headers])
        collection.close()
        return list(read_captures(str(tmp_path / "a.warc.gz"), lambda url: url == PAGE, left=left))

    return record


def test_a_recorded_replay_is_the_page_it_is_of(recorded):
    (page,) = recorded(f"https://web.archive.org/web/20190312080000/{PAGE}")
    assert page.url == PAGE
    assert page.capture.captured_at == dt.datetime(2019, 3, 12, 8, tzinfo=dt.UTC)
    assert page.capture.dated_by == "replay"
    assert b'href="http://a.example/"' in page.body


def test_the_archive_tells_the_moment_more_exactly_than_the_url(recorded):
    memento = ("Memento-Datetime", "Tue, 12 Mar 2019 08:00:00 GMT")
    (page,) = recorded(f"https://web.archive.org/web/2019id_/{PAGE}", memento)
    assert page.capture.captured_at == dt.datetime(2019, 3, 12, 8, tzinfo=dt.UTC)


def test_not_found_in_the_archive_says_nothing_of_the_page(recorded):
    left = LeftOut()
    assert recorded(f"https://web.archive.org/web/2019/{PAGE}", status=404, left=left) == []
    assert left.counts == {Reason.NO_PAGE: 1}


def test_a_replayed_not_found_does(recorded):
    memento = ("Memento-Datetime", "Tue, 12 Mar 2019 08:00:00 GMT")
    (page,) = recorded(f"https://web.archive.org/web/2019/{PAGE}", memento, status=404)
    assert (page.url, page.status) == (PAGE, 404)


@pytest.mark.parametrize("form", ["web/20190312080000/", "web/20190312080000id_/"])
def test_texts_of_replays_are_those_of_the_page(tmp_path, form):
    file = tmp_path / "a.txt"
    file.write_text(f"https://web.archive.org/{form}{PAGE}\nEin Füllsatz.\n", "utf-8")
    (page,) = read_texts(str(file), lambda url: url == PAGE)
    assert page.capture.captured_at == dt.datetime(2019, 3, 12, 8, tzinfo=dt.UTC)

"""Links, pipes and names that are no UTF-8 among the files of a folder."""

from __future__ import annotations

import os

import pytest

from crawler.left_out import LeftOut, Reason
from crawler.sources.local_files import find_files
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.captured_page import CapturedPage, Damage
from tests.warc.making import HTML, Warc

URL = "http://www.cluster.example/a.html"


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "warcs"
    found.mkdir()
    Warc().response(URL, b"<p>Eins</p>", headers=HTML).save(found / "a.warc.gz")
    return found


def test_linked_folders_are_read_once_and_loops_are_told(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.warc.gz").touch()
    (folder / "one").symlink_to(other)
    (folder / "two").symlink_to(other)
    (folder / "loop").symlink_to(folder)
    left = LeftOut()
    found = find_files(str(folder), (".warc.gz",), left)
    assert [path.name for path in found] == ["a.warc.gz", "b.warc.gz"]
    assert left.counts == {Reason.LINKED: 2}


def test_a_pipe_is_left_out_and_nobody_waits_for_it(folder):
    os.mkfifo(folder / "pipe.warc.gz")
    left = LeftOut()
    assert [path.name for path in find_files(str(folder), (".warc.gz",), left)] == ["a.warc.gz"]
    assert left.examples == {Reason.UNREADABLE: str(folder / "pipe.warc.gz")}


@pytest.mark.parametrize("jobs", [1, None])
def test_a_link_to_nowhere_costs_only_itself(folder, jobs):
    (folder / "gone.warc.gz").symlink_to("/nope")
    pages = [*read_captures(str(folder), str, jobs=jobs)]
    assert [page.url for page in pages if isinstance(page, CapturedPage)] == [URL]
    assert [page for page in pages if isinstance(page, Damage)]


def test_a_name_in_latin_1_is_read_and_can_be_printed(folder):
    (folder / "a.warc.gz").rename(folder / os.fsdecode(b"b\xe4r.warc.gz"))
    os.close(os.open(os.fsencode(folder) + b"/\xe4.dat", os.O_CREAT))
    left = LeftOut()
    (page,) = read_captures(str(folder), str, left=left)
    assert page.url == URL
    assert left.sentence().isprintable()

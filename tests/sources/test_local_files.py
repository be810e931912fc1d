"""Links, pipes and names that are no UTF-8 among the files of a folder."""

from __future__ import annotations

import os

import pytest

from crawler.books import Books, EntryKind
from crawler.left_out import LeftOut, Reason, files_sentence
from crawler.sources.local_files import find_files
from crawler.sources.protocols import SourceError
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.captured_page import CapturedPage, Damage
from tests.warc.making import HTML, Warc, arc


def make_arc(path):
    path.write_bytes(arc([(URL, b"<p>Zwei</p>")]))


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
    assert left.examples == {Reason.UNREADABLE_FILE: str(folder / "pipe.warc.gz")}


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


def test_every_file_of_a_folder_is_in_the_books(folder, tmp_path):
    for name in ("b.warc.gz.open", "c.WARC.GZ.OPEN", "d.tmp", "notes.pdf", "README", ".hidden"):
        (folder / name).touch()
    (folder / "index.cdxj").touch()
    (folder / "loop").symlink_to(folder)
    (folder / "away").symlink_to(tmp_path / "other")
    os.mkfifo(folder / "pipe.warc.gz")
    make_arc(folder / "old.arc.gz")
    left = LeftOut()
    pages = [*read_captures(str(folder), str, left=left)]
    assert len(pages) == 2
    books = Books()
    left.enter(books)
    assert books.met(EntryKind.FILE) == 11 + 1  # with the folder that is a loop
    assert files_sentence(books.lines()) == (
        "read 1 WARC, 1 ARC; not read: 1 pipe or device, 2 without a suffix, 2 `.open`, "
        "1 linked folder (a loop), 1 `.tmp`, 1 `.pdf`; beside them 1 hidden, 1 index"
    )
    assert books.close(None) == []
    assert LeftOut.of_run(books).as_json() == left.as_json()


@pytest.mark.parametrize("pattern", ["*", "**", "**/*"])
def test_a_glob_of_everything_is_the_folder(folder, pattern):
    (folder / "below").mkdir()
    for name in ("a.warc.gz.open", "notes.pdf", "below/x.pdf"):
        (folder / name).touch()
    left = LeftOut()
    assert [p.name for p in find_files(str(folder / pattern), (".warc.gz",), left)] == ["a.warc.gz"]
    assert left.counts == {Reason.UNKNOWN_FILE: 3}


def test_what_a_glob_names_is_read_whatever_it_is_called(folder):
    (folder / "a.warc.gz").rename(folder / "a.warc.gz.open")
    assert len([*read_captures(str(folder / "*.open"), str)]) == 1


def test_a_folder_that_cannot_be_listed_costs_only_itself(folder, monkeypatch):
    (folder / "closed").mkdir()
    scandir = os.scandir

    def refuse(path):
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    page, damage = read_captures(str(folder), str)
    assert page.url == URL
    assert (damage.file, damage.reason) == (str(folder / "closed"), "Permission denied")


def test_a_folder_of_nothing_to_read_says_what_it_has(tmp_path):
    (tmp_path / "a.warc.gz.open").touch()
    with pytest.raises(SourceError, match=r"not read: 1 `\.open`"):
        find_files(str(tmp_path), (".warc.gz",))

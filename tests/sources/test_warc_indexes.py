"""Folders of WARC files with indexes: only what is wanted is read, and nothing is missed for it."""

from __future__ import annotations

import gzip
import json
import logging
import random
import re
import shutil
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.publishing.export.cdxj_index import indexed
from crawler.sources.warc import read_captures
from crawler.webarchives import cdx_file as index_file
from crawler.webarchives.cdx_file import IndexFile, IndexFileError
from crawler.webarchives.warc.captured_page import CapturedPage, Damage
from crawler.webarchives.warc.payload import payload_digest
from crawler.webarchives.warc.warc_file import FileSlice, WarcFile
from tests.warc.making import Warc

HOST = "www.portal.example"
ELSEWHERE = "elsewhere.example"


class Wanted:
    """A wish that other processes can be told."""

    def __call__(self, url):
        return f"//{HOST}/" in url


def read(place, **options):
    return list(read_captures(str(place), Wanted(), hosts=[HOST], **options))


def pages(found):
    return [(page.url, page.body, page.capture.warc_file, page.capture.warc_offset)
            for page in found if isinstance(page, CapturedPage)]  # fmt: skip


def damage(found):
    return [each for each in found if isinstance(each, Damage)]


def noise(seed, size=20_000):
    """A page that does not get smaller by being packed."""
    return random.Random(seed).randbytes(size)


def write(path, number, count=10, every=5):
    """A WARC file with few pages of the portal among many of others; its lines for an index."""
    warc = Warc()
    for each in range(count):
        name = f"{number}-{each}"
        warc.response(f"http://{ELSEWHERE}/{name}", noise(name))
        if each % every == 2:
            warc.request(f"http://{HOST}/{name}").response(
                f"http://{HOST}/{name}", f"<p>{name}".encode()
            )
            warc.response(
                f"http://{HOST}/{name}.png", noise(name), headers=[("Content-Type", "image/png")]
            )
    warc.response(f"http://{ELSEWHERE}/{number}-last", noise(number)).save(path)
    return lines_of(path)


def lines_of(path, name=None):
    lines, _ = indexed(WarcFile(path, 0, path.stat().st_size), name or path.name)
    return lines


def collection(folder, index="index.cdxj"):
    """Three files with one index, as pywb keeps them."""
    (folder / "archive").mkdir()
    (folder / "indexes").mkdir()
    lines = []
    for number in range(3):
        lines += write(folder / "archive" / f"{number}.warc.gz", number)
    text = "".join(sorted(lines)).encode()
    target = folder / "indexes" / index
    target.write_bytes(gzip.compress(text) if index.endswith(".gz") else text)
    return target


def years(folder, filename):
    """A folder a year, two files each, with one index above; ``filename`` is how it names them."""
    lines = []
    for year in (2020, 2021):
        (folder / str(year)).mkdir()
        for number in range(2):
            file = folder / str(year) / f"{year}-{number}.warc.gz"
            write(file, f"{year}-{number}")
            lines += lines_of(file, filename.format(year=year, name=file.name))
    (folder / "index.cdxj").write_text("".join(sorted(lines)))


@pytest.fixture
def bytes_read(monkeypatch):
    """The bytes that are read of WARC files, per file."""
    counts = {}
    read_at = FileSlice.read_at

    def counting(self, offset, size):
        data = read_at(self, offset, size)
        name = self._file.name
        counts[name] = counts.get(name, 0) + len(data)
        return data

    monkeypatch.setattr(FileSlice, "read_at", counting)
    return counts


@pytest.mark.parametrize("index", ["index.cdxj", "index.cdx.gz"])
def test_with_an_index_the_same_pages_come_as_without(tmp_path, index, caplog):
    target = collection(tmp_path, index)
    found = read(tmp_path)
    target.unlink()

    assert len(pages(found)) == 6
    assert found == read(tmp_path)
    assert caplog.messages == []


def test_plain_cdx_lines_are_understood(tmp_path, caplog):
    target = collection(tmp_path)
    names = (
        "urlkey",
        "timestamp",
        "url",
        "mime",
        "status",
        "digest",
        "length",
        "offset",
        "filename",
    )
    legend = " CDX N b a m s k S V g\n"
    lines = []
    for line in target.read_text().splitlines():
        key, timestamp, fields = line.split(" ", 2)
        row = {"urlkey": key, "timestamp": timestamp, **json.loads(fields)}
        lines.append(" ".join(row[name] for name in names) + "\n")
    target.with_name("index.cdx").write_text(legend + "".join(lines))
    target.unlink()

    assert len(pages(read(tmp_path))) == 6
    assert caplog.messages == []


records = st.lists(
    st.tuples(
        st.sampled_from([HOST, HOST, ELSEWHERE]),
        st.integers(0, 3),
        st.sampled_from(["page", "page", "picture", "gone", "resource", "request", "revisit"]),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(records, min_size=1, max_size=3))
def test_an_index_changes_nothing_of_what_comes(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("any")
    lines = []
    for number, rows in enumerate(files):
        warc = Warc().request(f"http://{ELSEWHERE}/")
        for place, (host, page, kind) in enumerate(rows):
            url, body = f"http://{host}/{page}", f"<p>{page}".encode()
            date = f"20{number:02}-01-{place + 1:02}T00:00:00Z"
            if kind == "page":
                warc.response(url, body, date=date)
            elif kind == "picture":
                warc.response(f"{url}.png", body, headers=[("Content-Type", "image/png")])
            elif kind == "gone":
                warc.response(url, b"", status="404 Not Found", date=date)
            elif kind == "resource":
                warc.resource(url, body)
            elif kind == "request":
                warc.request(url)
            else:
                warc.revisit(url, date=date, WARC_Payload_Digest=payload_digest(body))
        lines += lines_of(warc.save(folder / f"{number}.warc.gz"))
    (folder / "index.cdxj").write_text("".join(sorted(lines)))

    assert sorted(map(repr, read(folder))) == sorted(
        map(repr, read_captures(str(folder), Wanted()))
    )


def test_what_the_index_does_not_name_is_not_read(tmp_path, bytes_read):
    folder = tmp_path / "archive"
    folder.mkdir()
    lines = write(folder / "big.warc.gz", 0, count=300, every=150)
    (folder / "big.cdxj").write_text("".join(sorted(lines)))
    bytes_read.clear()

    assert len(pages(read(folder))) == 2

    # Most is its last megabyte, which tells whether the index knows the file.
    (done,) = bytes_read.values()
    assert done < (folder / "big.warc.gz").stat().st_size / 2


def test_lines_are_found_wherever_they_stand(tmp_path):
    path = tmp_path / "index.cdxj"
    lines = []
    for number in range(5_000):
        row = {"url": f"http://p{number:05}.example/", "filename": "a", "offset": f"{number}"}
        lines.append(f"example,p{number:05})/ 2020 {json.dumps(row)}\n")
    path.write_text("".join(lines))
    index = IndexFile(path, "index")

    for number in (0, 1, 2_499, 4_998, 4_999):
        assert [row.offset for row in index.of_host(f"p{number:05}.example")] == [number]
        assert index.lists(f"http://p{number:05}.example/", "a", number)
    for host in ("p.example", "a.example", "p99999.example"):
        assert list(index.of_host(host)) == []


def test_answers_to_posts_stand_under_keys_of_their_own(tmp_path):
    path = tmp_path / "index.cdxj"
    row = {"url": "http://p.example/form", "filename": "a", "offset": "7"}
    path.write_text(f"example,p)/form?__wb_method=post&a=1 2020 {json.dumps(row)}\n")
    index = IndexFile(path, "index")

    assert index.lists("http://p.example/form", "a", 7)
    assert not index.lists("http://p.example/fo", "a", 7)


def test_big_indexes_are_sampled_for_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(index_file, "_LOOKED_THROUGH", 2_000)
    monkeypatch.setattr(index_file, "_SAMPLES", 100)
    path = tmp_path / "index.cdxj"
    lines = [f"example,p{number:06})/ 2020 {{}}\n" for number in range(10_000)]

    path.write_text("".join(lines))
    IndexFile(path, "index").check()
    for wrong in ([*lines, lines[0]], lines[5_000:] + lines[:5_000]):
        path.write_text("".join(wrong))
        with pytest.raises(IndexFileError, match="not sorted"):
            IndexFile(path, "index").check()


class TestDoubt:
    """Whatever is wrong with an index, no page is missed for it, and it is said."""

    def test_a_file_the_index_does_not_know_is_read_whole(self, tmp_path, caplog):
        collection(tmp_path)
        write(tmp_path / "archive" / "new.warc.gz", 3)

        assert len(pages(read(tmp_path))) == 8
        assert any("new.warc.gz is read whole" in each for each in caplog.messages)

    def test_a_file_that_grew_is_read_whole(self, tmp_path, caplog):
        collection(tmp_path)
        file = tmp_path / "archive" / "1.warc.gz"
        more = Warc().response(f"http://{HOST}/more").made().data
        file.write_bytes(file.read_bytes() + more)

        assert f"http://{HOST}/more" in [url for url, *_ in pages(read(tmp_path))]
        assert any("does not list its last page" in each for each in caplog.messages)

    def test_a_file_that_was_replaced_is_read_whole(self, tmp_path, caplog):
        collection(tmp_path)
        first, second = (tmp_path / "archive" / f"{number}.warc.gz" for number in (0, 1))
        first.write_bytes(second.read_bytes())

        assert len(pages(read(tmp_path))) == 6
        assert any("does not list its first page" in each for each in caplog.messages)

    def test_places_where_nothing_begins_cost_no_page(self, tmp_path, caplog):
        target = collection(tmp_path)
        text = target.read_text()
        line = next(line for line in text.splitlines() if f'{HOST}/1-2"' in line)
        wrong = re.sub(r'"offset": "\d+"', '"offset": "4711"', line)
        target.write_text("".join(sorted(text.replace(line, wrong).splitlines(keepends=True))))

        assert len(pages(read(tmp_path))) == 6
        assert any("where none begins" in each for each in caplog.messages)

    def test_places_behind_the_end_of_a_torn_file_are_lost_and_named(self, tmp_path):
        collection(tmp_path)
        file = tmp_path / "archive" / "2.warc.gz"
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

        found = read(tmp_path)

        assert len(pages(found)) == 5
        assert [each.url for each in damage(found) if "ends before" in each.reason] == [
            f"http://{HOST}/2-7"
        ]

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        collection(tmp_path)
        (tmp_path / "archive" / "2.warc.gz").unlink()

        (lost,) = damage(read(tmp_path))

        assert lost.file.endswith("index.cdxj")
        assert "lists 2 captures in 2.warc.gz, which is not there" in lost.reason
        assert lost.reason.endswith(f"such as http://{HOST}/2-2")

    def test_one_file_of_several_that_are_there_is_no_loss(self, tmp_path):
        collection(tmp_path)

        found = read(tmp_path / "archive" / "1.warc.gz")

        assert len(pages(found)) == 2
        assert damage(found) == []

    @pytest.mark.parametrize("filename", ["{year}/{name}", "{name}"])
    def test_what_an_index_lists_of_other_folders_is_no_loss(self, tmp_path, filename, caplog):
        years(tmp_path, filename)

        found = read(tmp_path / "2020")

        assert len(pages(found)) == 4
        assert damage(found) == []
        assert caplog.messages == []
        assert len(pages(read(tmp_path))) == 8

    def test_other_folders_need_not_be_there(self, tmp_path):
        years(tmp_path, "{year}/{name}")
        shutil.rmtree(tmp_path / "2021")

        assert damage(read(tmp_path / "2020")) == []

    @pytest.mark.parametrize(
        "filename", ["{year}/{name}", "{name}", "/made/elsewhere/{year}/{name}"]
    )
    def test_of_the_folder_asked_for_every_file_is_missed(self, tmp_path, filename):
        years(tmp_path, filename)
        (tmp_path / "2020" / "2020-1.warc.gz").unlink()

        (lost,) = damage(read(tmp_path / "2020"))

        assert lost.file == str(tmp_path / "index.cdxj")
        assert "2020-1.warc.gz, which is not there" in lost.reason

    def test_files_of_one_name_are_told_apart_by_their_folders(self, tmp_path, caplog):
        lines = []
        for year in ("2020", "2021"):
            (tmp_path / year).mkdir()
            for name in ("0.warc.gz", "1.warc.gz"):
                write(tmp_path / year / name, f"{year}-{name}")
                lines += lines_of(tmp_path / year / name, f"{year}/{name}")
        (tmp_path / "index.cdxj").write_text("".join(sorted(lines)))
        (tmp_path / "2020" / "1.warc.gz").unlink()

        for asked, came in ((tmp_path / "2020", 2), (tmp_path, 6)):
            found = read(asked)
            assert len(pages(found)) == came
            assert ["-1.warc.gz-2" in each.reason for each in damage(found)] == [True]
        assert caplog.messages == []

    @pytest.mark.parametrize("spoil", ["unsorted", "nonsense", "placeless", "packed badly"])
    def test_an_index_of_no_use_is_not_used(self, tmp_path, caplog, spoil):
        target = collection(tmp_path)
        lines = target.read_text().splitlines(keepends=True)
        if spoil == "unsorted":
            target.write_text("".join(reversed(lines)))
        elif spoil == "nonsense":
            target.write_text("".join(sorted([*lines, "example,portal)/1 20999999 -\n"])))
        elif spoil == "placeless":
            target.write_text(re.sub(r', "offset": "\d+"', "", target.read_text()))
        else:
            target.with_name("index.cdx.gz").write_bytes(gzip.compress(b"x" * 9999)[:20])
            target.unlink()

        with caplog.at_level(logging.WARNING):
            assert len(pages(read(tmp_path))) == 6
        assert any("not used" in each for each in caplog.messages)

    def test_a_file_compressed_as_a_whole_is_read_whole(self, tmp_path):
        write(tmp_path / "a.warc.gz", 0)
        plain = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
        (tmp_path / "a.cdxj").write_text("".join(sorted(lines_of(tmp_path / "a.warc.gz"))))
        (tmp_path / "a.warc.gz").write_bytes(gzip.compress(plain))

        assert len(pages(read(tmp_path))) == 2


def test_a_corrupt_record_that_is_listed_costs_only_itself(tmp_path, caplog):
    lines = write(tmp_path / "big.warc.gz", 0, count=80)
    (tmp_path / "big.cdxj").write_text("".join(sorted(lines)))
    row = json.loads(next(line for line in lines if f'{HOST}/0-7"' in line).split(" ", 2)[2])
    data = bytearray((tmp_path / "big.warc.gz").read_bytes())
    middle = int(row["offset"]) + int(row["length"]) * 3 // 4  # behind its head
    data[middle : middle + 8] = bytes(8)
    (tmp_path / "big.warc.gz").write_bytes(data)

    found = read(tmp_path)

    assert len(pages(found)) == 15
    assert [(each.url, each.offset) for each in damage(found)] == [
        (f"http://{HOST}/0-7", int(row["offset"]))
    ]
    assert caplog.messages == []


def test_the_first_record_of_a_file_is_named_by_its_index_too(tmp_path):
    warc = Warc().response(f"http://{HOST}/first", noise(1)).response(f"http://{HOST}/2", noise(2))
    warc.save(tmp_path / "a.warc.gz")
    (tmp_path / "a.cdxj").write_text("".join(sorted(lines_of(tmp_path / "a.warc.gz"))))
    data = bytearray((tmp_path / "a.warc.gz").read_bytes())
    data[12:400] = bytes(388)
    (tmp_path / "a.warc.gz").write_bytes(data)

    found = read(tmp_path)

    assert [url for url, *_ in pages(found)] == [f"http://{HOST}/2"]
    assert [(each.offset, each.url) for each in damage(found)] == [(0, f"http://{HOST}/first")]


class TestPackages:
    def package(self, tmp_path, lines, name="indexes/index.cdx"):
        path = tmp_path / "portal.wacz"
        with zipfile.ZipFile(path, "w") as wacz:
            wacz.write(tmp_path / "a.warc.gz", "archive/a.warc.gz", zipfile.ZIP_STORED)
            text = "".join(sorted(lines)).encode()
            data = gzip.compress(text) if name.endswith(".gz") else text
            wacz.writestr(name, data, zipfile.ZIP_DEFLATED)
        (tmp_path / "a.warc.gz").unlink()
        return path

    @pytest.mark.parametrize("name", ["indexes/index.cdx", "indexes/index.cdx.gz"])
    def test_the_index_in_a_package_is_used(self, tmp_path, bytes_read, name):
        lines = write(tmp_path / "a.warc.gz", 0, count=200)
        path = self.package(tmp_path, lines, name)

        found = read(path)

        assert len(pages(found)) == 40
        assert found == list(read_captures(str(path), Wanted()))
        assert damage(found) == []

    def test_an_index_that_lists_the_beginning_of_a_package_costs_nothing(self, tmp_path):
        lines = write(tmp_path / "a.warc.gz", 0)
        path = self.package(tmp_path, lines[: len(lines) // 2])

        assert len(pages(read(path))) == 2


class TestProcesses:
    def test_several_processes_give_what_one_gives(self, tmp_path):
        target = collection(tmp_path)
        digest = next(page.capture.digest for page in read(tmp_path) if f"{HOST}/2-2" in page.url)
        Warc().revisit(f"http://{HOST}/again", WARC_Payload_Digest=digest).response(
            f"http://{HOST}/torn", noise(0)
        ).save(tmp_path / "archive" / "0a.warc.gz")
        spoilt = bytearray((tmp_path / "archive" / "0a.warc.gz").read_bytes())
        spoilt[-2000:-1000] = bytes(1000)
        (tmp_path / "archive" / "0a.warc.gz").write_bytes(spoilt)
        (tmp_path / "archive" / "b.warc.gz").write_text("no WARC file")
        whole = Warc(compressed=False).response(f"http://{HOST}/whole").made().data
        (tmp_path / "archive" / "c.warc.gz").write_bytes(gzip.compress(whole))

        alone, together = read(tmp_path), read(tmp_path, jobs=2)
        target.unlink()
        unindexed = read(tmp_path, jobs=2)

        assert len(pages(alone)) == 8
        assert [each.url for each in damage(alone)] == [f"http://{HOST}/torn", None]
        assert sorted(map(repr, together)) == sorted(map(repr, alone))
        assert sorted(map(repr, unindexed)) == sorted(map(repr, alone))

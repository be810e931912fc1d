"""WACZ packages as they should not be: inside of each other, deflated, encrypted, cut off."""

import gzip
import io
import zipfile

import pytest

from crawler.left_out import LeftOut, Reason
from crawler.sources.protocols import SourceError
from crawler.sources.warc import read_captures
from crawler.webarchives.warc.captured_page import CapturedPage, Damage, read_capture
from tests.warc.making import Warc, arc

STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def warc(*names):
    made = Warc()
    for name in names:
        made.response(f"http://portal.example/{name}", f"<p>{name}</p>".encode() * 50)
    return made.made().data


class Pipe(io.RawIOBase):
    """A file that cannot be sought in, so that sizes stand behind what they are of."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def package(members, method=STORED, *, streamed=False):
    out = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in members.items():
            made.writestr(name, data, method)
        made.writestr("datapackage.json", "{}", DEFLATED)
    return out.data if streamed else out.getvalue()


def read(tmp_path, data, left=None, name="a.wacz"):
    path = tmp_path / name
    path.write_bytes(data)
    return [*read_captures(str(path), lambda url: True, left=left)]


def names(found):
    return [page.url[-1] if isinstance(page, CapturedPage) else None for page in found]


TWO = {"archive/a.warc.gz": warc("1", "2"), "archive/b.warc.gz": warc("3", "4")}
ONE, OTHER = (
    package({"archive/a.warc.gz": warc("1", "2")}),
    package({"archive/a.warc.gz": warc("3")}),
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (package(TWO, DEFLATED), "1234"),
        (package(TWO, streamed=True), "1234"),
        (package(TWO, DEFLATED, streamed=True), "1234"),
        (package({"one.wacz": ONE, "two.wacz": OTHER}), "123"),
        (package({"one.wacz": ONE, "two.wacz": OTHER}, DEFLATED), "123"),
        (package({"in/x.wacz": package({"y.zip": package(TWO, DEFLATED)}, DEFLATED)}), "1234"),
        (package({"archive/a.arc.gz": arc([("http://portal.example/1", b"<p>1</p>")])}), "1"),
        (package({"A.WARC.GZ": warc("1")}), "1"),
    ],
    ids=[
        "deflated", "streamed", "deflated and streamed", "packages", "deflated packages",
        "three deep", "ARC", "upper case",
    ],
)  # fmt: skip
def test_every_page_is_read_and_read_again_from_its_place(tmp_path, data, expected):
    found = read(tmp_path, data)
    assert "".join(names(found)) == expected
    for page in found:
        assert read_capture(page.capture.warc_file, page.capture.warc_offset) == page


@pytest.mark.parametrize("method", [STORED, DEFLATED])
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("nested", [False, True])
def test_a_package_cut_off_anywhere_gives_what_is_left_of_it(tmp_path, method, streamed, nested):
    whole = package(TWO, method, streamed=streamed)
    if nested:
        whole = package({"one.wacz": whole, "two.wacz": package({"archive/c.warc.gz": warc("5")})})
    before = -1
    for size in range(200, len(whole) - 1, 211):
        try:
            found = read(tmp_path, whole[:size])
        except SourceError:
            found = []
        pages = [name for name in names(found) if name]
        assert pages == list("12345"[: len(pages)])  # in order, none twice
        assert names(found).count(None) <= 1
        assert len(pages) >= before
        before = len(pages)
    assert before == (5 if nested else 4)


def test_a_package_without_its_directory_has_lost_nothing(tmp_path):
    whole = package(TWO)
    found = read(tmp_path, whole[: whole.index(b"PK\x01\x02")])
    assert names(found) == list("1234")


def test_a_cut_between_two_records_is_told(tmp_path):
    data = package({"archive/a.warc.gz": warc("1", "2")})
    second = data.rindex(b"\x1f\x8b\x08", 0, data.index(b"PK\x01\x02"))
    page, damage = read(tmp_path, data[:second])
    assert page.url[-1] == "1"
    assert "cut off" in damage.reason
    assert damage.offset == second


def test_a_member_that_cannot_be_read_costs_itself(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("archive/a.warc.gz", warc("1"), zipfile.ZIP_BZIP2)
        made.writestr("archive/b.warc.gz", warc("2"))
        made.writestr("notes.pdf", b"%PDF")
    left = LeftOut()
    damage, page = read(tmp_path, out.getvalue(), left)
    assert damage.file.endswith("a.wacz, archive/a.warc.gz")
    assert "unpack it" in damage.reason
    assert page.url[-1] == "2"
    assert left.counts == {Reason.UNKNOWN_FILE: 1}


def test_what_is_only_refused_is_said_in_one_sentence(tmp_path):
    encrypted = bytearray(package({"archive/a.warc.gz": warc("1")}))
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(header) + at] |= 1
    with pytest.raises(SourceError, match="encrypted"):
        read(tmp_path, bytes(encrypted))
    deep = ONE
    for _ in range(5):
        deep = package({"in.wacz": deep})
    with pytest.raises(SourceError, match="packages stand in packages"):
        read(tmp_path, deep)


def test_corrupt_deflated_data_costs_what_is_behind_it(tmp_path):
    data = bytearray(package({"archive/a.warc": gzip.decompress(warc("1"))}, DEFLATED))
    data[150:170] = b"\xff" * 20
    try:
        found = read(tmp_path, bytes(data))
    except SourceError:
        return
    assert any(isinstance(each, Damage) for each in found)


def test_the_copy_of_a_package_that_was_changed_is_read_anew(tmp_path):
    assert names(read(tmp_path, package(TWO, DEFLATED))) == list("1234")
    changed = package({"archive/a.warc.gz": warc("7", "8", "9")}, DEFLATED)
    assert names(read(tmp_path, changed)) == list("789")

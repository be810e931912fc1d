"""Records read one by one are the same whether their files stay open or not."""

import pytest

from crawler.webarchives.warc import open_files
from crawler.webarchives.warc.open_files import OpenFiles
from crawler.webarchives.warc.records import read_record, record_at
from crawler.webarchives.warc.warc_file import Damage, NotAWarcFileError, warc_files
from tests.warc.writing import FILES, record, url

PACKED = ("plain", "a member each", "zstd")


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / f"{number}.warc" for number in range(len(PACKED))]
    for number, (path, pack) in enumerate(zip(paths, PACKED, strict=True)):
        path.write_bytes(FILES[pack]([record(number)]))
    return paths


@pytest.mark.parametrize("most", [1, 2, 16])
def test_records_of_several_files_in_any_order(monkeypatch, files, most):
    monkeypatch.setattr(open_files, "_FILES_MAX", most)
    with OpenFiles() as opened:
        for number in (0, 1, 2, 1, 0, 2, 2):
            assert opened.record_at(str(files[number]), 0).url == url(number)
            (file,) = warc_files(files[number])
            assert opened.record(file, 0).payload == read_record(file, 0).payload


@pytest.mark.parametrize("offset", [3, 10**6])
def test_what_is_wrong_with_a_place_is_said_in_the_same_words(files, offset):
    with OpenFiles() as opened:
        for path in files:
            found = opened.record_at(str(path), offset)
            assert isinstance(found, Damage)
            assert found == record_at(str(path), offset)


def test_a_file_that_cannot_be_opened_costs_no_other(tmp_path, files):
    (tmp_path / "empty.warc").write_bytes(b"")
    with OpenFiles() as opened:
        assert opened.record_at(str(files[0]), 0).url == url(0)
        for _ in range(2):
            with pytest.raises(FileNotFoundError):
                opened.record_at(str(tmp_path / "nowhere.warc"), 0)
            with pytest.raises(NotAWarcFileError):
                opened.record_at(str(tmp_path / "empty.warc"), 0)
        assert opened.record_at(str(files[0]), 0).url == url(0)

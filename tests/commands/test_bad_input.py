"""Wrong input: one clear sentence, the right exit code, no traceback."""

import pytest

WARC = "kooperation_international"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nobody"], 2, "no spider is called 'nobody'; there are "),
        ([WARC, "-a", "source=ftp:somewhere"], 2, "unknown source 'ftp:somewhere'; known are live"),
        ([WARC, "-a", "source=warc"], 2, "source 'warc' needs a place: warc:PATH"),
        ([WARC, "-a", "source=warc:/no/such/file.warc.gz"], 2, "/no/such/file.warc.gz"),
        ([WARC, "-a", "source=text:/no/such/file.txt"], 2, "/no/such/file.txt"),
        ([WARC, "-a", "since=someday"], 2, "since='someday' is no date"),
        ([WARC, "-a", "colour=red"], 2, "unknown spider argument 'colour'"),
        ([WARC, "-s", "CONNECT_TO=nonsense"], 2, "CONNECT_TO"),
        ([WARC, "-a", "source=demo"], 2, "kooperation_international has no demo portal"),
        ([], 2, "name one spider"),
    ],
)
def test_wrong_usage(scrapy, archive_path, arguments, code, said):
    done = scrapy("crawl", *arguments)
    assert said in done.stderr
    assert done.returncode == code
    assert not archive_path.exists()


def test_an_archive_that_is_not_sqlite_is_left_as_it_is(scrapy, archive_path):
    archive_path.write_text("Dear diary, " * 100)
    done = scrapy("crawl", "demo_cluster")
    assert str(archive_path) in done.stderr
    assert done.returncode == 1
    assert archive_path.read_text().startswith("Dear diary")


def test_an_archive_in_a_folder_that_is_not_there(scrapy, tmp_path):
    done = scrapy("crawl", "demo_cluster", "-s", f"ARCHIVE_PATH={tmp_path}/nowhere/archive.db")
    assert done.returncode in (0, 1)  # the last -s wins: the fixture's archive is written
    done = scrapy("update", "demo_cluster", "nobody")
    assert "no spider is called 'nobody'" in done.stderr
    assert done.returncode == 2


def test_a_portal_that_cannot_be_reached(scrapy):
    done = scrapy(
        "crawl", "clusterplattform", "-s", "CONNECT_TO=www.clusterplattform.de=127.0.0.1:9",
        "-s", "RETRY_TIMES=0",
    )  # fmt: skip
    assert "robots.txt of www.clusterplattform.de cannot be fetched" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.warc.gz", b"", "empty"),
        ("picture.warc.gz", b"\x89PNG\r\n\x1a\n" + bytes(500), "no WARC"),
    ],
)
def test_a_file_that_is_no_warc(scrapy, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    done = scrapy("crawl", WARC, "-a", f"source=warc:{path}")
    assert name in done.stderr
    assert said in done.stderr
    assert done.returncode in (1, 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (bytes(range(256)) * 20, "binary")],
    ids=["empty", "binary"],
)
def test_a_text_export_without_text(scrapy, tmp_path, content, said):
    path = tmp_path / "export.txt"
    path.write_bytes(content)
    done = scrapy("crawl", WARC, "-a", f"source=text:{path}")
    assert said in done.stderr
    assert done.returncode in (1, 2)

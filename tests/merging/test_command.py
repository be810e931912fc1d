"""``scrapy merge`` as a person types it, with the captures of a real crawl."""

from __future__ import annotations

import json

from crawler.monitoring.lock import run_lock
from tests.conftest import kept_in, run_scrapy
from tests.crawled import copied, crawled_once, everything, tables


def test_a_crawled_archive_goes_over_whole_with_its_captures(tmp_path_factory, tmp_path):
    # A copy: merging locks the other archive, too.
    crawled = copied(crawled_once(tmp_path_factory), tmp_path / "other")
    into = tmp_path / "all" / "archive.db"  # which makes the folder, too
    done = run_scrapy("merge", str(into), str(crawled.archive), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    there = tables(crawled.archive)
    assert (report["articles"], report["runs"]) == (len(there["articles"]), 3)
    assert any(row["gone_at"] for row in map(dict, there["articles"]))
    assert tables(into) == there
    doctor = run_scrapy("doctor", *kept_in(into))
    assert doctor.returncode == 0, doctor.stdout

    page = run_scrapy("inspect", "--article", "1", "--raw", *kept_in(into))
    assert (page.returncode, "</html>" in page.stdout) == (0, True)

    before = everything(into)
    again = run_scrapy("merge", str(into), str(crawled.archive))
    said = " ".join(again.stdout.split())  # over several lines, if the path is long
    assert said == f"{crawled.archive}: 0 new articles, 0 told more, 0 captures, 0 runs"
    assert everything(into) == before


def test_watches_of_the_other_archive_stay_there_and_the_result_says_so(tmp_path_factory, tmp_path):
    crawled = copied(crawled_once(tmp_path_factory), tmp_path / "other")
    into = tmp_path / "all.db"
    for name, said in (("polen", "its watch stays there"), ("usa", "its 2 watches stay there")):
        run_scrapy("watch", "add", name, "--kind", "Bekanntmachung", *crawled.settings)
        done = run_scrapy("merge", str(into), str(crawled.archive))
        assert " ".join(done.stdout.split()).endswith(f" runs; {said}")
    assert run_scrapy("watch", "list", *kept_in(into)).stdout.startswith("there are no watches")


def test_missing_captures_are_told_and_can_be_brought_later(tmp_path_factory, tmp_path):
    crawled = copied(crawled_once(tmp_path_factory), tmp_path / "other")
    into = tmp_path / "all.db"
    nowhere = ("--other-captures", str(tmp_path / "anderswo"))
    done = run_scrapy("merge", str(into), str(crawled.archive), *nowhere)
    assert done.returncode == 1
    assert "2 WARC files of" in done.stderr
    assert "--other-captures" in done.stderr
    assert run_scrapy("merge", str(into), str(crawled.archive)).returncode == 0


def test_wrong_arguments_and_a_run_at_work_are_told_by_the_exit_code(tmp_path, archive_path):
    one = run_scrapy("merge", str(archive_path))
    assert one.returncode == 2
    (tmp_path / "alias.db").symlink_to(archive_path)
    itself = run_scrapy("merge", str(archive_path), str(tmp_path / "alias.db"))
    assert (itself.returncode, "is not merged with itself" in itself.stderr) == (2, True)
    absent = run_scrapy("merge", str(archive_path), str(tmp_path / "fehlt.db"))
    assert (absent.returncode, "fehlt.db does not exist" in absent.stderr) == (1, True)
    with run_lock(archive_path):
        (tmp_path / "other.db").write_bytes(b"x" * 100)
        locked = run_scrapy("merge", str(archive_path), str(tmp_path / "other.db"))
    assert (locked.returncode, "is being updated by" in locked.stderr) == (3, True)

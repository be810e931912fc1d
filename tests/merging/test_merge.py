"""Archives joined: everything once, whatever the order, as one archive would have it."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crawler.archive import Archive, NewerArchiveError, NotAnArchiveError, Portal
from crawler.items import Alias, Article, Capture
from crawler.maintenance.merge import merge_archive
from crawler.maintenance.merge.joining import WAYS
from tests.crawled import everything, tables

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)
READ_AT = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def sighting(
    page: int, day: int, title: str, alias: int | None = None, body: str = "Text"
) -> Article:
    url = f"https://muster.example/{page}"
    at = dt.datetime(2020, 3, day, 12, tzinfo=dt.UTC)
    other = [Alias(f"https://muster.example/alt/{alias}", "pfad")] if alias is not None else []
    capture = Capture(
        url, READ_AT, at, 200, digest=f"sha1:{title}{body}", source="warc:muster.warc"
    )
    return Article(
        url, title=title, body="Text", captured_at=at, aliases=other, kind="nachricht",
        breadcrumb=f"Start › {title}", topics=[title], capture=capture,
    )  # fmt: skip


def fill(path: Path, sightings: list[Article]) -> Path:
    with Archive(path) as archive:
        run_id = archive.begin_run("musterportal", "warc:muster.warc", PORTAL)
        archive.store(sightings, run_id)
        archive.finish_run(run_id, "finished", {})
    return path


def merged(into: Path, *others: Path) -> Path:
    with Archive(into) as archive:
        for other in others:
            merge_archive(archive, into.with_name("captures"), other, other.with_name("captures"))
    return into


def contents(path: Path) -> dict[str, list]:
    """``tables`` without when each page was read."""
    return {
        name: [tuple(pair for pair in row if pair[0] != "fetched_at") for row in rows]
        for name, rows in tables(path).items()
    }


def test_every_table_has_its_way_of_merging(tmp_path):
    with Archive(tmp_path / "archive.db") as archive:
        there = {
            name
            for name in archive.db.table_names()
            if not name.startswith(("sqlite_", "articles_fts_"))
        }
    assert there == set(WAYS)


def test_overlapping_archives_become_one_with_revisions_in_order(tmp_path):
    one = fill(
        tmp_path / "a.db", [sighting(1, 1, "eins"), sighting(1, 5, "drei"), sighting(2, 1, "x")]
    )
    two = fill(
        tmp_path / "b.db", [sighting(1, 3, "zwei"), sighting(1, 5, "drei"), sighting(3, 1, "y")]
    )
    with Archive(one) as archive:
        report = merge_archive(archive, tmp_path / "captures", two, tmp_path / "captures")
        assert (report.articles, report.told, report.captures, report.runs) == (1, 1, 2, 1)
        history = list(archive.db.query(
            "SELECT number, seen_at, json_extract(old_values, '$.title') AS title FROM revisions "
            "JOIN articles ON articles.id = article_id WHERE url LIKE '%/1' ORDER BY number"
        ))  # fmt: skip
        assert [(row["number"], row["seen_at"][:10], row["title"]) for row in history] == [
            (1, "2020-03-03", "eins"),
            (2, "2020-03-05", "zwei"),
        ]
        assert archive.find("https://muster.example/1").title == "drei"
        assert archive.db.table("articles").count == 3
        assert list(archive.db.query("PRAGMA foreign_key_check")) == []


def test_merging_again_changes_nothing(tmp_path):
    one = fill(tmp_path / "a.db", [sighting(1, 1, "eins"), sighting(2, 1, "x", alias=7)])
    two = fill(tmp_path / "b.db", [sighting(1, 3, "zwei"), sighting(3, 2, "x", alias=7)])
    with Archive(two) as archive:
        archive.reject(1, "https://muster.example/4", "extract", "kein Titel")
        archive.note_lists_read("musterportal", {"https://muster.example/": True})
    before = everything(merged(one, two))
    assert everything(merged(one, two)) == before
    assert everything(merged(one, merged(tmp_path / "c.db", one))) == before


SIGHTINGS = st.lists(
    st.builds(
        sighting,
        page=st.integers(1, 4),
        day=st.integers(1, 9),
        title=st.sampled_from("ABC"),
        alias=st.none() | st.integers(1, 3),
    ),
    max_size=9,
    unique_by=lambda article: (article.url, article.captured_at),
)


@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(seen=SIGHTINGS, where=st.lists(st.integers(1, 3), min_size=9, max_size=9))
def test_any_order_of_merging_ends_as_one_archive_would(tmp_path_factory, seen, where):
    """Bits of ``where`` say into which of the two shards a sighting went; some into both."""
    folder = tmp_path_factory.mktemp("shards")
    whole = fill(folder / "whole.db", seen)
    shards = [
        fill(
            folder / f"{bit}.db",
            [s for s, bits in zip(seen, where, strict=False) if bits & bit],
        )
        for bit in (1, 2)
    ]
    for number, order in enumerate(itertools.permutations(shards)):
        assert contents(merged(folder / f"merged{number}.db", *order)) == contents(whole)


def test_what_is_no_archive_is_refused(tmp_path):
    empty, text, foreign = (tmp_path / name for name in ("leer.db", "text.db", "fremd.db"))
    empty.touch()
    text.write_text("kein Archiv" * 1000)
    with closing(sqlite3.connect(foreign)) as db:
        db.execute("CREATE TABLE anderes (id)")
    for other in (tmp_path / "fehlt.db", empty, text, foreign):
        with pytest.raises(NotAnArchiveError, match=other.name):
            merged(tmp_path / "archive.db", other)
    assert not (tmp_path / "fehlt.db").exists()


def test_an_archive_of_a_newer_version_is_refused(tmp_path):
    newer = fill(tmp_path / "neuer.db", [sighting(1, 1, "eins")])
    with closing(sqlite3.connect(newer)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('clusterarchiv', '9999_later', '2030')"
        )
    with pytest.raises(NewerArchiveError, match=r"neuer\.db was made by a newer version"):
        merged(tmp_path / "archive.db", newer)


def test_an_article_that_cannot_be_written_costs_itself_alone_and_comes_with_the_next_merge(
    tmp_path,
):
    other = fill(tmp_path / "other.db", [sighting(page, 1, f"Titel {page}") for page in range(4)])
    with Archive(tmp_path / "all.db") as archive:
        archive.db.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON articles WHEN new.url LIKE '%/2' "
            "BEGIN SELECT json('{'); END"
        )
        first = merge_archive(archive, tmp_path, other, tmp_path)
        assert first.articles == 3
        assert [reason.split()[0] for reason in first.not_written] == ["https://muster.example/2"]
        archive.db.execute("DROP TRIGGER refusing")
        second = merge_archive(archive, tmp_path, other, tmp_path)
        assert (second.articles, second.not_written) == (1, [])
        assert [article.title for _, article in archive.articles()] == [
            "Titel 0", "Titel 1", "Titel 3", "Titel 2"
        ]  # fmt: skip

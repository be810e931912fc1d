"""What is new is copied for all articles at once, and the same as if it were taken one by one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crawler.archive import Archive, Portal
from crawler.archive.stories import placing
from crawler.archive.stories.signed import sign_waiting
from crawler.items import (
    Alias,
    Article,
    Breadcrumb,
    Capture,
    DateMention,
    Editor,
    FurtherReading,
    Image,
    Link,
    Place,
)
from crawler.maintenance.merge import merge_archive, new_articles, take_articles
from tests.crawled import everything

PORTAL = Portal("musterportal", "Musterportal", "https://muster.example/", "typo3", alive=True)
AT = dt.datetime(2021, 5, 4, 12, tzinfo=dt.UTC)
TEXT = (
    "Das Netzwerk Blaumilch fördert ab Mai zwölf Betriebe in Musterstadt. Die Halle am Hafen wird "
    "bis 2023 umgebaut. Danach ziehen dort drei Werkstätten und ein Labor für Prüfstände ein."
)


def article(number: int, day: int = 0, **fields: object) -> Article:
    at = AT + dt.timedelta(days=day)
    url = f"https://muster.example/laender/norwegen/{number}"
    capture = Capture(url, at, at, 200, digest=f"sha1:{number}{day}{fields}", source="warc:m.warc")
    found = Article(
        url,
        portal="musterportal",
        kind="nachricht",
        title=f"Nachricht {number}",
        body=f"{TEXT} Es ist die {number}. Nachricht.",
        breadcrumb="Start › Länder",
        breadcrumbs=[Breadcrumb("Start", "https://muster.example/"), Breadcrumb("Länder", None)],
        links=[Link("https://anderswo.example/", "Mehr", None, "inline")],
        images=[Image("https://muster.example/bild.jpg", "Die Halle", "Muster")],
        dates=[DateMention("mentioned", "2023", "2023-01-01", "2023-12-31", "2023", 70)],
        sources=["Blaumilch", "Musteramt"],
        editors=[Editor("Anna Muster", None), Editor("Ute Kern", "Musteramt")],
        places=[Place("Schweden", "country", "SE")],
        topics=["Hafen"],
        further_reading=[FurtherReading("Musterverlag", "2020", "Hallen", None)],
        aliases=[Alias(f"https://muster.example/alt/{number}", "pfad")],
        confidence={"title": 0.9},
        captured_at=at,
        capture=capture,
    )
    for name, value in fields.items():
        setattr(found, name, value)
    return found


def fill(path: Path, *batches: list[Article]) -> Path:
    with Archive(path, stories=False) as archive:
        for batch in batches:
            run_id = archive.begin_run("musterportal", "warc:m.warc", PORTAL)
            archive.store(batch, run_id)
            archive.finish_run(run_id, "finished", {})
    return path


def merged(into: Path, other: Path) -> Path:
    with Archive(into) as archive:
        merge_archive(archive, into.with_name("captures"), other, other.with_name("captures"))
    return into


def rows(path: Path) -> dict[str, list]:
    """All rows of an archive, but for when its tables were made."""
    return {name: there for name, there in everything(path).items() if name[0] != "_"}


@pytest.fixture
def copied(monkeypatch):
    """The ids of articles that were copied for all at once."""
    ids: list[int] = []

    def spy(db, other):
        ids.extend(new_articles.take_new_articles(db, other))
        return ids

    monkeypatch.setattr(take_articles, "take_new_articles", spy)
    return ids


def test_copied_at_once_or_taken_one_by_one_is_the_same(tmp_path, monkeypatch, copied):
    shard = fill(tmp_path / "shard.db", [article(number) for number in range(1, 5)])
    at_once = rows(merged(tmp_path / "a.db", shard))
    assert len(copied) == 4
    monkeypatch.setattr(take_articles, "take_new_articles", lambda db, other: [])
    assert rows(merged(tmp_path / "b.db", shard)) == at_once


@pytest.mark.parametrize(
    "known",
    [
        pytest.param([article(1, 3)], id="its URL"),
        pytest.param([article(9, url="https://muster.example/alt/1")], id="another URL of it"),
        pytest.param(
            [article(9, aliases=[Alias("https://muster.example/alt/1", "pfad")])],
            id="an alias of another article",
        ),
        pytest.param([article(1)], id="its capture"),
    ],
)
def test_what_is_known_here_is_taken_by_itself(tmp_path, copied, known):
    shard = fill(tmp_path / "shard.db", [article(1), article(2)])
    with Archive(merged(fill(tmp_path / "a.db", known), shard)) as archive:
        (other,) = copied
        assert archive.article(other).title == "Nachricht 2"
        assert archive.db.table("articles").count == 2
        assert list(archive.db.query("PRAGMA foreign_key_check")) == []


@pytest.mark.parametrize(
    "there",
    [
        pytest.param([article(1), article(1, 2, title="Berichtigt")], id="an edit"),
        pytest.param(
            [article(1, capture=Capture("https://muster.example/laender/norwegen/1", AT, AT,
                                        200, incomplete="cut", source="warc:m.warc"))],
            id="a part of its page",
        ),
    ],
)  # fmt: skip
def test_what_has_a_history_is_taken_by_itself(tmp_path, copied, there):
    shard = fill(tmp_path / "shard.db", *[[each] for each in there], [article(2)])
    with Archive(merged(tmp_path / "a.db", shard)) as archive:
        (other,) = copied
        assert archive.article(other).title == "Nachricht 2"
        assert archive.db.table("articles").count == 2


def test_a_page_that_is_known_to_be_gone_here_is_taken_by_itself(tmp_path, copied):
    shard = fill(tmp_path / "shard.db", [article(1), article(2)])
    with Archive(tmp_path / "a.db") as archive:
        run_id = archive.begin_run("musterportal", "wayback", PORTAL)
        later = AT + dt.timedelta(days=90)
        looked = Capture(article(1).url, later, later, 404, source="wayback")
        archive.reject(run_id, looked.url, "fetch", "status 404", looked)
        archive.add_captures([looked], run_id)
    with Archive(merged(tmp_path / "a.db", shard)) as archive:
        gone = {row["url"]: row["gone_at"] for row in archive.db["articles"].rows}
        assert gone[article(1).url] is not None
        assert gone[article(2).url] is None
        assert len(copied) == 1


def test_an_article_whose_rows_are_damaged_is_not_copied(tmp_path, copied):
    shard = fill(tmp_path / "shard.db", [article(1), article(2)])
    with Archive(shard) as archive:
        archive.db.execute("UPDATE articles SET body = 'Etwas anderes' WHERE title LIKE '%1'")
        archive.db.conn.commit()
    merged(tmp_path / "a.db", shard)
    assert len(copied) == 1


def test_one_article_that_cannot_be_written_costs_itself_alone(tmp_path):
    shard = fill(tmp_path / "shard.db", [article(number) for number in (1, 2, 3)])
    with Archive(tmp_path / "a.db") as archive:
        archive.db.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON articles WHEN new.title LIKE '%2' "
            "BEGIN SELECT RAISE(ABORT, 'nicht hier'); END"
        )
        report = merge_archive(archive, tmp_path, shard, tmp_path)
        assert report.articles == 2
        (told,) = report.not_written
        assert "nicht hier" in told


# -- signatures that a worker has worked out -------------------------------------------------------


def sign(shard: Path) -> None:
    with Archive(shard) as archive, archive.transaction():
        sign_waiting(archive.db.conn)


def test_signatures_of_a_shard_give_the_same_stories(tmp_path):
    shard = fill(tmp_path / "shard.db", [article(1), article(2)])
    unsigned = rows(merged(tmp_path / "a.db", shard))
    sign(shard)
    assert rows(merged(tmp_path / "b.db", shard)) == unsigned


def test_a_signature_is_not_worked_out_twice(tmp_path, monkeypatch):
    shard = fill(tmp_path / "shard.db", [article(1), article(2)])
    sign(shard)
    remembered: list[str] = []

    def signature_of(document):
        remembered.append(document.title)
        return known(document)

    known = placing.signature_of
    monkeypatch.setattr(placing, "signature_of", signature_of)
    monkeypatch.setattr(
        "crawler.archive.stories.text.signature.text_fingerprints", lambda document: 1 / 0
    )
    with Archive(merged(tmp_path / "a.db", shard)) as archive:
        assert archive.db.table("story_signatures").count == 2
    assert sorted(remembered) == ["Nachricht 1", "Nachricht 2"]


def test_a_signature_of_another_text_is_not_believed(tmp_path):
    edited = article(1, 3, body="Ganz andere Worte stehen nun auf dieser Seite von gestern.")
    signed = fill(tmp_path / "signed.db", [article(1)])
    sign(signed)
    fill(signed, [edited])
    unsigned = fill(tmp_path / "unsigned.db", [article(1)], [edited])
    one, other = (rows(merged(tmp_path / f"into-{s.name}", s)) for s in (signed, unsigned))
    assert one["story_signatures"] == other["story_signatures"]

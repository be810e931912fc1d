"""Captures of an article come in any order: live first, then web archives, newest first, …"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive import Archive, Portal
from crawler.archive.content import content_hash
from crawler.archive.rows import read_contents
from crawler.archive.versions import kept_of_older
from crawler.items import Alias, Article, Breadcrumb, Capture, Link
from crawler.maintenance.doctor.consistency import check_contents

PORTAL = Portal("musterportal")

# Everything but surrogate ids and the times of runs: ids are told as addresses, captures as what
# they captured.
_EVERYTHING = {
    "articles": "select * from articles order by url",
    "links": "select a.url as of, position, l.* from links l join articles a on a.id = article_id",
    "topics": "select a.url as of, position, name from article_topics "
    "join topics t on t.id = topic_id join articles a on a.id = article_id",
    "breadcrumbs": "select a.url as of, b.* from breadcrumbs b "
    "join articles a on a.id = article_id",
    "aliases": "select u.url, a.url as of, rule from url_aliases u "
    "join articles a on a.id = article_id",
    "revisions": "select a.url as of, number, r.content_hash, seen_at, changed_fields, old_values, "
    "c.url as captured, captured_at from revisions r join articles a on a.id = r.article_id "
    "join captures c on c.id = capture_id",
    "captures": "select c.url, a.url as of, captured_at, digest, c.content_hash, is_canonical, "
    "is_filed from captures c join articles a on a.id = article_id",
    "partial_contents": "select a.url as of, p.content_hash, content from partial_contents p "
    "join articles a on a.id = article_id",
}
_SURROGATES = {"id", "article_id"}


def everything(archive):
    return {
        name: sorted(
            json.dumps({k: v for k, v in row.items() if k not in _SURROGATES}, sort_keys=True)
            for row in archive.db.query(sql)
        )
        for name, sql in _EVERYTHING.items()
    }


def stored(sightings, batch=3):
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder) / "archive.db") as archive,
    ):
        run_id = archive.begin_run("musterportal", "warc:x", PORTAL)
        for start in range(0, len(sightings), batch):
            archive.store(sightings[start : start + batch], run_id)
        archive.db.execute("insert into articles_fts (articles_fts) values ('integrity-check')")
        assert archive.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert archive.db.execute("PRAGMA foreign_key_check").fetchall() == []
        ids = [row["id"] for row in archive.db.table("articles").rows]
        for article_id, content in read_contents(archive.db.conn, ids).items():
            row = archive.db.table("articles").get(article_id)
            assert row["content_hash"] == content_hash(content)
            assert row["revision_count"] == archive.db.table("revisions").count_where(
                "article_id = ?", [article_id]
            )
        return everything(archive)


def sighting(text, day, *, path="/eins", fetched=None, aliases=(), sort=None, **values):
    moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=day)
    url = f"https://muster.example{path}"
    fetched = f"https://muster.example{fetched}" if fetched else url
    digest = f"sha1:{text}{sort or ''}"
    return Article(
        url,
        title=text,
        captured_at=moment,
        capture=Capture(fetched, moment, moment, digest=digest, content_type=sort),
        aliases=[Alias(f"https://muster.example{alias}", rule) for alias, rule in aliases],
        **values,
    )


def history(result):
    return [
        (row["seen_at"][:10], json.loads(row["old_values"]), row["number"])
        for row in sorted(map(json.loads, result["revisions"]), key=lambda row: row["number"])
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_there_and_back_is_two_revisions_in_whatever_order_it_is_learnt(order):
    sightings = [sighting("A", 0), sighting("B", 1), sighting("A", 2)]
    assert history(stored([sightings[i] for i in order])) == [
        ("2020-01-02", {"title": "A"}, 1),
        ("2020-01-03", {"title": "B"}, 2),
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_one_change_seen_three_times_is_one_revision(order):
    sightings = [sighting("A", 0), sighting("A", 1), sighting("B", 2)]
    assert history(stored([sightings[i] for i in order])) == [("2020-01-03", {"title": "A"}, 1)]


def test_an_older_capture_does_not_overwrite_what_the_portal_says_now():
    (article,) = stored([sighting("neu", 9), sighting("alt", 0)])["articles"]
    article = json.loads(article)
    assert article["title"] == "neu"
    assert article["first_seen_at"] == "2020-01-01T00:00:00Z"
    assert article["last_seen_at"] == "2020-01-10T00:00:00Z"
    assert article["changed_at"] == "2020-01-10T00:00:00Z"


def test_two_articles_become_one_when_a_page_shows_that_they_are():
    one = sighting("A", 0, path="/eins")
    two = sighting("B", 1, path="/zwei", aliases=[("/zwei?v=druck", "print view")])
    link = sighting("C", 2, path="/eins", aliases=[("/zwei", "same type and slug")])
    for order in itertools.permutations([one, two, link]):
        result = stored(order, batch=1)
        assert history(result) == [
            ("2020-01-02", {"title": "A"}, 1),
            ("2020-01-03", {"title": "B"}, 2),
        ]
        assert [json.loads(row)["url"] for row in result["articles"]] == [
            "https://muster.example/eins"
        ]
        assert [json.loads(row)["url"] for row in result["aliases"]] == [
            "https://muster.example/zwei",
            "https://muster.example/zwei?v=druck",
        ]


_PATHS = ("/eins", "/zwei", "/drei")
_RULES = ("print view", "same type and slug", "tracking")


@st.composite
def _sightings(draw):
    """Captures of three addresses that may or may not turn out to be one article."""
    path = draw(st.sampled_from(_PATHS))
    fetched = draw(st.sampled_from((path, f"{path}?v=druck", "/laender/x")))
    text = draw(st.sampled_from("ABC"))
    poorer = draw(st.sampled_from((None, None, *_POORER)))
    whole = _whole_sighting(draw, path, fetched, text, "text/plain" if poorer else None)
    if poorer:
        for name in poorer:
            setattr(whole, name, [] if isinstance(getattr(whole, name), list) else None)
    return whole


_POORER = (
    ("title", "links", "breadcrumb", "breadcrumbs"),
    ("links", "topics"),
    ("title", "lead", "links", "topics", "breadcrumb", "breadcrumbs"),
)
"""What text exports do not show."""


def _whole_sighting(draw, path, fetched, text, sort):
    return sighting(
        text,
        draw(st.integers(0, 5)),
        path=path,
        fetched=fetched,
        sort=sort,
        lead=draw(st.sampled_from((None, "Vorspann."))),
        body=draw(st.sampled_from(("Ein Absatz.", "Ein Absatz.\n\nNoch einer.", "Vorspann.\n\nX"))),
        aliases=draw(
            st.lists(
                st.tuples(st.sampled_from((*_PATHS, "/alt")), st.sampled_from(_RULES)), max_size=2
            )
        ),
        portal="musterportal",
        kind="nachricht" if "A" in text else "seite",
        breadcrumb=fetched,
        breadcrumbs=[Breadcrumb(fetched)],
        topics=["Netzwerke", "Förderung"][: "AB".find(text)],
        links=[Link("https://a.example/", text)] if text != "C" else [],
        published_from="capture",
        published_edtf=f"[..{text}]",
    )


def _evidence(article):
    """What makes two sightings the same; then one may not say what the other does not."""
    return (article.capture.url, article.captured_at, article.capture.digest)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(_sightings(), min_size=2, max_size=9, unique_by=_evidence),
    st.randoms(use_true_random=False),
    st.integers(1, 4),
)
def test_any_order_of_sightings_ends_in_equal_tables(sightings, random, batch):
    expected = stored(sorted(sightings, key=lambda article: article.captured_at))
    shuffled = random.sample(sightings, len(sightings))
    assert stored(shuffled, batch) == expected
    twice = random.sample(sightings * 2, len(sightings) * 2)
    assert stored(twice, batch) == expected


class TestALayoutWithoutCredits:
    """A rebuilt portal that shows old articles without the lines that stood under them."""

    OLD, NEW, EDITED = (
        {"title": "T", "editor_text": "Muster", "topics": ["Netzwerke"]},
        {"title": "T", "body": "B"},
        {"title": "T", "topics": ["Netzwerke"]},
    )

    def test_keeps_what_the_older_one_said(self):
        kept = {"editor_text": "Muster", "topics": ["Netzwerke"]}

        assert kept_of_older([self.OLD, self.NEW]) == kept
        assert kept_of_older([self.OLD, self.NEW, {**self.NEW, "title": "U"}]) == kept

    def test_is_told_apart_from_an_edit_of_the_credits(self):
        assert kept_of_older([self.OLD, self.EDITED]) == {}
        assert kept_of_older([self.NEW, self.OLD]) == {}

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
    def test_ends_in_the_same_rows_whatever_came_first(self, tmp_path, order):
        url = "http://www.portal.example/a"
        versions = [self.OLD, self.NEW, {**self.NEW, "body": "C"}]
        with Archive(tmp_path / "a.db") as archive:
            for number in order:
                moment = dt.datetime(2015 + number, 1, 1, tzinfo=dt.UTC)
                run_id = archive.begin_run("p", "wayback", Portal("p"))
                article = Article(url, portal="p", captured_at=moment, **versions[number])
                archive.store([article], run_id)
            stored = archive.find(url)
            assert (stored.body, stored.editor_text, stored.topics) == (
                "C",
                "Muster",
                ["Netzwerke"],
            )
            went = archive.db.execute("SELECT changed_fields FROM revisions ORDER BY number")
            assert [json.loads(names) for (names,) in went.fetchall()] == [
                ["body", "editor_text", "topics"],
                ["body"],
            ]
            assert list(check_contents(archive.db.conn)) == []

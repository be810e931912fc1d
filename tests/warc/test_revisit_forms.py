"""Revisits in all the ways programs refer to what was there before, and what becomes of history."""

import itertools
import sqlite3
from contextlib import closing

import pytest

from crawler.sources.warc import read_captures
from crawler.webarchives.warc.captured_page import CapturedPage, Damage
from crawler.webarchives.warc.payload import payload_digest
from tests.books.replica import HOME, article, crawl, portal, replica
from tests.warc.writing import FORMS, answered, body, record, url

LATER, LATEST = "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"
PROFILE = "http://netpreserve.org/warc/1.0/revisit/"
SAME = {"WARC_Profile": f"{PROFILE}identical-payload-digest"}
UNMODIFIED = {"WARC_Profile": f"{PROFILE}server-not-modified"}
STATE = 'ETag: "7"\r\nLast-Modified: Wed, 13 Mar 2019 07:00:00 GMT\r\n'


def original(**fields):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{STATE}\r\n"
    return record(1, block=head.encode() + body(1), WARC_Record_ID="<urn:uuid:first>", **fields)


def revisit(date=LATER, *, block=b"HTTP/1.1 304 Not Modified\r\n\r\n", form=None, **fields):
    fields = {"WARC_Truncated": "length", "WARC_Record_ID": f"<urn:uuid:{date}>", **fields}
    return record(1, form, kind="revisit", block=block, date=date, **fields)


def read(folder, *records):
    (folder / "a.warc").write_bytes(b"".join(records))
    return list(read_captures(str(folder / "a.warc"), lambda url: True))


REFERENCES = {
    "by digest": {**SAME, "WARC_Payload_Digest": payload_digest(body(1))},
    "by record": {**UNMODIFIED, "WARC_Refers_To": "<urn:uuid:first>"},
    "by URL and date": {
        **UNMODIFIED,
        "WARC_Refers_To_Target_URI": url(1),
        "WARC_Refers_To_Date": "2019-03-13T08:00:00Z",
    },
    "by date alone": {**UNMODIFIED, "WARC_Refers_To_Date": "2019-03-13T08:00:00.000Z"},
    "in brackets": {
        **SAME,
        "WARC_Refers_To_Target_URI": f"<{url(1)}>",
        "WARC_Refers_To_Date": "20190313080000",
    },
    "by ETag": {**UNMODIFIED, "block": b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n'},
    "by Last-Modified": {
        **UNMODIFIED,
        "block": b"HTTP/1.1 304\r\nlast-modified: Wed, 13 Mar 2019 07:00:00 GMT\r\n\r\n",
    },
    "without HTTP": {**SAME, "WARC_Refers_To": "<urn:uuid:first>", "block": b""},
}


@pytest.mark.parametrize("is_first", [False, True], ids=["behind it", "before it"])
@pytest.mark.parametrize("form", ["as the standard has it", "line feeds", "lower case"])
@pytest.mark.parametrize("fields", REFERENCES.values(), ids=REFERENCES)
def test_a_revisit_has_the_page_it_refers_to(tmp_path, fields, form, is_first):
    records = [original(), revisit(form=FORMS[form], **fields)]

    pages = read(tmp_path, *(records[::-1] if is_first else records))

    assert [(page.body, page.status, page.capture.captured_at.year) for page in pages] == [
        (body(1), 200, 2019),
        (body(1), 200, 2020),
    ]
    assert [page.capture.incomplete for page in pages] == [None, None]


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_a_revisit_may_refer_to_another(tmp_path, order):
    records = [
        original(),
        revisit(**REFERENCES["by record"]),
        revisit(LATEST, **{**UNMODIFIED, "WARC_Refers_To": f"<urn:uuid:{LATER}>"}),
    ]

    pages = read(tmp_path, *(records[place] for place in order))

    assert sorted(page.capture.captured_at.year for page in pages) == [2019, 2020, 2021]
    assert {page.body for page in pages} == {body(1)}


@pytest.mark.parametrize(
    "fields",
    [
        UNMODIFIED,
        {**UNMODIFIED, "block": b'HTTP/1.1 304 Not Modified\r\nETag: "8"\r\n\r\n'},
        {**SAME, "WARC_Payload_Digest": "sha1:" + "A" * 32},
        {**SAME, "WARC_Refers_To": "<urn:uuid:other>"},
        {**SAME, "WARC_Refers_To_Date": "2018-01-01"},
    ],
)
def test_a_revisit_of_something_else_is_lost_and_said_to_be(tmp_path, fields):
    page, damage = read(tmp_path, original(), revisit(**fields))

    assert isinstance(page, CapturedPage)
    assert isinstance(damage, Damage)
    assert "not in this collection" in damage.reason


def test_what_was_cut_is_cut_when_it_is_repeated(tmp_path):
    cut, repeated = read(
        tmp_path, original(WARC_Truncated="time"), revisit(**REFERENCES["by record"])
    )

    assert cut.capture.incomplete
    assert repeated.capture.incomplete == cut.capture.incomplete


class TestHistory:
    """Recovered by a crawl: what the archive shows in the end is what was there in the end."""

    TARGET = f"{HOME}artikel/aachen"

    def recover(self, folder, records):
        (folder / "a.warc").write_bytes(b"".join(records))
        with replica(portal({})) as server:
            run = crawl(server, folder, source=f"warc:{folder / 'a.warc'}")
        with closing(sqlite3.connect(run.archive)) as db:
            (shown,) = db.execute("SELECT title FROM articles").fetchall()
            (revisions,) = db.execute("SELECT count(*) FROM revisions").fetchone()
        return shown[0], revisions, run

    def capture(self, name, date, **fields):
        page = article(name).body
        block = answered(page) if "cut" not in fields else answered(page)[: fields.pop("cut")]
        name = f"<urn:uuid:{name}{date}>"
        return record(1, target=self.TARGET, date=date, block=block, WARC_Record_ID=name, **fields)

    def repeat(self, name, date, first):
        return revisit(date, target=self.TARGET, WARC_Refers_To=f"<urn:uuid:{name}{first}>", **SAME)

    @pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
    def test_there_and_back_by_a_revisit_ends_where_it_began(self, tmp_path, order):
        records = [
            self.capture("Aachen", "2019-03-13"),
            self.capture("Bremen", "20200101000000"),
            self.repeat("Aachen", LATEST, "2019-03-13"),
        ]

        shown, revisions, run = self.recover(tmp_path, [records[place] for place in order])

        assert (shown, revisions) == ("Neues aus Aachen", 2)
        assert run.summary.rejected == 0

    @pytest.mark.parametrize(
        "date", ["2019", "2019-03", "2019-03-13T08:00", "2019-03-13T08:00:00.123456789Z",
                 "2019-03-13T08:00:00", "2019-03-13 08:00:00", "20190313080000",
                 "2019-03-13T08:00:00+01:00", "Wed, 13 Mar 2019 08:00:00 GMT"],
    )  # fmt: skip
    def test_an_old_capture_never_replaces_a_newer_one(self, tmp_path, date):
        records = [self.capture("Bremen", LATER), self.capture("Aachen", date)]

        shown, revisions, _ = self.recover(tmp_path, records)

        assert (shown, revisions) == ("Neues aus Bremen", 1)

    @pytest.mark.parametrize("date", ["gestern", "2019-13-45", "9999-01-01T00:00:00Z", ""])
    def test_one_without_a_date_is_refused_by_name(self, tmp_path, date):
        records = [self.capture("Bremen", LATER), self.capture("Aachen", date)]

        shown, revisions, run = self.recover(tmp_path, records)

        assert (shown, revisions, run.summary.rejected) == ("Neues aus Bremen", 0, 1)
        assert ("rejected", "undated") in {(line.outcome, line.reason) for line in run.lines}

    @pytest.mark.parametrize("is_last", [True, False], ids=["newer", "older"])
    def test_a_cut_capture_never_replaces_a_whole_one(self, tmp_path, is_last):
        date = LATEST if is_last else "2019"
        records = [
            self.capture("Bremen", LATER),
            self.capture("Bremen", date, WARC_Truncated="length", cut=500),
        ]

        shown, revisions, _ = self.recover(tmp_path, records)

        assert (shown, revisions) == ("Neues aus Bremen", 0)

    def test_a_cut_capture_is_stored_where_there_is_no_other(self, tmp_path):
        records = [self.capture("Bremen", LATER, WARC_Truncated="length", cut=500)]

        shown, _, run = self.recover(tmp_path, records)

        assert shown == "Neues aus Bremen"
        with closing(sqlite3.connect(run.archive)) as db:
            assert db.execute("SELECT incomplete IS NOT NULL FROM captures").fetchall() == [(1,)]

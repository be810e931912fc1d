"""Index answers in the forms that CDX servers give them."""

from __future__ import annotations

import json

import pytest

from crawler.warc.dates import read_date
from crawler.webarchives.cdx import read_index

URL = "http://www.portal.example/a?b=1"
DIGEST = "A" * 31 + "B"
FIELDS = {"url": URL, "mime": "text/html", "status": "200", "digest": DIGEST, "length": "77"}
KEY = "example,portal)/a?b=1"
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = [KEY, "20170603120000", URL, "text/html", "200", DIGEST, "77"]

FORMS = {
    "seven fields": " ".join(ROW),
    "eleven fields": f"{' '.join(ROW[:6])} - - 77 123 a.warc.gz",
    "a legend": f" CDX N b a m s k S\n{' '.join(ROW)}",
    "CDXJ": f"{KEY} 20170603120000 {json.dumps(FIELDS)}",
    "objects": json.dumps({"urlkey": KEY, "timestamp": "20170603120000", **FIELDS}),
    "arrays": json.dumps([HEADER, ROW]),
    "a prefixed digest": json.dumps(
        {"timestamp": "20170603120000", **FIELDS, "digest": f"sha1:{DIGEST}"}
    ),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_all_forms_say_the_same(text):
    answer = read_index(text.encode())

    (row,) = answer.rows
    assert (row.url, row.timestamp, row.status) == (URL, "20170603120000", 200)
    assert (row.media_type, row.digest, row.length) == ("text/html", f"sha1:{DIGEST}", 77)
    assert answer.resume_key is None


@pytest.mark.parametrize(
    "text",
    [f"{' '.join(ROW)}\n\nexample%2Cportal%29%2Fz+2017\n", json.dumps([HEADER, ROW, [], ["key"]])],
)
def test_a_resume_key_stands_behind_the_lines(text):
    answer = read_index(text.encode())

    assert len(answer.rows) == 1
    assert answer.resume_key


def test_nothing_listed_is_no_error():
    assert read_index(b"\n").rows == []
    assert read_index(b"[]").rows == []


@pytest.mark.parametrize("text", ["<html><p>Busy</p></html>", "[1, 2]", "[broken"])
def test_what_is_no_index_is_said_to_be_none(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the caller adds which address it was
        read_index(text.encode())


def test_a_line_that_makes_no_sense_costs_only_itself():
    broken = f"{' '.join(ROW)}\nexample,portal)/b 20179999000000 http://b/ - - - -\n{' '.join(ROW)}"

    assert len(read_index(broken.encode()).rows) == 2


def test_short_timestamps_mean_their_beginning():
    assert str(read_date("2017")) == "2017-01-01 00:00:00+00:00"
    assert str(read_date("20170603")) == "2017-06-03 00:00:00+00:00"
    assert read_date("neulich") is None

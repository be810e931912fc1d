"""When a record was captured, in all the ways records say it; never now."""

import datetime as dt

import pytest

from crawler.warc.dates import capture_date, http_date, read_date

SECOND = dt.datetime(2019, 5, 3, 10, 0, 5, tzinfo=dt.UTC)
DATE = [("Content-Type", "text/html"), ("date", "Fri, 03 May 2019 10:00:05 GMT")]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # W3CDTF, as WARC 1.1 has it: what is not told is the beginning
        ("2019", "2019-01-01T00:00:00+00:00"),
        ("2019-05", "2019-05-01T00:00:00+00:00"),
        ("2019-05-03", "2019-05-03T00:00:00+00:00"),
        ("2019-05-03T10:00Z", "2019-05-03T10:00:00+00:00"),
        ("2019-05-03T10:00:05Z", "2019-05-03T10:00:05+00:00"),
        ("2019-05-03T10:00:05.5Z", "2019-05-03T10:00:05.500000+00:00"),
        ("2019-05-03T10:00:05.123456789Z", "2019-05-03T10:00:05.123456+00:00"),
        ("2019-05-03T10:00:05+02:00", "2019-05-03T08:00:05+00:00"),
        ("2019-05-03T23:30:00-05:30", "2019-05-04T05:00:00+00:00"),
        # as tools write it
        (" 2019-05-03T10:00:05Z\t", "2019-05-03T10:00:05+00:00"),
        ("2019-05-03t10:00:05z", "2019-05-03T10:00:05+00:00"),
        ("2019-05-03T10:00:05", "2019-05-03T10:00:05+00:00"),
        ("2019-05-03 10:00:05 UTC", "2019-05-03T10:00:05+00:00"),
        ("2019-05-03T10:00:05+0200", "2019-05-03T08:00:05+00:00"),
        ("2019-05-03T10:00:05-05", "2019-05-03T15:00:05+00:00"),
        ("20190503100005", "2019-05-03T10:00:05+00:00"),
        ("20190503100005123", "2019-05-03T10:00:05.123000+00:00"),
        ("20190503T100005Z", "2019-05-03T10:00:05+00:00"),
        ("2019-05-03+02:00", "2019-05-02T22:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
    ],
)
def test_every_form_of_a_date_is_read(text, moment):
    assert read_date(text).isoformat() == moment
    assert capture_date(text, DATE) == read_date(text)


IMPOSSIBLE = [
    "", "gestern", "2019-02-30", "2019-13", "2019-00-10", "2019-05-03T25:00:00Z",
    "2019-05-03T10:61:00Z", "2019-05-03T10:00:61Z", "2019-05-03T10:00:00+25:00",
    "2019-05-03T10:00:00+02:75", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00",
    "201", "2019-5-3", "٢٠١٩-٠٥-٠٣", "2019-05-03T10:00:05Zulu", "T10:00:00Z", "1" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_what_is_no_date_gives_way_to_that_of_the_answer(text):
    assert read_date(text) is None
    assert capture_date(text, DATE) == SECOND
    assert capture_date(text, []) is None


@pytest.mark.parametrize(
    "text", [None, "0000", "1969-12-31", "1970-01-01T00:00:00Z", "2999", "9999-12-31T23:59:59Z"]
)
def test_what_cannot_have_been_gives_way_too(text):
    assert capture_date(text, DATE) == SECOND
    assert capture_date(text, []) is None


def test_clocks_differ_but_not_by_days():
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    soon, later = now + dt.timedelta(hours=23), now + dt.timedelta(hours=26)

    assert capture_date(soon.isoformat(), DATE) == soon
    assert capture_date(later.isoformat(), DATE) == SECOND
    assert capture_date(None, [("Date", later.strftime("%a, %d %b %Y %H:%M:%S GMT"))]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 03 May 2019 10:00:05 GMT",
        "Friday, 03-May-19 10:00:05 GMT",
        "Fri May  3 10:00:05 2019",
        "Fri, 3 May 2019 12:00:05 +0200",
        "Fri, 03 May 2019 10:00:05",
    ],
)
def test_the_forms_of_http_are_read(text):
    assert http_date(text) == SECOND


@pytest.mark.parametrize(
    "text",
    ["", "now", "-1", "0", "Fri, 31 Feb 2019 10:00:05 GMT", "Fri, 03 May 2019 10:00:05 +9999"],
)
def test_what_is_no_date_of_http_is_none(text):
    assert http_date(text) is None
    assert capture_date(None, [("Date", text)]) is None

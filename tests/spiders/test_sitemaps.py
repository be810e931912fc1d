"""Sitemaps: what they name, and what they say has changed."""

import datetime as dt
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.feeds import Feed, read_feed
from spiders.lastmod import changes, same_moment

HOST = "https://www.muster.example"
URL = f"{HOST}/sitemap.xml"
BOTH = [f"{HOST}/eins", f"{HOST}/zwei"]


def urlset(pages: str, attributes: str = "") -> bytes:
    return f"<urlset{attributes}>{pages}</urlset>".encode()


# -- what a sitemap names --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declared",
    ["", ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i" xmlns:video="v" '
     'xmlns:xhtml="x"'],
)  # fmt: skip
@pytest.mark.parametrize(
    "beside",
    ["<image:loc>/x.png</image:loc>", "<image:image><image:loc>/x.png</image:loc></image:image>",
     "<video:video><video:content_loc>/x</video:content_loc></video:video>",
     '<xhtml:link rel="alternate" hreflang="en" href="/x"/>', "<changefreq>daily</changefreq>"],
)  # fmt: skip
def test_what_stands_beside_a_page_is_none(declared, beside):
    for inside in (f"<loc>/eins</loc>{beside}", f"{beside}<loc> /eins\n</loc>"):
        feed = read_feed(urlset(f"<url>{inside}<lastmod>2024</lastmod></url>", declared), URL)
        assert dict(feed.entries) == {BOTH[0]: "2024"}


@pytest.mark.parametrize(
    "body",
    [
        b"<s:urlset xmlns:s='x'><s:url><s:loc>/eins</s:loc></s:url><s:url><s:loc>/zwei</s:loc>"
        b"</s:url></s:urlset>",
        b"<urlset xmlns='x'><url xmlns=''><loc>/eins</loc></url><loc>/zwei</loc></urlset>",
        b"<urlset><url><loc><![CDATA[/eins]]></loc><loc><!-- neu -->/zwei</loc></url></urlset>",
        b"https://www.muster.example/eins\nhttps://www.muster.example/zwei",
        "\u200bhttps://www.muster.example/eins\u00a0\nhttps://www.muster.example/zwei\n\x1a".encode(),
        b"\xef\xbb\xbf# Stand: heute\r\n\r\nhttps://www.muster.example/eins\r\n  /zwei \r\n"
        b"https://www.muster.example/eins\r\n",
        "https://www.muster.example/eins\rhttps://www.muster.example/zwei\r".encode("utf-16"),
    ],
)
def test_pages_are_found_however_they_are_written(body):
    for packed in (body, gzip.compress(body), gzip.compress(gzip.compress(body))):
        feed = read_feed(packed, URL)
        assert (sorted(feed.entries), feed.fault, feed.is_complete) == (BOTH, None, True)


def test_an_index_names_parts():
    body = b"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2024</lastmod></sitemap>"
    feed = read_feed(body + b"</sitemapindex>", URL)
    assert (feed.parts, dict(feed.entries), feed.is_complete) == ((f"{HOST}/a.xml",), {}, False)


MANY = b"".join(b"<url><loc>/%d</loc></url>" % (number * 7919) for number in range(300))


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda packed: packed[: len(packed) // 2], "torn"),
        (lambda packed: packed[:-4], "torn"),
        (lambda packed: packed[:-8] + bytes(8), "corrupt"),
        (lambda packed: packed[:600] + b"XX" + packed[602:], "corrupt"),
    ],
)
def test_of_a_packed_sitemap_that_is_torn_the_pages_that_came_are_read(harm, says):
    feed = read_feed(harm(gzip.compress(urlset(MANY.decode()))), URL)
    assert [*feed.entries][:100] == [f"{HOST}/{number * 7919}" for number in range(100)]
    assert says in feed.fault


def test_the_last_line_of_a_text_sitemap_that_is_torn_is_no_url():
    body = "\n".join(BOTH).encode()
    assert list(read_feed(body, URL, cut="torn").entries) == BOTH[:1]


# -- moments ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "same",
    ["2026-11-30T10:00:00Z", "2026-11-30T10:00:00+00:00", "2026-11-30T11:00:00+01:00",
     "2026-11-30T11:00+01:00", "2026-11-30T10:00Z", "2026-11-30t10:00:00.000z",
     "2026-11-30 10:00:00 UTC", "2026-11-30T11:00:00+0100", "2026-11-30T11:00:00 +01", "2026-11-30",
     "20261130", "2026-11", "2026", "Mon, 30 Nov 2026 10:00:00 GMT",
     "30 Nov 2026 11:00:00 +0100", "Mon, 30 Nov 2026 10:00 +0000", "2026-11-30T10:00:00",
     "2026-11-30T11:00:00", " 2026-11-30T10:00:00Z\n",
     "2026-11-30T10:00:00-00:00", "20261130T100000Z", "20261130T1000Z", "2026-11-30+01:00",
     "2026-11-30T11:00:00 CET", "Mon, 30 Nov 2026 11:00:00 MEZ", "30.11.2026 11:00", "30.11.2026",
     "2026/11/30", "Mon Nov 30 10:00:00 2026", "1796032800", "1796032800000"],
)  # fmt: skip
def test_the_same_moment_written_otherwise_is_the_same(same):
    assert same_moment("2026-11-30T10:00:00Z", same)
    assert same_moment(same, "2026-11-30T10:00:00Z")


@pytest.mark.parametrize(
    "other",
    ["2026-11-30T10:00:01Z", "2026-11-30T10:00:00+01:00", "2026-11-30T10:01Z", "2026-12-01",
     "2025", "Mon, 30 Nov 2026 10:00:00 +0100", "30.11.2025", "1796032801",
     "gestern", "", "2026-13-45", "2026-11-30T99:00Z", "2026-12", "Nov 2025",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
)  # fmt: skip
def test_another_moment_is_another(other):
    assert not same_moment("2026-11-30T10:00:00Z", other)
    assert not same_moment(other, "2026-11-30T10:00:00Z")


def test_what_makes_no_sense_is_compared_as_it_is_written():
    assert same_moment("gestern", " gestern")
    assert not same_moment("gestern", "heute")


MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda n: dt.timezone(dt.timedelta(minutes=n)))


@given(MOMENTS, OFFSETS, OFFSETS)
def test_a_moment_is_the_same_in_every_zone(moment, here, there):
    one, other = (moment.replace(tzinfo=dt.UTC).astimezone(zone) for zone in (here, there))
    assert same_moment(one.isoformat(timespec="seconds"), other.isoformat())
    later = (other + dt.timedelta(seconds=1)).isoformat()
    assert not same_moment(one.isoformat(), later)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_compared(one, other):
    assert same_moment(one, other) == same_moment(other, one)


# -- changes ---------------------------------------------------------------------------------------

DAY = dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC)


def at(*moments: dt.datetime) -> dict[str, str]:
    return {f"/{number}": moment.isoformat() for number, moment in enumerate(moments)}


def days(count: int, begin: dt.datetime = DAY) -> list[dt.datetime]:
    return [begin - dt.timedelta(days=30 * number) for number in range(count)]


def test_a_page_with_another_moment_has_changed():
    before = at(*days(30))
    for edited in (1, 10, 29):
        after = before | at(*days(edited, DAY + dt.timedelta(days=1)))
        assert changes(before, after).urls == [*after][:edited]


def test_pages_that_are_new_or_say_nothing_have_not():
    before: dict[str, str | None] = {"/a": "2024-01-01", "/b": None, "/c": "2024-01-01"}
    assert changes(before, {"/a": None, "/b": "2024-01-01", "/d": "2024-01-01"}).urls == []


@pytest.mark.parametrize(
    "made",
    [
        lambda day: at(*[DAY.replace(day=day)] * 30),
        lambda day: at(*[DAY.replace(day=day, minute=number) for number in range(30)]),
        lambda day: dict.fromkeys(at(*[DAY] * 30), f"2026-11-{day:02}"),
        lambda day: dict.fromkeys(at(*[DAY] * 30), f"{day:02}.11.2026"),
        lambda day: dict.fromkeys(at(*[DAY] * 30), f"Mon, {day:02} Nov 2026 10:00:00 GMT"),
        lambda day: dict.fromkeys(at(*[DAY] * (20 + day)), f"2026-11-{day:02}T10:00"),
        lambda day: at(*[DAY.replace(day=day)] * 3),
        lambda day: at(*[DAY.replace(day=day)] * 30) | {"/ohne": None},
        lambda day: at(*[DAY.replace(day=day)] * 27, *days(30)[27:]),
    ],
)
def test_a_sitemap_that_calls_all_pages_changed_when_it_is_made_is_no_sign_of_a_change(made):
    before, after = made(10), made(11)
    found = changes(before, after)
    assert found.urls == []
    assert found.stamped == sum(before.get(page) != moment for page, moment in after.items()
                                if page in before)  # fmt: skip


def test_among_stamped_pages_one_that_says_something_else_has_changed():
    before = at(*[DAY] * 27, *days(30)[27:])
    after = at(*[DAY + dt.timedelta(days=1)] * 27, *days(30)[27:])
    after["/28"] = (DAY - dt.timedelta(days=3)).isoformat()
    assert changes(before, after).urls == ["/28"]


def test_pages_that_were_all_edited_at_once_for_the_first_time_have_changed():
    before, after = at(*days(30)), at(*[DAY + dt.timedelta(days=1)] * 30)
    assert changes(before, after).urls == [*after]
    assert changes(after, after).urls == []


def test_two_pages_may_be_edited_together_twice():
    before, after = at(DAY, DAY), at(*[DAY + dt.timedelta(days=1)] * 2)
    assert changes(before, after).urls == [*after]


def test_pages_vanish_from_a_whole_sitemap_only():
    before = Feed({"/a": None, "/b": None}, is_complete=True)
    assert Feed({"/a": None}, is_complete=True).vanished_since(before) == ["/b"]
    assert Feed({"/a": None}, is_complete=True, fault="torn").vanished_since(before) == []
    assert Feed({"/a": None}).vanished_since(before) == []

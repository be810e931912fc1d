"""TimeMaps in the forms that Memento archives and aggregators write them (RFC 7089)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.left_out import Reason
from crawler.webarchives.cdx import CdxLine
from crawler.webarchives.memento import memento_service
from crawler.webarchives.services import ListsOneUrlError, Query
from crawler.webarchives.timemap import Link, read_links, read_timemap
from tests import looping

PAGE = "http://www.portal.example/a?b=1,2"
AT = "https://archive.example/timemap/link/" + PAGE
REPLAY = f"https://archive.example/web/20170603120000/{PAGE}"
DATE = "Sat, 03 Jun 2017 12:00:00 GMT"
MOMENT = "2017-06-03T12:00:00Z"

FORMS = {
    "link-format": f'<{PAGE}>; rel="original",\n<{REPLAY}>; rel="memento"; datetime="{DATE}"\n',
    "the first and last, and others": f'<{AT}>;rel="self",<https://archive.example/{PAGE}>'
    f';rel="timegate",<{REPLAY}>; rel="first last memento";datetime="{DATE}",\n'
    f'<{REPLAY}>; rel="memento"; datetime="{DATE}",',
    "attributes in any order, quoted or not": f'<{REPLAY}>; datetime="{DATE}"; license="a, <b>"'
    "; REL=memento",
    "a relative link": f'</web/20170603120000/{PAGE}>; rel="memento"; datetime="{DATE}"',
    "no datetime, but in the URL": f'<{REPLAY}>; rel="memento"; datetime="gestern"',
    "aggregated JSON": json.dumps(
        {
            "original_uri": PAGE,
            "self": AT,
            "mementos": {
                "list": [{"datetime": MOMENT, "uri": REPLAY}],
                "first": {"datetime": MOMENT, "uri": REPLAY},
                "closest": {"datetime": MOMENT, "uri": [REPLAY]},
            },
            "timegate_uri": f"https://archive.example/{PAGE}",
        }
    ),
    "aggregated CDXJ": '!context ["http://tools.ietf.org/html/rfc7089"]\n'
    f'!meta {{"original_uri": "{PAGE}"}}\n'
    f'20170603120000 {{"uri": "{REPLAY}", "rel": "first memento", "datetime": "{DATE}"}}\n',
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_all_forms_say_the_same(text):
    (row,) = read_timemap(text.encode(), AT, PAGE).rows

    assert (row.url, row.timestamp, row.file) == (PAGE, "20170603120000", REPLAY)
    assert row.may_be_page
    assert not read_timemap(text.encode(), AT, PAGE).unread


@pytest.mark.parametrize("name", ["json", "cdxj"])
def test_pywb_calls_lines_of_its_index_a_timemap(name):
    fields = {"url": PAGE, "mime": "text/html", "status": "200", "digest": "-", "filename": "a"}
    row = {"urlkey": "x", "timestamp": "20170603120000", **fields}
    text = json.dumps(row) if name == "json" else f"x 20170603120000 {json.dumps(fields)}"
    service = memento_service(f"https://archive.example/coll/timemap/{name}/")

    (found,) = read_timemap(text.encode(), AT, PAGE).rows

    assert (found.url, found.status) == (PAGE, 200)
    replay = f"https://archive.example/coll/20170603120000id_/{PAGE}"
    assert service.payload(found)[0] == replay


def test_a_capture_at_an_impossible_time_is_counted():
    text = '<https://archive.example/x>; rel="memento"; datetime="Sat, 99 Jun 2017 12:00:00 GMT"'
    (line,) = read_timemap(text.encode(), AT, PAGE).unread

    assert line.reason is Reason.IMPOSSIBLE_TIME


def test_what_is_no_link_costs_only_itself():
    text = f'<{REPLAY}>; rel="memento"; datetime="{DATE}",\nkaputt; rel="memento",\n<{PAGE}>; rel=x'
    found = read_timemap(text.encode(), AT, PAGE)

    assert (len(found.rows), [line.text for line in found.unread]) == (1, ['kaputt; rel="memento"'])


texts = st.text(st.characters(codec="ascii", exclude_characters='"\\\r\n\x00'), max_size=20)


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_links_come_back_as_they_were_written(values):
    written = ", ".join(
        f'<https://a.example/{number}>; rel="memento"; title="{title}"; note="{note}"'
        for number, (title, note) in enumerate(values)
    )
    found = [*read_links(written, AT)]

    assert all(isinstance(link, Link) for link in found)
    assert [(link.attributes["title"], link.attributes["note"]) for link in found] == values


# -- pages and templates ---------------------------------------------------------------------------


def listed(place, answers, query=Query(PAGE, "exact")):  # noqa: B008 - it is frozen
    """The captures listed, and what was asked for; ``answers`` by URL."""
    asked = []

    async def ask(url):
        asked.append(url)
        text = answers.get(url)
        return text and text.encode()

    async def run():
        return [row async for row in memento_service(place).listed(ask, query)]

    return [row.timestamp for row in looping.run(run())], asked


def memento(timestamp):
    moment = dt.datetime.strptime(timestamp, "%Y%m%d")
    return f'<https://a.example/{timestamp}000000/{PAGE}>; rel="memento"; datetime="{moment}"'


def test_all_pages_are_read_and_none_twice():
    base = "https://a.example/timemap"
    answers = {
        f"{base}/{PAGE}": f'<{base}/1/{PAGE}>; rel="timemap", </timemap/2/{PAGE}>; rel="timemap"; '
        f'type="application/link-format", <{base}/json/{PAGE}>; rel=timemap; type=application/json',
        f"{base}/1/{PAGE}": f'{memento("20170101")}, <{base}/2/{PAGE}>; rel="timemap"',
        f"{base}/2/{PAGE}": f'{memento("20180101")}, <{base}/1/{PAGE}>; rel="timemap"',
    }
    found, asked = listed(f"{base}/", answers)

    assert found == ["20170101000000", "20180101000000"]
    assert len(asked) == 3


def test_json_is_paged_too():
    base = "https://a.example/timemap/json/"
    index = {"timemap_index": [{"from": "2017-01-01T00:00:00Z", "uri": f"{base}1/{PAGE}"}]}
    page = {
        "mementos": {"list": [{"datetime": "2017-01-01T00:00:00Z", "uri": f"{base}x"}]},
        "pages": {"next": {"uri": f"{base}2/{PAGE}"}},
    }
    answers = {f"{base}{PAGE}": json.dumps(index), f"{base}1/{PAGE}": json.dumps(page)}
    found, asked = listed(base, answers)

    assert found == ["20170101000000"]
    assert asked[-1] == f"{base}2/{PAGE}"


def test_pages_outside_a_period_are_not_asked_for():
    year = 'from="Sun, 01 Jan 2017 00:00:00 GMT"; until="Mon, 01 Jan 2018 00:00:00 GMT"'
    early = f'</1>; rel="timemap"; {year}'
    late = '</2>; rel="timemap"; from="Tue, 02 Jan 2018 00:00:00 GMT"'
    answers = {f"https://a.example/timemap/{PAGE}": f"{early}, {late}"}
    query = Query(PAGE, "exact", since=dt.date(2018, 6, 1))

    _, asked = listed("https://a.example/timemap/", answers, query)

    assert asked[1:] == ["https://a.example/2"]


PLACES = {
    "https://a.example/timemap/link": f"https://a.example/timemap/link/{PAGE}",
    "https://a.example/timemap/link/": f"https://a.example/timemap/link/{PAGE}",
    "https://a.example/map/{url}/all": f"https://a.example/map/{PAGE}/all",
    "https://a.example/timemap/link/http://b.example/": f"https://a.example/timemap/link/{PAGE}",
    "https://a.example/map?url=": "https://a.example/map?url=http%3A%2F%2Fwww.portal.example%2Fa"
    "%3Fb%3D1%2C2",
    "https://a.example/list.txt": "https://a.example/list.txt",
}


@pytest.mark.parametrize(("place", "url"), PLACES.items())
def test_the_url_of_a_timemap_is_made_out_of_the_page_s(place, url):
    assert listed(place, {})[1] == [url]


def test_a_host_that_cannot_be_asked_for_is_told():
    with pytest.raises(ListsOneUrlError):
        listed("https://a.example/timemap/", {}, Query("www.portal.example", "host"))


def test_a_password_goes_to_its_host_only():
    service = memento_service("https://user:geheim@archive.example/timemap/link/")
    moment = dt.datetime(2017, 6, 3, 12, tzinfo=dt.UTC)
    own, other = (
        CdxLine(PAGE, moment, None, "", None, file=f"https://{host}/web/20170603120000/{PAGE}")
        for host in ("archive.example", "other.example")
    )
    assert "geheim" not in repr(service)
    assert service.payload(own)[1]
    assert not service.payload(other)[1]

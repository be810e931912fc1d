"""What publishers say of the use of their pages by machines, in every form it is said in."""

import json

import pytest

from crawler.reservations import (
    Reservation,
    read_answer,
    read_headers,
    read_page,
    read_tdm_file,
)

HOST = "https://www.amt.example"


def tdm_file(*rules):
    return read_tdm_file(json.dumps(rules).encode())


def rule(location, reservation=1, **more):
    return {"location": location, "tdm-reservation": reservation, **more}


def headers(*fields):
    return read_headers(fields, "clusterarchiv")


def page(*metas):
    return read_page(f"<!DOCTYPE html><head>{''.join(metas)}</head>".encode(), "clusterarchiv")


def meta(name, content):
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("location", "inside", "outside"),
    [
        ("/", ["/", "/a/b?c"], []),
        ("/*", ["/", "/a"], []),
        ("/news/", ["/news/a"], ["/", "/news"]),
        ("/bilder/*.jpg", ["/bilder/a/b.jpg"], ["/bilder/a.png"]),
        ("/genau$", ["/genau"], ["/genau/nicht"]),
        ("/foo-%24", ["/foo-$"], ["/foo-"]),
    ],
)
def test_a_rule_of_the_file_holds_where_its_pattern_fits(location, inside, outside):
    said = tdm_file(rule(location))
    assert all(said.of(HOST + path).tdm for path in inside)
    assert all(said.of(HOST + path).tdm is None for path in outside)


def test_the_first_rule_that_fits_decides():
    said = tdm_file(rule("/frei/", 0), rule("/", 1, **{"tdm-policy": f"{HOST}/lizenz"}))
    assert said.of(f"{HOST}/frei/a") == Reservation(False)
    assert said.of(f"{HOST}/a") == Reservation(True, f"{HOST}/lizenz")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<!DOCTYPE html><title>404</title>", b"{}", b"[1, null, []]", b"[" * 100_000, b"\xff",
        b'[{"location": "/"}]', b'[{"tdm-reservation": 1}]',
        b'[{"location": 1, "tdm-reservation": 1}]', b'[{"location": "/", "tdm-reservation": 2}]',
        b'[{"location": "", "tdm-reservation": 1}]',
    ],
)  # fmt: skip
def test_what_is_no_rule_says_nothing(body):
    assert read_tdm_file(body).of(f"{HOST}/a") == Reservation()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (("TDM-Reservation", "1"), Reservation(True)),
        (("tdm-reservation", " 0 "), Reservation(False)),
        (("tdm-reservation", "ja"), Reservation()),
        (("tdm-policy", HOST), Reservation()),
        (("X-Robots-Tag", "noindex"), Reservation(robots=("noindex",))),
        (("x-robots-tag", "NoArchive, nofollow"), Reservation(robots=("noarchive",))),
        (("X-Robots-Tag", "none"), Reservation(robots=("noarchive", "noindex"))),
        (("X-Robots-Tag", "clusterarchiv: noindex"), Reservation(robots=("noindex",))),
        (("X-Robots-Tag", "anderer: noindex, noarchive"), Reservation()),
        (("X-Robots-Tag", "max-snippet: 5, noarchive"), Reservation(robots=("noarchive",))),
        (("X-Robots-Tag", "unavailable_after: 25 Jun 2030 15:00:00 CET"), Reservation()),
        (("X-Robots-Tag", "all"), Reservation()),
    ],
)
def test_header_fields(field, said):
    assert headers(("Content-Type", "text/html"), field) == said


@pytest.mark.parametrize(
    ("metas", "said"),
    [
        ([meta("tdm-reservation", "1"), meta("tdm-policy", HOST)], Reservation(True, HOST)),
        ([meta("TDM-Reservation", "0")], Reservation(False)),
        ([meta("robots", "index, follow")], Reservation()),
        ([meta("robots", "noindex,follow")], Reservation(robots=("noindex",))),
        ([meta("clusterarchiv", "noarchive")], Reservation(robots=("noarchive",))),
        ([meta("anderer", "noarchive")], Reservation()),
        (["<META content=NOARCHIVE name=ROBOTS>"], Reservation(robots=("noarchive",))),
        (["<!--", meta("robots", "noindex"), "-->"], Reservation()),
        (["<script>'", meta("robots", "noindex"), "'</script>"], Reservation()),
    ],
)
def test_meta_tags(metas, said):
    assert page(*metas) == said


def test_the_page_stands_above_the_header_and_the_header_above_the_file():
    fields = [("tdm-reservation", "1"), ("X-Robots-Tag", "noindex")]
    body = b'<meta name="tdm-reservation" content="0"><meta name="robots" content="noarchive">'
    said = read_answer(fields, body, "clusterarchiv").over(tdm_file(rule("/")).of(f"{HOST}/a"))
    assert said == Reservation(False, None, ("noarchive", "noindex"))
    assert headers(fields[0]).over(tdm_file(rule("/", 0)).of(f"{HOST}/a")).tdm


def test_what_follows():
    assert Reservation().forbids_article is None
    assert not Reservation(False).forbids_copy
    assert "(licences: https://lizenz)" in Reservation(True, "https://lizenz").forbids_article
    assert Reservation(True).forbids_copy
    assert Reservation(robots=("noarchive",)).forbids_copy
    noindex = Reservation(robots=("noindex",))
    assert noindex.forbids_article == "the page asks for noindex"
    assert not noindex.forbids_copy

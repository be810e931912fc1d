"""What lists, feeds and sitemaps say of when articles were published."""

import datetime as dt

import pytest

from spiders.feeds import read_feed
from spiders.list_page import ListPage
from spiders.listed import articles_linked, list_url_of, listed_in, listed_on
from tests.books.replica import HOME, ReplicaSpider

SEEN = dt.datetime(2024, 3, 20, 12, tzinfo=dt.UTC)
A, B, C = (f"{HOME}artikel/{name}" for name in ("aachen", "bremen", "celle"))


@pytest.fixture(scope="module")
def spider():
    return ReplicaSpider()


def on_list(spider, markup, url=f"{HOME}liste", headline="Nachrichten"):
    body = f"<html><head><title>{headline}</title></head><body><h1>{headline}</h1>{markup}"
    return listed_on(ListPage(url, body.encode(), "text/html; charset=utf-8"), spider, SEEN)


def days(listed):
    return {date.url.rpartition("/")[2]: date.day.isoformat() for date in listed.dates}


def teaser(name, date, more=""):
    return f"<li><p>{date}</p><h2><a href='/artikel/{name}'>Neues aus {name}</a></h2>{more}</li>"


# -- order ---------------------------------------------------------------------------------------


def test_the_order_of_a_list_is_kept_from_the_top_down(spider):
    listed = on_list(spider, "".join(f"<a href='{url}'>Mehr</a>" for url in (C, A, C, B)))
    assert [(one.list_url, one.page, one.captured_at, one.urls) for one in listed.lists] == [
        (f"{HOME}liste", 1, SEEN, [C, A, B])
    ]


def test_what_stands_beside_a_list_is_not_in_its_order(spider):
    beside = f"<aside><h2>Meistgelesen</h2><a href='{C}'>Celle</a></aside>"
    markup = f"<nav><a href='{B}'>Bremen</a></nav>{beside}<main><a href='{A}'>Aachen</a></main>"
    assert on_list(spider, markup).lists[0].urls == [A]


def test_a_page_that_is_none_of_the_lists_says_nothing(spider):
    assert on_list(spider, f"<a href='{A}'>Mehr</a>", url=f"{HOME}suche") == ((), ())


@pytest.mark.parametrize(
    ("query", "pager", "page"),
    [
        ("", "<a href='?seite=1'>2</a>", 1),
        ("?seite=3", "<a href='?seite=2'>2</a><a href='?seite=4'>4</a>", 3),
        ("?seite=2", "<a href='?seite=0'>1</a><a href='?seite=3'>4</a>", 3),
        ("?seite=1", "<a href='?seite=2'>3</a>", 2),
        ("?seite=1", "<a href='?seite=2'>2</a>", 1),
        ("?seite=20", "<a href='?seite=10'>2</a><a href='?seite=30'>4</a>", 3),
        ("?seite=0", "<a href='?seite=1'>weiter</a>", 1),
    ],
)
def test_pages_are_counted_from_the_first_one(spider, query, pager, page):
    listed = on_list(spider, f"<a href='{A}'>Mehr</a>{pager}", url=f"{HOME}liste{query}")
    assert [(one.list_url, one.page) for one in listed.lists] == [(f"{HOME}liste", page)]


def test_a_page_that_may_be_the_first_or_the_second_has_no_place(spider):
    pager = "<a href='?seite=2'>weiter</a>"
    assert not on_list(spider, f"<a href='{A}'>A</a>{pager}", url=f"{HOME}liste?seite=1").lists


@pytest.mark.parametrize(
    "url",
    [
        f"{HOME}liste?seite=4",
        "https://www.portal.example/liste",
        "http://portal.example:80/liste?seite=2#mehr",
        f"{HOME}liste?utm_source=brief&seite=3",
        f"{HOME}liste?x[action]=list&x[controller]=News&seite=3",
    ],
)
def test_all_pages_of_a_list_are_known_by_one_url(spider, url):
    assert list_url_of(url, spider) == f"{HOME}liste"


def test_another_selection_is_another_list(spider):
    chosen = {list_url_of(f"{HOME}liste{q}", spider) for q in ("?land=de", "?land=de&seite=2")}
    assert chosen == {f"{HOME}liste?land=de"}


# -- dates beside --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "<li><span>12.03.2024</span><a href='/artikel/aachen'>Neues</a></li>",
        "<tr><td>12.3.24</td><td><a href='/artikel/aachen'>Neues</a></td></tr>",
        "<article><h3><a href='/artikel/aachen'>Neues</a></h3>Meldung | 12. März 2024</article>",
        "<div><a href='/artikel/aachen'><p class='d'>12.03.2024</p><h3>Neues</h3></a></div>",
        "<li><time datetime='2024-03-12T08:00+01:00'>12. März</time>"
        "<a href='/artikel/aachen'>Neues</a></li>",
        "<li><b>Veröffentlicht am:</b> <i>12.03.2024</i> <a href='/artikel/aachen'>Neues</a></li>",
        "<li><p>12.03.2024</p><a href='/artikel/aachen'>Neues</a>"
        "<p>Am 4. Mai 2024 tagt der Rat, der am 3. Mai 2019 gegründet wurde.</p></li>",
        "<dl><dt>12.03.2024</dt><dd>Bonn</dd><dd><a href='/artikel/aachen'>Neues</a></dd></dl>",
        "<li><p>Forschung · 12.03.2024 · 14:30 Uhr</p><a href='/artikel/aachen'>Neues</a></li>",
        "<li><a href='/artikel/aachen'>12.03.2024 – Neues aus Aachen und Umgebung</a></li>",
        "<div class='t'><p>12.03.2024</p><a href='/artikel/aachen'>Neues</a></div>"
        "<div class='t'><p>01.02.2024</p><a href='https://andere.example/x'>Andere</a></div>",
    ],
)
def test_the_date_beside_an_article_is_when_it_was_published(spider, markup):
    tag = "table" if markup.startswith("<tr") else "div"
    assert days(on_list(spider, f"<{tag}>{markup}</{tag}>")) == {"aachen": "2024-03-12"}


@pytest.mark.parametrize(
    "markup",
    [
        teaser("aachen", "Stichtag: 12.03.2024"),
        teaser("aachen", "<b>Bewerbungsfrist:</b> <span>12.03.2024</span>"),
        teaser("aachen", "Stand: 12.03.2024"),
        teaser("aachen", "12.03.2024", "<p>14:00 – 16:00 Uhr</p>"),
        teaser("aachen", "12.03.2024", "<p>Ort: Bonn</p>"),
        teaser("aachen", "12.03.2024 – 14.03.2024"),
        teaser("aachen", "12.–14. März 2024"),
        teaser("aachen", "<i>12.03.2024</i> – <i>14.03.2024</i>") + teaser("bremen", "11.03.2024"),
        teaser("aachen", "<b>Termin</b> <i>12.03.2024</i>"),
        teaser("aachen", "<b>Wann?</b> <i>12.03.2024</i>"),
        teaser("aachen", "<b>Laufzeit bis</b> <i>12.03.2024</i>"),
        teaser("aachen", "12.03.2024", "<p>14.03.2024</p>"),
        teaser("aachen", "", "<p>Am 12.03.2024 tagte der Rat.</p>"),
        teaser("aachen", "", "<p>Der Rat tagte am <b>12.03.2024</b> in Bonn.</p>"),
        teaser("aachen", "<span itemprop='startDate'>12.03.2024</span>"),
        teaser("aachen", "12.03.2024") + teaser("bremen", "14.05.2024"),
        f"<p>12.03.2024</p><p><a href='{A}'>A</a></p><p>11.03.2024</p><p><a href='{B}'>B</a></p>",
        f"<div><p>20.03.2024</p><div><div><a href='{A}'>A</a></div></div></div><a href='{B}'>B</a>",
        f"<div><p>20. März 2024</p><div><h2><a href='{A}'>A</a></h2></div></div>",
        "<div class='t'><a href='/artikel/aachen'>Neues</a></div>"
        "<div class='t'><p>12.03.2024</p><a href='https://andere.example/x'>Andere</a></div>",
    ],
)
def test_other_dates_say_nothing_of_publication(spider, markup):
    assert days(on_list(spider, f"<main><ul>{markup}</ul></main>")) == {}


@pytest.mark.parametrize(
    "headline", ["Veranstaltungen", "Eventkalender 2024", "Förderbekanntmachungen", "Termine"]
)
def test_a_list_of_events_or_calls_says_nothing_of_publication(spider, headline):
    markup = teaser("aachen", "12.03.2024") + teaser("bremen", "11.03.2024")
    listed = on_list(spider, markup, headline=headline)
    assert (days(listed), listed.lists[0].urls) == ({}, [A, B])
    assert len(days(on_list(spider, markup))) == 2


# -- feeds and sitemaps --------------------------------------------------------------------------


def in_feed(spider, body, seen=SEEN):
    feed = read_feed(body.encode(), f"{HOME}feed.xml")
    return listed_in(feed, f"{HOME}feed.xml", seen, articles_linked(feed.entries, spider))


def rss(*items):
    found = "".join(f"<item><link>{url}</link>{date}</item>" for url, date in items)
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel>{found}</channel></rss>"
    )


def atom(url, dates):
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        f'<link href="{url}"/>{dates}</entry></feed>'
    )


def json_feed(url, **dates):
    found = "".join(f',"{name}":"{date}"' for name, date in dates.items())
    return (
        '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"'
        f'{url}"{found}}}]}}'
    )


@pytest.mark.parametrize(
    ("body", "day"),
    [
        (rss((A, "<pubDate>Mon, 11 Mar 2024 23:30:00 GMT</pubDate>")), "2024-03-12"),
        (rss((A, "<dc:date>2024-03-12T08:00:00+01:00</dc:date>")), "2024-03-12"),
        (atom(A, "<published>2024-03-12T08:00:00Z</published><updated>2024-03-15</updated>"),
         "2024-03-12"),
        (atom(A, "<updated>2024-03-15T08:00:00Z</updated>"), None),
        (json_feed(A, date_modified="2024-03-15", date_published="2024-03-12T07:00:00Z"),
         "2024-03-12"),
        (json_feed(A, date_modified="2024-03-15"), None),
        (rss((A, "<pubDate>demnächst</pubDate>")), None),
        (rss((A, "<pubDate>2024-03</pubDate>")), None),
    ],
)  # fmt: skip
def test_a_feed_says_when_its_entries_were_published(spider, body, day):
    assert days(in_feed(spider, body)) == ({"aachen": day} if day else {})


def test_a_feed_is_a_list_with_the_newest_on_top(spider):
    dated = [(C, "<pubDate>2024-03-12</pubDate>"), (A, "<pubDate>2024-03-02</pubDate>")]
    assert in_feed(spider, rss(*dated)).lists[0].urls == [C, A]
    assert not in_feed(spider, rss(*reversed(dated))).lists


def test_a_feed_of_events_says_nothing_of_publication(spider):
    dated = [(A, "<pubDate>2024-05-12</pubDate>"), (B, "<pubDate>2024-03-02</pubDate>")]
    assert in_feed(spider, rss(*dated)) == ((), ())


def sitemap(*pages):
    found = "".join(f"<url><loc>{url}</loc><lastmod>{at}</lastmod></url>" for url, at in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{found}</urlset>'


def test_a_sitemap_says_by_when_an_article_had_been_changed(spider):
    pages = [(A, "2024-03-12"), (B, "2024-03"), (C, "2024-05-01"), (f"{HOME}kontakt", "2020-01-01")]
    listed = in_feed(spider, sitemap(*pages))
    assert (days(listed), {date.kind for date in listed.dates}) == (
        {"aachen": "2024-03-12"},
        {"sitemap"},
    )
    assert not listed.lists  # a sitemap has no order


def test_when_a_sitemap_was_made_says_nothing(spider):
    made = [(f"{HOME}artikel/{n}", f"2024-03-19T10:00:0{n}Z") for n in range(9)]
    listed = in_feed(spider, sitemap((A, "2024-03-12T09:00:00Z"), *made))
    assert days(listed) == {"aachen": "2024-03-12"}

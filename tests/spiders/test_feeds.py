"""Feeds as portals send them: in every format, around and inside broken markup, or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.left_out import Reason
from spiders.feeds import read_feed

HOST = "https://www.muster.example"
URL = f"{HOST}/rss.xml"
RSS = (
    b"<rss><channel><item><link>/eins</link></item><item><link>/zwei</link></item></channel></rss>"
)
BOTH = [f"{HOST}/eins", f"{HOST}/zwei"]
WARNING = b"<br />\n<b>Warning</b>: include(): failed in <b>/www/x.php</b> on line 3<br />\n"
DECLARED = b"<?xml version='1.0' encoding='utf-8'?>"


def rss(items: str, attributes: str = "") -> bytes:
    return f'<rss version="2.0"{attributes}><channel>{items}</channel></rss>'.encode()


def atom(entries: str) -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed"/>'
        f'<link rel="hub" href="/hub"/><link href="/"/>{entries}</feed>'
    ).encode()


def json_feed(*items: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()


def pages(body: bytes) -> list[str]:
    """What a feed without faults names, without the host."""
    feed = read_feed(body, URL)
    assert feed.fault is None
    assert not feed.is_complete
    return [url.removeprefix(HOST) for url in feed.entries]


# -- around a feed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        b"", b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf", "\ufeff".encode() * 2 + b"\n",
        DECLARED + b"\n<!-- ein Kommentar: <rss> -->", WARNING, WARNING + DECLARED,
        b"<html><body>Warnung</body></html>\n", b"<!DOCTYPE rss>\n<?xml-stylesheet href='x'?>",
    ],
)  # fmt: skip
def test_what_stands_before_a_feed_is_passed_over(before):
    assert read_feed(before + RSS, URL).fault is None
    assert list(read_feed(before + RSS, URL).entries) == BOTH


@pytest.mark.parametrize("behind", [b"\n\n", WARNING, b"<!-- 0.3 s -->", b"<script>x</script>"])
def test_what_stands_behind_it_is_too(behind):
    assert pages(RSS + behind) == ["/eins", "/zwei"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="UTF-16"?>'])
def test_a_feed_is_read_in_any_encoding_with_a_mark_and_without(encoding, declaration):
    feed = declaration + rss("<item><link>/über</link></item>").decode()
    assert pages(feed.encode(encoding)) == ["/über"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><html><body><h1>Startseite</h1></body></html>", "a page of HTML"),
        (b"<html><head><title>Einen Moment</title></head></html>", "a page of HTML"),
        (b"<html><body>So sieht das aus: <rss><item>", "a page of HTML"),
        (b"", "nothing"),
        (b"\xef\xbb\xbf \n", "nothing"),
        (b"Fatal error: out of memory", "something else"),
        (b"Warning: see https://www.muster.example/hilfe\nhttps://x.example/", "something else"),
        (b'{"items": []}', "something else"),
        (b"<opml><outline/></opml>", "something else"),
        (b"<rss", "something else"),
        (b"<rss ", "broken XML"),
    ],
)
def test_what_is_no_feed_is_none(body, says):
    with pytest.raises(ValueError, match=says):
        read_feed(body, URL)


PIECES = st.sampled_from(
    [
        "<rss>", "</rss>", "<feed>", "<urlset>", "<url>", "</url>", "<loc>/a</loc>", "<item>",
        "<link>", "</link>", "<link href='/a'/>", "<![CDATA[", "]]>", "<!--", "-->", "&", "&ouml;",
        "{", '"items":[', '{"url":"/a"},', "jsonfeed.org/version/1", "https://x.example/a\n", "\0",
        "<!DOCTYPE a [<!ENTITY x 'y'>]>", "&x;", "<html>", "xml:base='//[x]/'", "<a:b ", ">", "ä",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_whatever_comes_is_a_feed_or_no_feed(pieces, encoding):
    try:
        feed = read_feed("".join(pieces).encode(encoding), URL)
    except ValueError:
        return
    assert all(url and url == url.strip() for url in (*feed.entries, *feed.parts))


# -- broken markup ---------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [-7, -20, -30])
def test_of_a_feed_that_breaks_off_the_beginning_is_read_and_the_fault_told(at):
    feed = read_feed(RSS[:at], URL)
    assert list(feed.entries)[:1] == BOTH[:1]
    assert "broken XML" in feed.fault


@given(st.integers(1, len(RSS)))
def test_wherever_a_feed_breaks_off_no_url_is_made_up_and_the_fault_is_told(at):
    try:
        feed = read_feed(RSS[:at], URL)
    except ValueError:
        return
    assert [*feed.entries] == BOTH[: len(feed.entries)]
    assert feed.fault is not None or at >= len(RSS) - 1


def test_what_came_of_a_feed_is_read():
    feed = read_feed(RSS, URL, cut="the connection was lost")
    assert (list(feed.entries), feed.fault) == (BOTH, "the connection was lost")


@pytest.mark.parametrize(
    "title",
    ["F&ouml;rderung&nbsp;&ndash; neu", "Forschung & Lehre", "a\x0bb\x00c", "&#11;&#xD800;&#x0;",
     "<media:x>a</media:x>", "&AMP; R&D; &lt;"],
)  # fmt: skip
def test_faults_that_lose_nothing_are_none(title):
    assert pages(rss(f"<item><title>{title}</title><link>/a</link></item>")) == ["/a"]


def test_a_fault_that_may_lose_something_is_told():
    assert read_feed(rss("<item><link>/a</link></item><a b='1' b='2'/>"), URL).fault
    assert read_feed(rss("<item><link>/a&unbekannt;</link></item>"), URL).fault


def test_a_broken_url_costs_itself():
    feed = read_feed(RSS.replace(b"/eins", b"https://[x]/"), URL)
    assert list(feed.entries) == ["https://[x]/", BOTH[1]]


# -- the page of an entry --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "page"),
    [
        ("<link>/a</link>", "/a"),
        ("<link>\n  /a\n</link>", "/a"),
        ("<link><![CDATA[ /a?b=1&c=2 ]]></link>", "/a?b=1&c=2"),
        ("<link>/a?b=1&c=2</link>", "/a?b=1&c=2"),
        ("<link>/a?b=1&amp;c=2</link>", "/a?b=1&c=2"),
        ("<link>/a?b=1&amp;amp;copy=2&amp;amp;amp;d&#38;#38;e</link>", "/a?b=1&copy=2&d&e"),
        ("<link>https://www.muster.example/a\n    /b</link>", "/a/b"),
        ("<guid>https://www.muster.example/a</guid>", "/a"),
        ("<guid>/a</guid><link/>", "/a"),
        ('<guid isPermaLink="true">a</guid>', "/a"),
        ('<guid isPermaLink="false">https://www.muster.example/x</guid><link>/a</link>', "/a"),
        ("<guid>https://www.muster.example/x</guid><link>/a</link>", "/a"),
        ('<link>/a</link><enclosure url="/x.mp3"/><comments>/c</comments>', "/a"),
        ('<link>/a</link><atom:link rel="self" href="/x"/>', "/a"),
        ('<atom:link href="/a"/><atom:link rel="replies" href="/x"/>', "/a"),
        ('<media:link>/x</media:link><link>/a</link><source url="/x">x</source>', "/a"),
        ('<image><link>/x</link></image><link>/a</link>', "/a"),
    ],
)  # fmt: skip
def test_the_page_of_an_rss_item(item, page):
    assert pages(rss(f"<image><url>/x.png</url></image><item>{item}</item>")) == [page]
    declared = ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://media.example/"'
    assert pages(rss(f"<item>{item}</item>", declared)) == [page]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ('<link href="/a"/>', ["/a"]),
        ('<link rel="alternate" href="/a"/>', ["/a"]),
        ('<link rel="ALTERNATE bookmark" href="/a"/>', ["/a"]),
        ('<link rel="http://www.iana.org/assignments/relation/alternate" href="/a"/>', ["/a"]),
        *(
            (f'<link rel="{rel}" href="/x"/><link href="/a"/>', ["/a"])
            for rel in ("enclosure", "replies", "edit", "self", "hub", "related", "via")
        ),
        ('<link href="/x.json" type="application/json"/><link href="/a"/>', ["/a"]),
        ('<link href="/x.pdf" type="application/pdf"/><link href="/a" type="text/html"/>', ["/a"]),
        ('<link href="/a.pdf" type="application/pdf"/>', ["/a.pdf"]),
        ('<link hreflang="de" href="/a"/><link hreflang="en" href="/b"/>', ["/a", "/b"]),
        ('<source><link href="/x"/></source><link href="/a"/>', ["/a"]),
    ],
)
def test_the_pages_of_an_atom_entry(entry, found):
    assert pages(atom(f"<entry>{entry}</entry>")) == found
    prefixed = atom(f"<entry>{entry}</entry>").decode().replace("<", "<a:").replace("<a:/", "</a:")
    assert pages(prefixed.replace("xmlns=", "xmlns:a=").encode()) == found


def test_rdf_names_its_items_by_link_or_by_themselves():
    body = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="/x"><link>/x</link><items><rdf:Seq>'
        b'<rdf:li resource="/x"/></rdf:Seq></items></channel>'
        b'<item rdf:about="/n"><link>/a</link></item><item rdf:about="/b"/></rdf:RDF>'
    )
    assert pages(body) == ["/a", "/b"]


def test_relative_urls_refer_to_the_nearest_base():
    items = '<item xml:base="{}"><link>a</link></item><item><link>b</link></item>'
    based = ' xml:base="https://www.muster.example/unten/"'
    assert pages(rss(items.format("tief/"), based)) == ["/unten/tief/a", "/unten/b"]
    assert pages(rss(items.format("https://[x]/"), based))[1:] == ["/unten/b"]
    assert pages(rss(items.format("/oben/"))) == ["/oben/a", "/b"]


@pytest.mark.parametrize(
    ("item", "page"),
    [
        ({"id": "1", "url": f"{HOST}/a"}, "/a"),
        ({"id": "1", "url": "/a", "content_html": "<rss >", "attachments": [{"url": "/x"}]}, "/a"),
        ({"id": f"{HOST}/a"}, "/a"),
        ({"id": "1", "url": "/a", "external_url": "https://anderswo.example/"}, "/a"),
    ],
)
def test_the_page_of_an_item_of_json_feed(item, page):
    body = json_feed(item)
    for written in (body, b"\xef\xbb\xbf" + body, body.replace(b"/", b"\\/")):
        assert pages(written) == [page]


def test_of_a_json_feed_that_breaks_off_the_whole_items_are_read():
    feed = read_feed(json_feed({"url": "/eins"}, {"url": "/zwei"}, {"url": "/drei"})[:-8], URL)
    assert [*feed.entries] == BOTH
    assert "broken JSON" in feed.fault


@pytest.mark.parametrize(
    "body",
    [
        rss('<item><guid isPermaLink="false">https://www.muster.example/x</guid></item>'),
        rss("<item><guid>4711</guid><link> </link></item>"),
        atom('<entry><link rel="enclosure" href="/x"/><id>https://x.example/</id></entry>'),
        json_feed({"id": "1", "external_url": "https://anderswo.example/"}),
        json_feed({"url": 1, "id": "2"}),
        json_feed({"url": "/\ud800"}),
        json_feed("kein Eintrag"),
        b"<urlset><url><lastmod>2024</lastmod></url></urlset>",
        b"<sitemapindex><sitemap><loc/></sitemap></sitemapindex>",
    ],
)
def test_an_entry_that_names_no_page_is_counted(body):
    feed = read_feed(body, URL)
    assert not feed.entries
    assert feed.left_out.counts == {Reason.NO_URL: 1}
    assert URL in feed.left_out.sentence()

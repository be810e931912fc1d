"""Pages as web archives replay them, made again the pages they are captures of."""

import datetime as dt
import time

import pytest

from crawler.layouts import extract, read_page
from crawler.webarchives.rewriting import is_frame, replay_at, replay_told, unwrapped
from crawler.webarchives.saved_page import read_saved_page

PAGE = "http://www.portal.example/artikel/1"
MOMENT = dt.datetime(2019, 3, 12, 8, tzinfo=dt.UTC)
TEXT = "<h1>Neues aus Celle</h1>" + "<p>Das Netzwerk hat seine Arbeit aufgenommen.</p>" * 9


@pytest.mark.parametrize(
    "url",
    [
        f"https://web.archive.org/web/20190312080000/{PAGE}",
        f"https://web.archive.org/web/20190312080000id_/{PAGE}",
        f"http://web.archive.org/web/20190312080000if_/{PAGE}",
        "https://web.archive.org/web/20190312080000mp_/http:/www.portal.example/artikel/1",
        "https://web.archive.org/web/20190312080000/www.portal.example/artikel/1",
        "https://web.archive.org/web/20190312080000/http%3A%2F%2Fwww.portal.example%2Fartikel%2F1",
        f"http://localhost:8080/sammlung/20190312080000mp_/{PAGE}",
        f"https://wayback.archive-it.org/1234/20190312080000/{PAGE}",
        f"https://arquivo.pt/wayback/20190312080000/{PAGE}",
        f"https://www.webarchive.org.uk/wayback/archive/20190312080000mp_/{PAGE}",
        f"https://webarchiv.bundesarchiv.example/20190312080000/{PAGE}",
        f"https://archive.ph/20190312080000/{PAGE}",
        f"https://archive.ph/2019.03.12-080000/{PAGE}",
    ],
)
def test_the_url_of_a_replay_tells_page_and_moment(url):
    replay = replay_at(url)
    assert replay is not None
    assert (replay.url, replay.moment) == (PAGE, MOMENT)


@pytest.mark.parametrize(
    "url", [f"https://archive.is/o/AbCdE/{PAGE}", f"http://localhost:8080/sammlung/mp_/{PAGE}"]
)
def test_some_forms_tell_no_moment(url):
    replay = replay_at(url)
    assert replay is not None
    assert (replay.url, replay.moment) == (PAGE, None)


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "https://www.portal.example/archiv/2019/bild.jpg",
        "https://www.portal.example/2019/03/12/http-in-der-schule",
        "https://www.portal.example/nachrichten/20190312080000/www.example.de/a",
        f"https://teilen.example/sharer/{PAGE}",
        f"https://teilen.example/?u=https://web.archive.org/web/2019/{PAGE}",
        "https://www.portal.example/web/20190312080000/http://www.portal.example/a",
        "https://web.archive.org/web/*/portal.example",
        "urn:sha256:00",
        "https://[x]/web/2019/http://",
    ],
)
def test_other_urls_are_no_replays(url):
    assert replay_at(url) is None


WAYBACK = f"https://web.archive.org/web/20190312080000/{PAGE}"


def original(html: str, url: str = WAYBACK) -> str:
    replay = replay_at(url)
    assert replay is not None
    return unwrapped(html.encode(), replay).body.decode()


@pytest.mark.parametrize(
    ("replayed", "as_captured"),
    [
        ('href="/web/20190312080000/http://a.example/x"', 'href="http://a.example/x"'),
        ("href='//web.archive.org/web/20190312080000/http://a.example/x'",
         "href='http://a.example/x'"),
        ("href=/web/20190312080000/https://a.example/x", "href=https://a.example/x"),
        ('src="https://web.archive.org/web/20190312080000im_/https://a.example/b.png"',
         'src="https://a.example/b.png"'),
        ('srcset="/web/20190312080000im_/http://a.example/1.png 1x, '
         '/web/20190312080000im_/http://a.example/2.png 2x"',
         'srcset="http://a.example/1.png 1x, http://a.example/2.png 2x"'),
        ('href="/web/20190312080000/http:/a.example/x"', 'href="http://a.example/x"'),
        ('href="/web/20190312080000/mailto:ada@a.example"', 'href="mailto:ada@a.example"'),
        ('href="/web/20150101000000/http://a.example/x"', 'href="http://a.example/x"'),
    ],
)  # fmt: skip
def test_links_and_images_get_their_own_urls(replayed, as_captured):
    assert original(f"<p><a {replayed}>x</a>") == f"<p><a {as_captured}>x</a>"


@pytest.mark.parametrize(
    "kept",
    [
        '<a href="https://web.archive.org/web/20150101000000/http://a.example/x">damals</a>',
        "<p>https://web.archive.org/web/20190312080000/http://a.example/x</p>",
        '<a href="https://archive.ph/AbCdE">so stand es da</a>',
        "<!-- <a href='/web/20190312080000/http://a.example/x'> -->",
    ],
)
def test_what_the_page_itself_says_of_archives_stays(kept):
    assert original(kept) == kept


def test_a_citation_is_unwrapped_once():
    cited = "https://web.archive.org/web/20150101000000/http://a.example/x"
    assert original(f'<a href="/web/20190312080000/{cited}">') == f'<a href="{cited}">'


def test_a_page_that_was_not_replayed_keeps_its_links():
    link = "https://web.archive.org/web/20150101000000/http://a.example/x"
    html = f"<main>{TEXT}<p>Mehr <a href='{link}'>im Archiv</a>.</p></main>"
    assert [each.url for each in read_page(html, PAGE).links] == [link]


def test_json_for_machines_gets_its_urls_too():
    html = (
        '<script type="application/ld+json">{"url": '
        r'"https:\/\/web.archive.org\/web\/20190312080000\/http:\/\/a.example\/x"}</script>'
    )
    assert r'"http:\/\/a.example\/x"' in original(html)


def test_the_toolbar_goes_with_and_without_its_comments():
    bar = '<div id="wm-ipp-base"><div>12 captures</div><div><a href="/web/">x</a></div></div>'
    marked = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->x<!-- END WAYBACK TOOLBAR INSERT -->"
    script = '<script src="https://web-static.archive.org/_static/js/wombat.js"></script>'
    own = "<script>let zahl = 1;</script>"
    assert original(f"{script}{own}{marked}{bar}<main>{TEXT}</main>") == (
        f"{own}<main>{TEXT}</main>"
    )


def test_an_unclosed_toolbar_costs_nothing_else():
    assert TEXT in original(f'<div id="wm-ipp"><main>{TEXT}</main>')


def test_an_archived_page_is_read_as_the_page_it_is_of():
    html = f'<main>{TEXT}<p>Mehr <a href="/web/20190312080000/{PAGE}0">dort</a>.</p></main>'
    article = extract(html, WAYBACK)
    assert article.url == PAGE.replace("http:", "https:")
    assert [each.url for each in article.links] == [f"{PAGE}0"]


class TestWithoutItsUrl:
    """A saved page may be all there is."""

    def test_scripts_of_the_wayback_machine_tell(self):
        said = (
            f'<script>__wm.wombat("{PAGE}","20190312080000","https://web.archive.org/","web",'
            '"/_static/","1552377600");</script>'
        )
        replay = replay_told(said.encode())
        assert (replay.url, replay.moment) == (PAGE, MOMENT)

    def test_scripts_of_pywb_tell(self):
        said = (
            f'<script>wbinfo.url = "{PAGE}"; wbinfo.timestamp = "20190312080000";'
            'wbinfo.prefix = decodeURI("http://localhost/sammlung/");</script>'
        )
        replay = replay_told(said.encode())
        assert (replay.url, replay.moment) == (PAGE, MOMENT)

    def test_the_comment_tells_when(self):
        said = "<!--\n     FILE ARCHIVED ON 08:00:00 Mar 12, 2019 AND RETRIEVED … -->"
        assert replay_told(said.encode()).moment == MOMENT

    def test_its_canonical_link_tells(self):
        replay = replay_told(f'<link rel="canonical" href="{WAYBACK}">'.encode())
        assert (replay.url, replay.moment) == (PAGE, MOMENT)

    def test_most_of_its_links_tell(self):
        links = "".join(f'<a href="/web/20190312080000/{PAGE}{n}">' for n in range(3))
        replay = replay_told(links.encode())
        assert (replay.url, replay.moment) == ("", MOMENT)
        assert unwrapped(links.encode(), replay).body.decode().startswith(f'<a href="{PAGE}0">')

    def test_a_page_that_only_cites_archives_says_nothing(self):
        assert replay_told(f'<a href="{WAYBACK}">x</a><a href="/">y</a>'.encode()) is None


def test_a_frame_around_a_page_is_none():
    assert is_frame(b'<div><iframe id="replay_iframe" src="x"></iframe></div>')
    assert not is_frame(b'<iframe id="karte"></iframe>')


@pytest.mark.parametrize(
    "unit", ["<a ", "<meta ", "<!-- ", "<!-- saved with SingleFile", "<script "]
)
def test_unclosed_markup_takes_no_time(unit):
    html = unit * (300_000 // len(unit))
    started = time.process_time()
    original(html)
    read_saved_page(html.encode())
    assert time.process_time() - started < 2

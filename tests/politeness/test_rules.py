"""What a robots.txt allows us: RFC 9309, and the cases parsers are known to differ in."""

import hashlib
import time

import pytest

from crawler.downloader.robots import SIZE_MAX, read_robots

HOST = "https://www.amt.example"


def allowed(text: str | bytes, path: str) -> bool:
    body = text if isinstance(text, bytes) else text.encode()
    return read_robots(body, "clusterarchiv").allow(HOST + path)


@pytest.mark.parametrize(
    ("rules", "open_to_us", "closed_to_us"),
    [
        ("", ["/", "/a"], []),
        ("Disallow:", ["/a"], []),
        ("Disallow: /", [], ["/", "/a"]),
        ("Disallow: /amt", ["/", "/Amt", "/das/amt"], ["/amt", "/amt.html", "/amtlich", "/amt/a"]),
        ("Disallow: /amt/", ["/amt", "/amt.html"], ["/amt/", "/amt/a?b"]),
        ("Disallow: /amt*", ["/a"], ["/amt", "/amtlich"]),
        ("Disallow: /*.pdf", ["/a.PDF", "/pdf"], ["/a.pdf", "/b/a.pdf?x", "/a.pdf.html"]),
        ("Disallow: /*.pdf$", ["/a.pdf?x", "/a.pdf/"], ["/a.pdf", "/b/a.pdf"]),
        ("Disallow: /a*z", ["/ab"], ["/az", "/a/b/zoo"]),
        ("Disallow: /$", ["/a"], ["/"]),
        ("Disallow: /?suche", ["/", "/suche"], ["/?suche=a"]),
        # the longest rule decides, and of two as long the one that allows
        ("Disallow: /\nAllow: /news", ["/news", "/news/a"], ["/a"]),
        ("Allow: /news\nDisallow: /", ["/news"], ["/a"]),
        ("Disallow: /news/alt.html\nAllow: /news/", ["/news/neu"], ["/news/alt.html"]),
        ("Allow: /news\nDisallow: /*.htm", ["/news"], ["/news.htm"]),
        ("Disallow: /news\nAllow: /news", ["/news"], []),
        ("Allow:\nDisallow:", ["/a"], []),
        # octets are compared percent-encoded, but for those that need no encoding
        ("Disallow: /über", ["/uber"], ["/%C3%BCber", "/%c3%bcber"]),
        ("Disallow: /%C3%BCber", [], ["/%C3%BCber"]),
        ("Disallow: /%61mt", [], ["/amt", "/%61mt"]),
        ("Disallow: /a%2Fb", ["/a/b"], ["/a%2Fb", "/a%2fb"]),
        # comments, white space, spelling
        ("# Disallow: /a\nDisallow: /b # /c", ["/a", "/c"], ["/b"]),
        ("  DISALLOW :\t/a  ", [], ["/a"]),
        ("Disallow /a", [], ["/a"]),
        ("Unsinn\nUnbekannt: x\nDisallow: /a", ["/b"], ["/a"]),
    ],
)
def test_rules_of_a_group(rules, open_to_us, closed_to_us):
    text = f"User-agent: *\n{rules}\n"
    for ending in ("\n", "\r\n", "\r"):
        body = text.replace("\n", ending)
        assert [path for path in open_to_us if not allowed(body, path)] == []
        assert [path for path in closed_to_us if allowed(body, path)] == []


@pytest.mark.parametrize(
    "name",
    ["clusterarchiv", "ClusterArchiv", "clusterarchiv/1.0", "clusterarchiv bot", "clusterarchiv*"],
)
def test_a_group_is_ours_by_our_product_token(name):
    assert not allowed(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a")


@pytest.mark.parametrize("name", ["cluster", "archiv", "clusterarchiv-neu", "mailto", "anderer"])
def test_a_group_of_somebody_else_is_not(name):
    assert not allowed(f"User-agent: *\nDisallow: /\n\nUser-agent: {name}\nAllow: /", "/a")


def test_groups_of_one_name_are_one_and_a_named_group_replaces_the_general_one():
    text = """
        Disallow: /niemandes
        User-agent: clusterarchiv
        User-agent: anderer
        Disallow: /eins

        User-agent: *
        Disallow: /alle

        User-agent: Clusterarchiv
        Disallow: /zwei
    """
    closed = [path for path in ("/eins", "/zwei", "/alle", "/niemandes") if not allowed(text, path)]
    assert closed == ["/eins", "/zwei"]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"])
def test_a_byte_order_mark_or_what_is_left_of_it_is_passed_over(mark):
    assert not allowed(mark + b"User-agent: *\nDisallow: /", "/a")


def test_other_encodings_are_read():
    assert not allowed("User-agent: *\nDisallow: /a".encode("utf-16"), "/a")
    assert not allowed("User-agent: *\nDisallow: /über".encode("latin-1"), "/%FCber")


def test_a_file_is_read_up_to_500_kib_and_no_line_by_half():
    head = "User-agent: *\nDisallow: /a\n"
    body = head + "#" * (SIZE_MAX - len(head) - 11) + "\nDisallow: /nur/teil\nDisallow: /b\n"
    assert not allowed(body, "/a")
    assert allowed(body, "/nur/anderes")
    assert allowed(body, "/b")


def test_delay_sitemaps_and_digest():
    body = b"Sitemap: /s.xml\nUser-agent: *\nCrawl-delay: 2.5\nSitemap: /s.xml\nSitemap: /t.xml\n"
    rules = read_robots(body, "clusterarchiv")
    assert rules.crawl_delay == 2.5
    assert rules.sitemaps == ("/s.xml", "/t.xml")
    assert rules.digest == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\nDisallow: /" + b"\xff" * 600_000,
        b"\x00" * 600_000,
        b"User-agent" + b" " * 600_000,
        b"User-agent: *\n" * 50_000,
        b"User-agent: *\n" + b"Disallow: /*a*a*a*b\n" * 30_000,
        b"User-agent: *\nDisallow: /" + b"*a" * 300_000,
    ],
)
def test_a_huge_file_is_read_in_a_moment(body):
    began = time.process_time()
    read_robots(body, "clusterarchiv").allow("https://x.example/" + "a" * 500)
    assert time.process_time() - began < 5

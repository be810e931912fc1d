"""What a robots.txt allows us: RFC 9309, and the cases parsers are known to differ in."""

import gzip
import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.downloader.robots import LINE_MAX, SIZE_MAX, read_robots

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


BETWEEN = [
    "", "# Anmerkung", "Sitemap: /s.xml", "Crawl-delay: 2", "Crawl-delay:", "Host: amt.example",
    "Request-rate: 1/5", "Visit-time: 0600-0845", "Clean-param: a /b", "Noindex: /a", "X-Y: ",
    "Content-Signal: ai-train=no", "Unsinn", "Unsinn aus Worten", "<html>", "User-agent:",
]  # fmt: skip


@pytest.mark.parametrize("line", BETWEEN)
def test_only_rules_end_a_group(line):
    text = f"User-agent: clusterarchiv\n{line}\nUser-agent: anderer\n{line}\nDisallow: /zu\n"
    assert not allowed(text, "/zu")
    ended = f"User-agent: clusterarchiv\nAllow:\n{line}\nUser-agent: anderer\nDisallow: /zu\n"
    assert allowed(ended, "/zu")


@given(st.lists(st.sampled_from(BETWEEN[:-1]), max_size=4), st.data())
def test_lines_that_are_no_rules_change_no_group(lines, data):
    rules = ["User-agent: clusterarchiv", "User-agent: *", "Disallow: /zu", "Allow: /zu/offen"]
    mixed = rules.copy()
    for line in lines:
        mixed.insert(data.draw(st.integers(0, len(mixed))), line)
    for path in ("/zu", "/zu/offen", "/offen"):
        assert allowed("\n".join(mixed), path) == allowed("\n".join(rules), path)


def test_a_delay_is_that_of_all_user_agents_up_to_the_first_rule():
    def delay(text: str) -> float | None:
        return read_robots(text.encode(), "clusterarchiv").crawl_delay

    assert delay("User-agent: clusterarchiv\nCrawl-delay: 3\nUser-agent: x\nDisallow: /a") == 3
    assert delay("User-agent: x\nCrawl-delay: 3\nUser-agent: clusterarchiv\nDisallow: /a") == 3
    assert delay("User-agent: x\nDisallow:\nCrawl-delay: 3\nUser-agent: *\nDisallow: /a") is None
    assert delay("User-agent: *\nDisallow:\nCrawl-delay: 3\nUser-agent: x\nDisallow: /a") == 3
    assert delay("Crawl-delay: 3\nUser-agent: *\nDisallow: /a") is None


@pytest.mark.parametrize(
    "name",
    ["disallow", "Dissallow", "dissalow", "disalow", "diasllow", "disallaw", "DISALLOWED"],
)
@pytest.mark.parametrize("agent", ["user-agent", "useragent", "User agent", "USER-AGENTS"])
def test_names_are_understood_as_they_are_misspelt(name, agent):
    for colon in (":", " :", " "):
        assert not allowed(f"{agent}{colon} clusterarchiv\n{name}{colon} /a", "/a")


@pytest.mark.parametrize("line", ["Disallow/a", "Disallow das /a", "No-Disallow: /a", ": /a"])
def test_what_is_no_rule_is_passed_over(line):
    assert allowed(f"User-agent: *\n{line}\n", "/a")


def test_a_long_line_is_read_as_far_as_browsers_have_urls():
    path = "/" + "a" * LINE_MAX
    assert not allowed(f"User-agent: *\nDisallow: {path}/ende", path)
    assert allowed(f"User-agent: *\nDisallow: {path}/ende", "/a")


@pytest.mark.parametrize(
    "body",
    [
        b"\0\0User-agent: *\nDisallow: /a\n",
        b"User-agent: *\0\n\0Disallow: /a\0\0\n",
        b"User-\0agent: *\nDis\0allow: /a\n",
        b"User-agent: *\nDisallow: /a\n" + bytes(5000),
        bytes(5000) + b"\nUser-agent: *\nDisallow: /a\n",
    ],
)
def test_nul_bytes_are_no_characters(body):
    assert not allowed(body, "/a")
    assert allowed(body, "/b")


def test_a_packed_file_is_unpacked_and_one_that_is_torn_is_none():
    packed = gzip.compress(b"User-agent: *\nDisallow: /a\n")
    assert not allowed(packed, "/a")
    with pytest.raises(ValueError, match="torn"):
        read_robots(packed[:-9], "clusterarchiv")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xef\xbb", b"\xef"])
def test_a_byte_order_mark_or_what_is_left_of_it_is_passed_over(mark):
    assert not allowed(mark + b"User-agent: *\nDisallow: /", "/a")


def test_other_encodings_are_read():
    for wide in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert not allowed("User-agent: *\nDisallow: /a".encode(wide), "/a")
        assert not allowed("User-agent: *\nDisallow: /ä".encode(wide), "/%C3%A4")
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

"""Feeds and sitemaps load nothing, expand nothing, and have an end."""

import gzip

import pytest

from spiders.feeds import read_feed
from tests.safety.hostile import ENTITIES

URL = "https://www.amt.example/sitemap.xml"
SITEMAP = b"<urlset><url><loc>/a</loc></url></urlset>"


def test_entities_are_neither_expanded_nor_loaded(tmp_path):
    (tmp_path / "secret").write_text("geheim")
    bomb = ENTITIES.replace(b"/etc/passwd", str(tmp_path / "secret").encode())
    assert "geheim" not in str(read_feed(bomb, URL))
    assert len(str(read_feed(bomb, URL))) < 1000
    inside = b'<!DOCTYPE u [<!ENTITY x SYSTEM "file://%s">]>' % str(tmp_path / "secret").encode()
    feed = read_feed(inside + SITEMAP.replace(b"/a", b"/a&x;"), URL)
    assert "geheim" not in str(feed)


def test_a_packed_sitemap_is_unpacked_to_its_bound():
    assert list(read_feed(gzip.compress(SITEMAP), URL).entries) == ["https://www.amt.example/a"]
    with pytest.raises(ValueError, match="once decoded"):
        read_feed(gzip.compress(bytes(70_000_000), 1), URL)


def test_more_elements_than_a_sitemap_may_have_are_not_read():
    with pytest.raises(ValueError, match="more than"):
        read_feed(b"<rss>" + b"<a/>" * 1_000_001, URL)

"""Which addresses are articles, told from one of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.commands.scaffold.article_path import NoArticleUrl, guess_article_path

HOST = "https://www.talamt.example"


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        ("/SharedDocs/Meldungen/DE/2021/quelle.html", r"/SharedDocs/Meldungen/DE/.+\.html$"),
        ("/SharedDocs/Meldungen/DE/quelle.html", r"/SharedDocs/Meldungen/DE/.+\.html$"),
        ("/Redaktion/DE/Presse/2026/03/20260317-q.html", r"/Redaktion/DE/Presse/.+\.html$"),
    ],
)
def test_gsb_files_articles_by_type_and_often_by_year(address: str, pattern: str) -> None:
    assert guess_article_path(HOST + address, "gsb") == pattern


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        ("/presse/meldungen/detail/die-quelle", r"/detail/[^/]+/?$"),
        ("/presse/meldungen/detail/die-quelle/", r"/detail/[^/]+/?$"),
        ("/laender/tal/nachrichten/detail/info/die-quelle", r"/detail/info/[^/]+/?$"),
        ("/newsroom/news-detail/die-quelle.html", r"/news-detail/[^/]+\.html$"),
        ("/news/id/45292/die-quelle", r"^/news/id/\d+/[^/]+/?$"),
        ("/presse/die-quelle", r"^/presse/[^/]+/?$"),
        ("/verein/lesen/?tx_ttnews%5Btt_news%5D=5793&cHash=3f", r"^/verein/lesen/?$"),
    ],
)
def test_typo3_shows_single_articles_on_one_page_or_under_their_section(
    address: str, pattern: str
) -> None:
    assert guess_article_path(HOST + address, "typo3") == pattern


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "is a home page"),
        ("/", "is a home page"),
        ("/DE/Presse/presse_node.html", "is a section (…_node.html)"),
    ],
)
def test_other_addresses_are_refused(address: str, says: str) -> None:
    with pytest.raises(NoArticleUrl, match=re.escape(says)):
        guess_article_path(HOST + address, "gsb")


@given(
    folders=st.lists(st.text("abc019-_+().", min_size=1, max_size=8), max_size=4),
    slug=st.sampled_from(["quelle", "quelle.html", "quelle-1.htm", "q(1)+2"]),
    cms=st.sampled_from(["gsb", "typo3"]),
)
def test_the_pattern_finds_the_address_it_was_made_from(
    folders: list[str], slug: str, cms: str
) -> None:
    path = "/" + "/".join([*folders, slug])
    assert re.search(guess_article_path(HOST + path, cms), path)

"""Every portal's spider: documented, with a way in, and able to tell its articles."""

from __future__ import annotations

import pytest

from crawler.commands.scaffold.table import DOCUMENT, portal_document, supported_portals
from spiders.portal import PortalSpider
from tests.conftest import ROOT
from tests.layouts.golden import expected_of, golden_pages

SPIDERS = {spider.name: spider for spider in supported_portals()}
STORED = {page.stem: page for page in golden_pages() if page.stem in SPIDERS}


def test_the_table_says_what_the_spiders_say() -> None:
    assert (ROOT / DOCUMENT).read_text("utf-8") == portal_document(supported_portals()), (
        "run python -m crawler.commands.scaffold.table"
    )


@pytest.mark.parametrize("name", SPIDERS)
def test_the_readme_names_every_portal(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("spider", SPIDERS.values(), ids=SPIDERS)
def test_every_portal_has_a_way_in(spider: type[PortalSpider]) -> None:
    assert spider.lists or spider.feeds
    assert spider.home_url.endswith("/")


@pytest.mark.parametrize("name", STORED)
def test_a_spider_knows_its_stored_page_for_an_article(name: str) -> None:
    url = expected_of(STORED[name])["url"]
    spider = SPIDERS[name]()
    assert spider.is_article(url)
    assert not any(spider.is_article(spider.home_url + start) for start in spider.lists)

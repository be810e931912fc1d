"""One address an article, every other one an alias with its reason; and the kind of article."""

import pytest

from crawler.items import Alias, Article, Breadcrumb
from pipelines.identity import IdentityPipeline, identity

_HOME = "https://www.wind.example/"
_NEWS = "https://www.wind.example/aktuelles/nachrichten/detail/info/netz"


def test_an_alias_address_names_its_rule() -> None:
    seen = "http://wind.example/laender/asien/japan/nachrichten/detail-alle-anzeigen/info/netz/"
    found = identity(Article(url=seen, fetched_url=seen, home_url=_HOME))
    assert found.url == _NEWS
    assert found.fetched_url == seen
    assert found.aliases == [Alias(seen, "scheme, www, final slash, type and slug")]
    assert IdentityPipeline().process_item(found) == found


def test_a_canonical_address_has_no_aliases() -> None:
    assert identity(Article(url=_NEWS, home_url=_HOME)).aliases == []


def test_a_canonical_link_to_this_page_is_believed() -> None:
    seen = "https://www.wind.example/lesen?tx_news_pi1%5Bnews%5D=12"
    link = "https://www.wind.example/lesen/netz/"
    found = identity(Article(url=seen, canonical_link=link))
    assert found.url == "https://www.wind.example/lesen/netz"
    assert found.aliases == [Alias(seen, "canonical link"), Alias(link, "final slash")]


@pytest.mark.parametrize(
    "link",
    [
        "https://www.wind.example/",
        "https://www.wind.example/aktuelles/nachrichten",
        "https://www.wind.example/aktuelles/nachrichten/detail/info/anderes",
        "https://andere.example/aktuelles/nachrichten/detail/info/netz",
        "kaputt",
    ],
)
def test_a_canonical_link_to_another_page_is_not(link: str) -> None:
    found = identity(Article(url=_NEWS, canonical_link=link, home_url=_HOME))
    assert (found.url, found.aliases) == (_NEWS, [])


def test_one_canonical_link_for_all_articles_is_not_believed() -> None:
    seen = "https://www.wind.example/lesen?tx_ttnews%5Btt_news%5D=5"
    found = identity(Article(url=seen, canonical_link="https://www.wind.example/lesen"))
    assert (found.url, found.aliases) == (seen, [])


def test_an_address_made_of_a_digest_stays() -> None:
    assert identity(Article(url="urn:sha256:0a", home_url=_HOME)).url == "urn:sha256:0a"


_GSB = "https://www.wind.example/WIND/Redaktion/DE"


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        (Article(url=_NEWS), "nachricht"),
        (Article(url=_NEWS.replace("nachrichten", "bekanntmachungen")), "bekanntmachung"),
        (Article(url="https://www.wind.example/dokumente/x/detail/info/y"), "publikation"),
        (Article(url=f"{_GSB}/Kurzmeldungen/Aktuelles/2019/a.html"), "meldung"),
        (Article(url=f"{_GSB}/Kurzmeldungen/a.html", kicker="ClusterERFOLGE"), "erfolgsgeschichte"),
        (Article(url="https://www.wind.example/a", kicker="Meldung"), "meldung"),
        (Article(url="urn:x:a", breadcrumbs=[Breadcrumb("Start"), Breadcrumb("Termine")]),
         "termin"),
        (Article(url="urn:x:a", deadline_text="1.2.2019"), "bekanntmachung"),
        (Article(url="urn:x:a", source_text="Windamt"), "nachricht"),
        (Article(url="https://www.wind.example/ueber-uns"), "seite"),
        (Article(url=_NEWS, kind="termin"), "termin"),
        (Article(url=_NEWS, layout="text export"), "nachricht"),
        (Article(url=f"{_HOME}laender/europa/polen/bekanntmachungen/detail-alle/info/x"),
         "bekanntmachung"),
        (Article(url=f"{_HOME}fileadmin/daten/studie.PDF"), "publikation"),
        (Article(url=f"{_HOME}aktuelles/nachrichten/studie.pdf"), "nachricht"),
    ],
)  # fmt: skip
def test_kinds(article: Article, kind: str) -> None:
    assert identity(article).kind == kind

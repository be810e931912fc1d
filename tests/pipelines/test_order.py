"""The order is told once, and a whole text export comes out normalised."""

from pathlib import Path

import pytest
from scrapy.utils.misc import load_object

from crawler.items import Article, Place
from crawler.layouts.text_export import read_text
from pipelines import ITEM_PIPELINES, STEPS, normalise

_SEED = (
    Path(__file__).parents[3] / "shared" / "seeds" / "kooperation-international_delegation-usa.txt"
)


def test_scrapy_runs_the_same_steps_and_then_stores() -> None:
    in_order = sorted(ITEM_PIPELINES, key=lambda path: ITEM_PIPELINES[path])
    assert [path.split(".")[1] for path in in_order] == [
        "articles",
        *STEPS,
        "reservation",
        "incomplete",
        "soft404",
        "period",
        "moved",
        "quarantine",
        "archive",
    ]
    for path in in_order[1 : len(STEPS) + 1]:
        item = Article(url="urn:x:a", title="Netz")
        assert load_object(path)().process_item(item).title == "Netz"


@pytest.mark.skipif(not _SEED.exists(), reason="the shared sample is not here")
def test_a_real_text_export() -> None:
    article = normalise(read_text(_SEED.read_text("utf-8"), "urn:sha256:0a"))
    assert article.title == (
        "biosaxony und Cool Silicon Cluster: Ausgewählt für Delegation in die USA"
    )
    assert article.breadcrumb == "Startseite › Aktuelles › Nachrichten"
    assert article.kicker == "Internationalisierung Deutschlands, Bi-/Multilaterales"
    assert article.source_text == "Clusterplattform Deutschland"
    assert article.sources == ["Clusterplattform Deutschland"]
    assert (article.editor_text, article.editors) == (None, [])
    assert article.places == [Place("USA", "country", "US")]
    assert article.topics == ["Netzwerke"]
    assert article.published_on is None
    assert article.lead is None
    assert article.kind == "nachricht"
    assert article.language == "de"
    paragraphs = (article.body or "").split("\n\n")
    assert len(paragraphs) == 6
    assert paragraphs[0].startswith("Das „go-cluster”-Mitglied")
    assert paragraphs[-1].endswith("informiert werden.")

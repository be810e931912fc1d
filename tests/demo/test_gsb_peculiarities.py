"""Everything Clusterplattform is known for occurs on the Government Site Builder demo portal."""

from __future__ import annotations

import re

from tests.demo.conftest import Fetch
from tests.demo.phenomena import ON_BOTH, Phenomena, sights, too_rare

CLUSTER: Phenomena = {
    "Meldung": (40, lambda s: s.truth["kicker"] == "Meldung"),
    "ClusterERFOLGE": (10, lambda s: s.truth["kicker"] == "ClusterERFOLGE"),
    "label and date in a line above the headline": (
        10,
        lambda s: re.search(
            r"(Meldung|ClusterERFOLGE) · \d\d\.\d\d\.\d{4} " + re.escape(s.article.title), s.text
        ),
    ),
    "label and date inside the headline": (10, lambda s: s.xpath("//h1/span[@class='topline']")),
    "a <time>": (5, lambda s: s.xpath("//div[@id='content']//time")),
    "a hidden headline before the real one": (
        60,
        lambda s: s.xpath("//h1")[0].get("class") == "aural",
    ),
    "a subtitle": (10, lambda s: s.article.subtitle),
    "no subtitle": (10, lambda s: s.article.subtitle is None),
    "an image with caption": (20, lambda s: (s.article.image or {}).get("caption")),
    "an image without caption": (
        3,
        lambda s: s.article.image and not s.article.image.get("caption"),
    ),
    "© credit": (20, lambda s: s.xpath("//*[@class='caption'][contains(., '©')]")),
    "Quelle: credit of an image": (
        8,
        lambda s: (
            s.xpath("//*[@class='caption'][contains(., 'Quelle:')]")
            and s.truth["source_text"] is None
        ),
    ),
    "subheads": (10, lambda s: any("h" in block for block in s.article.blocks)),
    "bullets": (10, lambda s: any("ul" in block for block in s.article.blocks)),
    "Weitere Informationen zu …": (
        20,
        lambda s: re.search(r"Weitere Informationen zu [^:]+:", s.text),
    ),
    "no further links": (10, lambda s: not s.article.further),
    "a shown date other than the file's": (
        4,
        lambda s: re.search(r"/(\d{8})_", s.article.address)[1] != s.article.day.replace("-", ""),  # type: ignore[index]
    ),
    "edited later": (4, lambda s: s.truth["updated_on"]),
    "quarter folder with a blank": (3, lambda s: "%20Quartal" in s.article.address),
    "quarter folder with an underscore": (10, lambda s: "_Quartal" in s.article.address),
    "quarter folder in small letters": (10, lambda s: "_quartal" in s.article.address),
    "a link to another article": (
        1,
        lambda s: any("/Redaktion/DE/Kurzmeldungen" in x["url"] for x in s.truth["links"]),
    ),
    "base": (60, lambda s: s.xpath("//base/@href") == ["http://www.cluster.example/"]),
    "English under lang=de": (
        1,
        lambda s: s.article.language == "en" and s.page.tree.get("lang") == "de",
    ),
}


def test_every_peculiarity_occurs(fetch: Fetch) -> None:
    assert too_rare(sights(fetch, "cluster"), {**CLUSTER, **ON_BOTH}) == {}


def test_decomposed_umlauts_occur(fetch: Fetch) -> None:
    assert sum("u\u0308" in sight.html for sight in sights(fetch, "cluster")) == 1

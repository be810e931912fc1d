"""The demo portal on TYPO3, in the layout of Kooperation international."""

from __future__ import annotations

from typing import ClassVar

from spiders.kooperation_international import KooperationInternational


class DemoKooperation(KooperationInternational):
    """Invented news that ship with the project; ``docs/demo.md`` describes the portal."""

    name = "demo_kooperation"
    title: ClassVar[str] = "Kooperation Demo"
    home_url: ClassVar[str] = "http://www.kooperation.example/"
    alive: ClassVar[bool] = True
    default_source: ClassVar[str] = "demo"
    lists: ClassVar[tuple[str, ...]] = (
        "aktuelles/nachrichten",
        "aktuelles/bekanntmachungen",
        "foerderung/nachrichten",
        "laender/europa/frankreich/nachrichten",
        "dokumente/inside-newsletter",
        "unsere-publikationen/studien",
        "archiv",
    )
    feeds: ClassVar[tuple[str, ...]] = ("rss/nachrichten.xml", "sitemap.xml")
    verified_on: ClassVar[str] = "every field of every article"

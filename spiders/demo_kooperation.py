"""The demo portal on TYPO3, in the layout of Kooperation international."""

from spiders.kooperation_international import KooperationInternational


class DemoKooperation(KooperationInternational):
    """Invented news that ship with the project; ``docs/demo.md`` describes the portal."""

    name = "demo_kooperation"
    title = "Kooperation Demo"
    home_url = "http://www.kooperation.example/"
    alive = True
    default_source = "demo"
    lists = (  # type: ignore[assignment]  # more of them than the portal has
        "aktuelles/nachrichten",
        "aktuelles/bekanntmachungen",
        "foerderung/nachrichten",
        "laender/europa/frankreich/nachrichten",
        "dokumente/inside-newsletter",
        "unsere-publikationen/studien",
        "archiv",
    )
    # its pages about countries are lists of news
    article_path = r"/detail(?:-[a-z-]+)?/info/[^/]+/?$|^/buf/[^/]+/.+\.html$"
    feeds = ("rss/nachrichten.xml", "sitemap.xml")
    verified_on = "every field of every article"

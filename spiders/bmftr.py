"""BMFTR: Government Site Builder; until 2025 the BMBF, at bmbf.de in the same markup.

The home page and the URLs of articles are as other sites link them in 2025 and 2026. The
portal's own lists are search forms, which its robots.txt is said to close to crawlers: the home
page links what is new, and what is older has to come from captures.
"""

from spiders.gsb import GsbSpider


class Bmftr(GsbSpider):
    """Press releases, short news and calls of the federal ministry of research."""

    name = "bmftr"
    title = "Bundesministerium für Forschung, Technologie und Raumfahrt"
    home_url = "https://www.bmftr.bund.de/"
    lists = ("DE/Home/home_node.html",)
    article_path = r"/SharedDocs/(?:Pressemitteilungen|Kurzmeldungen|Bekanntmachungen)/DE/.+\.html$"
    verified_on = "real pages of 2022, when it was the BMBF"

"""BMWE: Government Site Builder; formerly BMWK and BMWi, at bmwk.de and bmwi.de.

Press room and feed are reported to have answered in March 2026, and press releases are linked under
these URLs; news lay where they are looked for under the former names. Whether the press room
pages as other lists of GSB do is not known; the feed carries the newest twenty in any case. The
portal is said to turn some crawlers away with a captcha.
"""

from spiders.gsb import GsbSpider


class Bmwe(GsbSpider):
    """Press releases and news of the federal ministry of economics."""

    name = "bmwe"
    title = "Bundesministerium für Wirtschaft und Energie"
    home_url = "https://www.bundeswirtschaftsministerium.de/"
    lists = ("Navigation/DE/Service/Medienraum/medienraum.html",)
    feeds = ("SiteGlobals/BMWI/Functions/RSSFeed/DE/RSSFeed-Pressemitteilung.xml",)
    article_path = r"/Redaktion/DE/(?:Pressemitteilungen|Meldung)/.+\.html$"
    verified_on = "only the family's markup"

"""Wirtschaftsministerium Baden-Württemberg: TYPO3, in the kit all ministries of the state share.

The URLs of articles are as public web crawls have them. The list has the URL it has on the
state's own portal, one folder apart; that it is so here is an assumption.
"""

from spiders.typo3 import Typo3Spider


class WirtschaftBw(Typo3Spider):
    """Press releases of a state's ministry of economics, on clusters among much else."""

    name = "wirtschaft_bw"
    title = "Ministerium für Wirtschaft, Arbeit und Tourismus Baden-Württemberg"
    home_url = "https://wm.baden-wuerttemberg.de/"
    lists = ("de/service/presse-und-oeffentlichkeitsarbeit/pressemitteilungen",)
    article_path = r"/pressemitteilung/pid/[^/]+/?$"
    verified_on = "only the family's markup"

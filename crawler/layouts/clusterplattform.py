"""Clusterplattform Deutschland: Government Site Builder, rebuilt and renamed several times.

Label (``Meldung``, ``ClusterERFOLGE``) · date · title · subtitle · lead · image block · text ·
"Weitere Informationen zu …:" with links.
"""

from __future__ import annotations

import re

from crawler.items import Kind
from crawler.layouts.gsb import Gsb
from crawler.layouts.layout import Value
from crawler.layouts.reading.page import Page
from crawler.urls import is_web_url

_KINDS: dict[str, Kind] = {
    "meldung": "meldung",
    "kurzmeldung": "meldung",
    "clustererfolge": "erfolgsgeschichte",
    "clustererfolg": "erfolgsgeschichte",
    "erfolgsgeschichte": "erfolgsgeschichte",
    "termin": "termin",
    "veranstaltung": "termin",
}


_KIND = rf"(?:{'|'.join(_KINDS)}|cluster-?erfolge?)"
_DAY = r"\d{1,2}\. ?(?:\d{1,2}\.|[^\W\d]{3,9}) ?\d{4}"
_HEAD = re.compile(
    rf"<p>(?:{_KIND}</p><p>{_DAY}|{_DAY}</p><p>{_KIND}|cluster-?erfolge?)</p>".encode(),
    re.IGNORECASE,
)
"""What its pages begin with where only their text is left."""
_HEAD_LENGTH = 2_000


class Clusterplattform(Gsb):
    """An article of Clusterplattform Deutschland."""

    name = "clusterplattform"

    @classmethod
    def recognises(cls, page: Page) -> bool:
        """Whether the page lies in the portal's tree, under whatever host it stood.

        A text without URL is known by its head: the kind and the day, in either order.
        """
        if not (page.has_markup or is_web_url(page.url)):
            return bool(_HEAD.search(page.source, 0, _HEAD_LENGTH))
        return "/CLUSTER/" in page.url and (not page.has_markup or Gsb.recognises(page))

    def kind(self) -> Value[Kind] | None:
        """What the label over the date says."""
        label = self.kicker()
        kind = _KINDS.get(label.value.casefold()) if label else None
        return Value(kind, label.origin) if kind and label else None

"""Clusterplattform Deutschland: Government Site Builder, rebuilt and renamed several times.

Label (``Meldung``, ``ClusterERFOLGE``) · date · title · subtitle · lead · image block · text ·
"Weitere Informationen zu …:" with links.
"""

from __future__ import annotations

from crawler.items import Kind
from crawler.layouts.gsb import Gsb
from crawler.layouts.layout import Value
from crawler.layouts.reading.page import Page

_KINDS: dict[str, Kind] = {
    "meldung": "meldung",
    "kurzmeldung": "meldung",
    "clustererfolge": "erfolgsgeschichte",
    "clustererfolg": "erfolgsgeschichte",
    "erfolgsgeschichte": "erfolgsgeschichte",
    "termin": "termin",
    "veranstaltung": "termin",
}


class Clusterplattform(Gsb):
    """An article of Clusterplattform Deutschland."""

    name = "clusterplattform"

    @classmethod
    def recognises(cls, page: Page) -> bool:
        """Whether the page lies in the portal's tree, under whatever host it stood."""
        return "/CLUSTER/" in page.url and (not page.has_markup or Gsb.recognises(page))

    def kind(self) -> Value[Kind] | None:
        """What the label over the date says."""
        label = self.kicker()
        kind = _KINDS.get(label.value.casefold()) if label else None
        return Value(kind, label.origin) if kind and label else None

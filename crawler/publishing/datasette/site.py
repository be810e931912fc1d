"""Properties of the site that is served: its language, where captures are, its legal pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from crawler.publishing.language import GERMAN, Language, language, marked

DATABASE = "archive"
"""What Datasette calls the archive, whatever its file is called, so that URLs stay the same."""

Route = tuple[str, Callable[..., Awaitable[Response]]]
"""A page of ours: a pattern of paths, and what responds to them."""


@dataclass(frozen=True)
class Site:
    """What ``scrapy serve`` is told beside the archive."""

    language: str = GERMAN
    captures: Path = Path("captures")
    """Folder of the WARC files, ``WARC_DIR``."""
    imprint: str = ""
    """URL of the Impressum, which German law asks of most sites (§ 5 DDG); "" for none."""
    privacy: str = ""
    """URL of the Datenschutzerklärung (GDPR, Art. 13)."""
    accessibility: str = ""
    """URL of the Erklärung zur Barrierefreiheit, which public bodies must give (§ 12b BGG)."""
    url: str = ""
    """Where the site is reached from outside, ``SITE_URL``; "" for wherever it is asked."""
    more_captures: tuple[Path, ...] = ()
    """Other folders whose WARC files may be shown, ``SITE_CAPTURES``."""

    @property
    def words(self) -> Language:
        """Texts, dates and numbers in the site's language."""
        return language(self.language)

    @property
    def served_captures(self) -> tuple[Path, ...]:
        """All folders whose WARC files may be shown; the first is ``WARC_DIR``."""
        return (self.captures, *self.more_captures)

    def legal_links(self) -> Iterator[dict[str, str]]:
        """The links of the footer whose URL is known."""
        for url, label in (
            (self.imprint, marked("Imprint")),
            (self.privacy, marked("Privacy")),
            (self.accessibility, marked("Accessibility")),
        ):
            if url:
                yield {"href": url, "label": self.words.gettext(label)}


def attach(datasette: Any, site: Site) -> None:
    """Have ``site_of`` return ``site`` for this Datasette.

    Not by its metadata, which it shows on a page: the folder of captures is nobody's business.
    """
    datasette.clusterarchiv_site = site


def site_of(datasette: Any) -> Site:
    """The site this Datasette serves."""
    site: Site = datasette.clusterarchiv_site
    return site

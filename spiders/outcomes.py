"""How a spider tells the rest of the crawl what could not be done, and keeps the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Spider

from crawler.downloader.responses import capture_of
from crawler.monitoring.failures import in_words, note_failure
from crawler.monitoring.signals import page_rejected

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.items import Capture
    from crawler.sources.protocols import Source


class TellingSpider(Spider):
    """A spider whose failures make the run a failed one, and whose rejects are kept."""

    source: Source
    """Where its pages come from."""

    def fail(self, sentence: str, cause: str | None = None) -> None:
        """Note that the run did not do what it was asked to; the command exits with 1."""
        self.logger.error(sentence)
        note_failure(self.crawler, sentence, cause)

    def reject(
        self,
        url: str,
        *,
        stage: str,
        reason: str,
        failure: bool,
        capture: Capture | None = None,
    ) -> None:
        """Keep a page that could not be read in the table ``rejects``.

        ``failure`` says whether that makes the run a failed one.
        """
        if failure:
            self.fail(f"{url}: {in_words(reason)}", cause=f"{stage}: {reason}")
        else:
            self.logger.warning("%s: %s", url, reason)
        self._tell(page_rejected, url=url, stage=stage, reason=reason, capture=capture)

    def _capture(self, response: Response) -> Capture:
        return capture_of(response, source=self.source.name)

    def _tell(self, signal: object, **news: Any) -> None:
        self.crawler.signals.send_catch_log(signal, **news)

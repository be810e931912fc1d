"""``scrapy`` as it is, but that it writes the addresses of stored articles to ``acknowledged``.

``python -m tests.crash.acknowledging_crawl FILE crawl …``: an address is written when the archive
has said that the article is stored, and not before.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scrapy.cmdline import execute

from pipelines.batch import Batch

_write = Batch.write


def _write_and_say(self, *args, **kwargs):
    urls = [article.url for article in self.articles]
    done = _write(self, *args, **kwargs)
    acknowledged.write("".join(f"{url}\n" for url in urls).encode())
    return done


if __name__ == "__main__":
    with Path(sys.argv.pop(1)).open("wb", buffering=0) as acknowledged:
        Batch.write = _write_and_say
        execute()

"""One event told once: which texts tell the same, by what they share and by what differs.

Plain Python over texts; the tables stand in ``crawler.archive.stories``. docs/stories.md has the
rules and why they are so.
"""

from crawler.archive.stories.text.compare import Comparison, compare
from crawler.archive.stories.text.document import Document
from crawler.archive.stories.text.fingerprints import fingerprints

__all__ = ["Comparison", "Document", "compare", "fingerprints"]

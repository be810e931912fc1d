"""One event told once: which texts tell the same, by what they share and by what differs.

Plain Python over texts; the tables stand in ``crawler.archive.stories``. docs/stories.md has the
rules and why they are so.
"""

from crawler.stories.comparing import Comparison, compare
from crawler.stories.fingerprints import fingerprints
from crawler.stories.telling import Telling

__all__ = ["Comparison", "Telling", "compare", "fingerprints"]

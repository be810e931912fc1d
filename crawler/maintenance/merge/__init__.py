"""Archives joined into one, as if one machine had made them all.

``merge_archive(into, other)`` is the whole of it; docs/merging.md says what is the same in two
archives, and why the order does not matter.
"""

from crawler.maintenance.merge.joining import Merged, merge_archive

__all__ = ["Merged", "merge_archive"]

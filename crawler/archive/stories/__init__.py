"""Stories in the archive: an index of fingerprints in tables, and each article placed by it."""

from crawler.archive.stories.placing import place_pending, rebuild_stories

__all__ = ["place_pending", "rebuild_stories"]

from tests.reextraction.conftest import crawled, crawled_once

__all__ = ["crawled", "crawled_once"]

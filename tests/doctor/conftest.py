from tests.reextraction.conftest import crawled

__all__ = ["crawled"]

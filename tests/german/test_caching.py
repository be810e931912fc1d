"""Answers that are kept."""

from crawler.german.caching import SHORT, remembered


def test_short_texts_are_read_once_and_long_ones_are_not_kept():
    read = []

    @remembered
    def length(text: str) -> int:
        read.append(text)
        return len(text)

    short, long = "Kurz", "lang" * SHORT
    assert [length(text) for text in (short, long, short, long)] == [4, 4 * SHORT] * 2
    assert read == [short, long, long]

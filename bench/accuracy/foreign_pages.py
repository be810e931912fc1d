"""``python -m bench.accuracy.foreign_pages [N]``: ``extract`` on pages damaged on purpose.

The labelled pages, each damaged in one of the ways of ``DAMAGES`` with a seed of its own: cut,
torn, nested, repeated, with broken tags and huge attributes. Prints exceptions, and the slowest
pages: what costs more than its length shows there.
"""

from __future__ import annotations

import logging
import random
import re
import sys
import time
from collections.abc import Callable, Iterator

from bench.accuracy.labelled import labelled_pages
from crawler.layouts import extract

PAGES = 2_000
SHOWN = 12
LARGEST = 5_000_000

Damage = Callable[[bytes, random.Random], bytes]


def cut(html: bytes, chance: random.Random) -> bytes:
    """The page breaks off somewhere."""
    return html[: chance.randrange(len(html))]


def headless(html: bytes, chance: random.Random) -> bytes:
    """The page begins somewhere."""
    return html[chance.randrange(len(html)) :]


def torn_tags(html: bytes, chance: random.Random) -> bytes:
    """One closing bracket in twenty is missing."""
    return re.sub(rb">", lambda _: b"" if chance.random() < 0.05 else b">", html)


def unclosed(html: bytes, _: random.Random) -> bytes:
    """No element is closed."""
    return re.sub(rb"</[a-z0-9]+>", b"", html, flags=re.IGNORECASE)


def nested(html: bytes, chance: random.Random) -> bytes:
    """The page stands in thousands of elements."""
    tag = chance.choice([b"div", b"span", b"ul", b"table", b"b", b"a", b"article", b"h1"])
    return b"<%b>" % tag * 5_000 + html


def repeated(html: bytes, chance: random.Random) -> bytes:
    """The page comes many times in one."""
    return html * min(chance.randrange(2, 30), max(1, LARGEST // len(html)))


def repeated_paragraph(html: bytes, chance: random.Random) -> bytes:
    """One element comes thousands of times."""
    found = re.findall(
        rb"<(?:p|li|h2|time|figure|td)\b.{1,400}?</(?:p|li|h2|time|figure|td)>", html
    )
    piece = chance.choice(found or [b"<p>Quelle: A</p>"])
    at = chance.randrange(len(html))
    return html[:at] + piece * (1_000_000 // len(piece)) + html[at:]


def huge_attribute(html: bytes, chance: random.Random) -> bytes:
    """An attribute holds a megabyte."""
    name = chance.choice([b"class", b"id", b"style", b"href", b"data-x", b"content", b"datetime"])
    value = chance.choice([b"a", b"a ", b"12.03.2020 ", b"a-b_", b"/../"]) * 200_000
    return re.sub(rb"<(\w+)", rb'<\1 %b="%b"' % (name, value.replace(b"\\", b"")), html, count=30)[
        :LARGEST
    ]


def long_words(html: bytes, chance: random.Random) -> bytes:
    """All text between two tags is one word, or one line."""
    piece = chance.choice(
        [b"Quelle:", b"1.", b"am 3. ", b"(", b"\xc2\xad", b"- ", b"&amp;", b"Mai "]
    )
    at = html.find(b"<p") + 1
    return html[:at] + b"p>" + piece * (400_000 // len(piece)) + b"<" + html[at:]


def shuffled(html: bytes, chance: random.Random) -> bytes:
    """The tags come in another order."""
    pieces = re.split(rb"(?=<)", html)
    chance.shuffle(pieces)
    return b"".join(pieces)


def other_bytes(html: bytes, chance: random.Random) -> bytes:
    """One byte in two hundred is another one."""
    damaged = bytearray(html)
    for _ in range(len(html) // 200):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


DAMAGES: tuple[Damage, ...] = (
    cut, headless, torn_tags, unclosed, nested, repeated, repeated_paragraph, huge_attribute,
    long_words, shuffled, other_bytes,
)  # fmt: skip


def damaged_pages(number: int) -> Iterator[tuple[str, str, bytes]]:
    """Name of the damage, URL and page; the same ones in every run."""
    pages = [(page.path.read_bytes(), page.url) for page in labelled_pages()]
    for seed in range(number if pages else 0):
        chance = random.Random(seed)
        html, url = chance.choice(pages)
        damage = DAMAGES[seed % len(DAMAGES)]
        yield damage.__name__, url, damage(html, chance)


class _Errors(logging.Handler):
    """Keeps what ``extract`` logs of fields that could not be read."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error's kind and sentence."""
        error = record.exc_info[1] if record.exc_info else None
        self.said.append(f"{record.getMessage()[:200]}: {error!r}")


def main() -> None:
    """Read them, and tell."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    errors = _Errors()
    logging.getLogger("crawler").addHandler(errors)
    logging.getLogger("crawler").propagate = False
    costs = []
    for seed, (damage, url, html) in enumerate(damaged_pages(number)):
        began = time.process_time()
        try:
            extract(html, url)
        except Exception as error:  # what is looked for
            errors.said.append(f"{damage} {seed}: {error!r}")
        seconds = time.process_time() - began
        costs.append((seconds, seconds / (len(html) / 1e6 + 0.05), damage, seed, len(html), url))
    for line in sorted(set(errors.said)):
        print("error", line)
    print(f"{len(costs)} pages, {len(errors.said)} errors")
    for seconds, rate, damage, seed, length, url in sorted(costs, reverse=True)[:SHOWN]:
        print(f"{seconds:6.2f} s {rate:6.2f} s/MB {damage} {seed} {length} {url}")


if __name__ == "__main__":
    main()

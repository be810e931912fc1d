"""A set of invented articles, each labelled with the event it tells.

Hand-written articles are edited as portals do (``_EDITIONS``); hand-written forms are filled in as
years of a series, letters to different people and calls of one programme. What is not edited from
one article is another event, however alike the words are.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from crawler.items import Article

HERE = Path(__file__).parent
_SENTENCE = re.compile(r"(?<=[.!?“])\s+(?=[A-ZÄÖÜ„])")
_QUOTE = re.compile(r"„[^“]{12,}“")


def _blocks(name: str) -> list[tuple[str, list[str]]]:
    """Blocks as (heading, lines)."""
    text = (HERE / name).read_text("utf-8")
    text = re.sub(r"^# .*\n", "", text, flags=re.M)
    found = []
    for block in text.split("=== ")[1:]:
        heading, *lines = block.strip().split("\n")
        found.append((heading, lines))
    return found


def _edits() -> dict[str, list[str]]:
    sections = (HERE / "edits.txt").read_text("utf-8").split("## ")[1:]
    return {lines[0]: lines[1:] for lines in (s.strip().split("\n") for s in sections)}


_EDITS = _edits()
_WORDS = dict(line.split(" | ") for line in _EDITS["words"])
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)

Text = tuple[str, list[str]]
"""A title, and paragraphs of which the first is the lead."""
Edition = Callable[[Text, random.Random], Text]


def sentences(paragraph: str) -> list[str]:
    return _SENTENCE.split(paragraph)


def _verbatim(text: Text, chance: random.Random) -> Text:
    return text


def _typography(text: Text, chance: random.Random) -> Text:
    """Other quotation marks, dashes and spaces, abbreviated millions, ``%``."""
    title, paragraphs = text
    for old, new in (("„", "»"), ("“", "«"), (" Prozent", "\u00a0%"), ("Millionen", "Mio.")):
        paragraphs = [p.replace(old, new) for p in paragraphs]
    return title.upper(), paragraphs


def _edited(text: Text, chance: random.Random) -> Text:
    """Words replaced throughout, and here and there a sentence left out."""

    def other(match: re.Match[str]) -> str:
        word = _WORDS[match[0].lower()]
        return word[0].upper() + word[1:] if match[0][0].isupper() else word

    title, paragraphs = text
    edited = []
    for paragraph in paragraphs:
        kept = [s for s in sentences(paragraph) if chance.random() > 0.12]
        edited.append(" ".join(_WORD.sub(other, sentence) for sentence in kept))
    return _WORD.sub(other, title), [p for p in edited if p]


def _cut(text: Text, chance: random.Random) -> Text:
    """Cut from the end, as a page with less room does."""
    title, paragraphs = text
    return title, paragraphs[: chance.choice((3, 4))]


def _new_lead(text: Text, chance: random.Random) -> Text:
    return chance.choice(_EDITS["titles"]), [chance.choice(_EDITS["leads"]), *text[1][1:]]


def _new_lead_and_end(text: Text, chance: random.Random) -> Text:
    title, paragraphs = _new_lead(text, chance)
    return title, [*paragraphs[:-1], chance.choice(_EDITS["closings"])]


def _new_quotes(text: Text, chance: random.Random) -> Text:
    title, paragraphs = text
    quotes = _EDITS["quotes"]
    return title, [_QUOTE.sub(lambda match: chance.choice(quotes), p) for p in paragraphs]


def _excerpt(text: Text, chance: random.Random) -> Text:
    """Lead and the paragraph behind it, under a title of its own."""
    title, paragraphs = text
    return chance.choice((title, *_EDITS["titles"])), paragraphs[:2]


def _inner_excerpt(text: Text, chance: random.Random) -> Text:
    """Two paragraphs from the middle."""
    title, paragraphs = text
    start = chance.choice((1, 2))
    return title, paragraphs[start : start + 2]


def _reordered(text: Text, chance: random.Random) -> Text:
    title, paragraphs = text
    rest = paragraphs[1:]
    chance.shuffle(rest)
    return title, [paragraphs[0], *rest]


def _with_contact(text: Text, chance: random.Random) -> Text:
    return text[0], [*text[1], dict(_blocks("calls.txt"))["kontakt"][0]]


_EDITIONS: dict[str, Edition] = {
    edition.__name__.strip("_"): edition
    for edition in (
        _verbatim, _typography, _edited, _cut, _new_lead, _new_lead_and_end, _new_quotes,
        _excerpt, _inner_excerpt, _reordered, _with_contact,
    )
}  # fmt: skip


def _article(url: str, text: Text, day: int, **more: object) -> Article:
    title, paragraphs = text
    seen = dt.datetime(2019, 5, 1, 8, tzinfo=dt.UTC) + dt.timedelta(days=day)
    in_body = "verbatim" in url or "typography" in url  # some portals have no lead of its own
    return Article(
        url,
        portal=re.sub(r"https://(\w+)\..*", r"\1", url),
        kind="nachricht",
        language="de",
        title=title,
        lead=None if in_body else paragraphs[0],
        body="\n\n".join(paragraphs if in_body else paragraphs[1:]) or None,
        published_on=seen.date().isoformat(),
        captured_at=seen,
        **more,  # type: ignore[arg-type]
    )


def _edited_articles() -> Iterator[tuple[str, Article]]:
    for number, (name, (title, *paragraphs)) in enumerate(_blocks("originals.txt")):
        text = (title, paragraphs)
        yield name, _article(f"https://quelle.example/{name}", text, 3 * number)
        for later, (kind, edition) in enumerate(_EDITIONS.items(), start=1):
            edited = edition((title, list(paragraphs)), random.Random(f"{name} {kind}"))
            url = f"https://{kind.replace('_', '')}.example/{name}"
            yield name, _article(url, edited, 3 * number + later)


_CLUSTERS = ("Nordlicht", "Sonnenkranz", "Werkbank Süd", "Optiktal", "Grünfutter", "Seilwerk")
_CITIES = ("Altmühlen", "Krähenbach", "Osterwald", "Rabenstein", "Wiesental", "Birkenau")
_PEOPLE = (
    "Ilse Korn", "Bruno Hagedorn", "Meta Lichtblau", "Falk Steinhauer", "Resi Ahorn", "Otto Quast",
)  # fmt: skip
_TOPICS = (
    "Recycling von Verbundstoffen", "lernende Werkzeuge", "Licht im Operationssaal",
    "Eiweiß aus Lupinen", "Seile für Windräder", "der digitale Zwilling",
)  # fmt: skip
_MONTHS = ("März", "April", "Mai", "September", "Oktober", "November")
_ORDINALS = ("Dritte", "Vierte", "Fünfte", "Sechste", "Siebte", "Achte")
_AMOUNTS = ("120.000", "85.000", "240.000", "310.000", "99.500", "175.000")


def _forms() -> Iterator[tuple[str, Article]]:
    """Of each form four years of one recipient, and three recipients of one year."""
    for name, lines in _blocks("forms.txt"):
        fillings = [(year, 0) for year in range(4)] + [(0, who) for who in (1, 2, 3)]
        for number, (year, who) in enumerate(fillings):
            k = (year + who) % 6
            slots = {
                "cluster": _CLUSTERS[who],
                "city": _CITIES[who],
                "person": _PEOPLE[k],
                "topic": _TOPICS[k],
                "month": _MONTHS[k],
                "month_day": f"{4 + 3 * k}. {_MONTHS[k]}",
                "day": 5 + 4 * k,
                "year": 2018 + year,
                "ordinal": _ORDINALS[k],
                "number": 72 + 3 * k,
                "members": 110 + 14 * k,
                "amount": _AMOUNTS[k],
            }
            title, *paragraphs = (line.format(**slots) for line in lines)
            story = f"{name} {number}"
            yield (
                story,
                _article(
                    f"https://formen.example/{name}/{number}", (title, paragraphs), 365 * year + who
                ),
            )
            # Every second one is copied elsewhere, with a word of introduction.
            if number % 2:
                copied = (title, ["Aus den Verbünden erreicht uns diese Meldung.", *paragraphs])
                url = f"https://kopien.example/{name}/{number}"
                yield story, _article(url, copied, 365 * year + who + 2)


def _calls() -> Iterator[tuple[str, Article]]:
    programmes = {name: lines[0] for name, lines in _blocks("calls.txt")}
    for number, line in enumerate((HERE / "topics.txt").read_text("utf-8").splitlines()):
        name, country, topic, text = line.split(" | ")
        title = f"Bekanntmachung: {topic} (Zusammenarbeit mit {country})"
        paragraphs = [f"Gemeinsam mit {country} wird das Thema {topic} ausgeschrieben.", text]
        article = _article(
            f"https://rufe.example/{number}", (title, [*paragraphs, programmes[name]]), 20 * number
        )
        yield f"call {number}", replace(article, deadline_on=f"2020-0{1 + number % 9}-15")


def _singles() -> Iterator[tuple[str, Article]]:
    for number, (title, paragraphs) in enumerate(_blocks("singles.txt")):
        article = _article(f"https://einzel.example/{number}", (title, paragraphs), 4 * number)
        english = title.startswith(("Network", "Fibre"))
        yield f"single {number}", replace(article, language="en" if english else "de")


def labelled() -> list[tuple[str, Article]]:
    """All articles with the name of the event each tells."""
    return [*_edited_articles(), *_forms(), *_calls(), *_singles()]


def some_of_each() -> list[Article]:
    """A few articles of every kind."""
    edited = [article for _, article in _edited_articles()][:24]
    others = [article for source in (_forms(), _calls(), _singles()) for _, article in source]
    return [*edited, *others[::2]]

"""The German catalogue has each text that pages, charts and reports say, and no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import crawler.publishing
from crawler.publishing.datasette.descriptions import table_descriptions
from crawler.publishing.datasette.questions import questions
from crawler.publishing.language import language

FOLDER = Path(crawler.publishing.__file__).parent
CATALOGUE = FOLDER / "locale" / "de.po"
METHODS = {"*.py": "python", "*.html": "jinja2"}
KEYWORDS = {"gettext": None, "_": None, "marked": None, "ngettext": (1, 2), "marked_forms": (1, 2)}
POINTER = re.compile(r"→ [\w.]+")
FIELD = re.compile(r"%\(\w+\)\w|\{\w*\}")


def catalogue() -> Catalog:
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="de")


def texts() -> Iterator[str]:
    """Every text marked in code and templates, of several forms the first; and those of files."""
    yield from described()
    for question in questions():
        yield from (question.title, question.description)
    for pattern, method in METHODS.items():
        for path in FOLDER.rglob(pattern):
            with path.open("rb") as file:
                options = {"extensions": "jinja2.ext.i18n", "trimmed": "true"}
                for _, message, *_ in extract(method, file, KEYWORDS, options=options):
                    yield message[0] if isinstance(message, tuple) else message


def described() -> Iterator[str]:
    """What docs/schema.md says of tables and columns, but for what only points to another."""
    for table in table_descriptions().values():
        for text in (table.text, *table.columns.values()):
            if not POINTER.fullmatch(text):
                yield text


def test_each_text_is_translated() -> None:
    known = {message.id[0] if message.pluralizable else message.id for message in catalogue()}
    assert not sorted(set(texts()) - known)


def test_no_translation_is_of_a_text_that_nobody_says() -> None:
    known = {message.id[0] if message.pluralizable else message.id for message in catalogue()}
    assert not sorted(known - {""} - set(texts()))


def test_no_text_is_translated_twice() -> None:
    entries = re.findall(r'^msgid ((?:".*"\n)+)', CATALOGUE.read_text("utf-8"), re.MULTILINE)
    assert [entry for entry, times in Counter(entries).items() if times > 1] == []


def test_each_translation_has_the_fields_of_its_text() -> None:
    for message in catalogue():
        if message.id:
            originals = message.id if message.pluralizable else (message.id,)
            translated = message.string if message.pluralizable else (message.string,)
            assert all(translated), message.id
            wanted = set(FIELD.findall(originals[-1]))
            for text in translated:
                assert set(FIELD.findall(text)) <= wanted, message.id
            assert set(FIELD.findall(translated[-1])) == wanted, message.id


@pytest.mark.parametrize(
    ("code", "day", "moment", "number"),
    [
        ("de", "22. Februar 2016", "22. Februar 2016, 15:04 Uhr", "1.234"),
        ("en", "February 22, 2016", "February 22, 2016, 3:04 PM", "1,234"),
    ],
)
def test_days_times_and_numbers(code: str, day: str, moment: str, number: str) -> None:
    words = language(code)
    assert words.day("2016-02-22") == day
    assert words.moment("2016-02-22T14:04:05Z").replace("\u202f", " ") == moment
    assert words.number(1234) == number


@pytest.mark.parametrize("text", ["", "2016", "[..2017-06-03]"])
def test_what_is_no_day_is_said_as_it_is(text: str) -> None:
    assert language().day(text) == language().moment(text) == text

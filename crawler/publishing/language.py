"""The language of pages, charts and reports: German unless English is asked for.

Texts stand in code and templates in English and are marked by a call: ``gettext``, ``ngettext``,
or ``marked`` for a constant that is translated when it is shown. German has them in one
catalogue, ``locale/de.po``, which is read as it is: nothing is compiled beforehand.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from crawler.german import BERLIN
from crawler.publishing import GERMAN, LANGUAGES

__all__ = ["GERMAN", "LANGUAGES", "Forms", "Language", "language", "marked", "marked_forms"]


def marked(text: str) -> str:
    """The text itself; marks it for the catalogue where it is told before a language is known."""
    return text


Forms = tuple[str, str]
"""A text of one thing and of several, with ``%(count)s`` in it."""


def marked_forms(one: str, several: str) -> Forms:
    """Both forms; marks them for the catalogue, as ``marked`` does a text of one form."""
    return one, several


class Language:
    """A language's texts, dates and numbers.

    Args:
        code: one of ``LANGUAGES``.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self._texts = _catalogue() if code == GERMAN else gettext.NullTranslations()

    def gettext(self, text: str) -> str:
        """A text of the catalogue; without an entry, the text itself."""
        return self._texts.gettext(text) if text else text  # "" is the catalogue's head

    def ngettext(self, one: str, several: str, count: int) -> str:
        """The form of a text for so many things."""
        return self._texts.ngettext(one, several, count)

    def counted(self, forms: Forms, count: int) -> str:
        """The form of a text for so many things, the number in it."""
        return self.ngettext(*forms, count) % {"count": self.number(count)}

    def number(self, value: float) -> str:
        """``1.234,5``, in English ``1,234.5``."""
        text: str = format_decimal(value, locale=self.code)
        return text

    def day(self, text: str | None) -> str:
        """``22. Februar 2016`` for a day or the day of a time of the archive; "" for None.

        What is no day by ISO 8601 is returned as it is.
        """
        day = as_day(text)
        return format_date(day, "long", locale=self.code) if day else text or ""

    def moment(self, text: str | None) -> str:
        """``22. Februar 2016, 15:04 Uhr`` in German time, for a time of the archive (UTC)."""
        try:
            moment = dt.datetime.fromisoformat(text or "").astimezone(BERLIN)
        except ValueError:
            return text or ""
        time = format_time(moment, "HH:mm" if self.code == GERMAN else "h:mm a", locale=self.code)
        day = format_date(moment, "long", locale=self.code)
        return f"{day}, {time} Uhr" if self.code == GERMAN else f"{day}, {time}"

    @property
    def filters(self) -> dict[str, Callable[..., str]]:
        """Filters of templates: ``{{ article.published_on|day }}``."""
        return {"day": self.day, "moment": self.moment, "number": self.number}


@cache
def language(code: str = GERMAN) -> Language:
    """The language with this code, one of ``LANGUAGES``; its catalogue is read once."""
    return Language(code)


def as_day(text: str | None) -> dt.date | None:
    """The day that a text by ISO 8601 names, of a time that in Germany; None for what is no day."""
    try:
        if text and "T" in text:
            return dt.datetime.fromisoformat(text).astimezone(BERLIN).date()
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _catalogue() -> gettext.GNUTranslations:
    source = files("crawler.publishing").joinpath("locale", f"{GERMAN}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=GERMAN))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

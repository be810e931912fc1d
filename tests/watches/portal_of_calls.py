"""A portal of calls on loopback, crawled night after night by a clock of the test's own."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

from tests.books.replica import HOME, Served, page_of_links

_REAL = dt.datetime
FIRST_NIGHT = dt.datetime(2025, 3, 3, 2, 30, tzinfo=dt.UTC)
FIRST_DAY = FIRST_NIGHT.date()
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
_PLACES = ("Kanada", "Polen", "Japan", "Frankreich", "Chile", "Norwegen", "Vietnam", "Israel")
_SUBJECTS = (
    "Meerestechnik", "Leichtbau", "Robotik", "Wasserstoff", "Moorschutz", "Bahntechnik", "Sensorik",
    "Bioökonomie", "Gletscherkunde", "Werkstoffe", "Tropenmedizin", "Kreislaufwirtschaft",
)  # fmt: skip


@dataclass
class Clock:
    """What ``datetime.now`` says in this process."""

    ahead: dt.timedelta = dt.timedelta()

    def set(self, moment: dt.datetime) -> None:
        self.ahead = moment - _REAL.now(dt.UTC)


class _AnyDatetime(type(_REAL)):  # type: ignore[misc]  # the type of datetime is type
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _REAL)


@contextmanager
def clock() -> Iterator[Clock]:
    """A clock that all who ask ``datetime.datetime`` go by."""
    own = Clock()

    class Shifted(_REAL, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]  # real ones
            return _REAL.now(tz) + own.ahead

    with mock.patch.object(dt, "datetime", Shifted):
        yield own


@dataclass
class Call:
    """A call as its page says it; in one of the ways in which portals print deadlines."""

    number: int
    title: str
    deadline: dt.date | None
    note: str = ""
    """What an editor has added."""
    saved_on: dt.date = FIRST_DAY

    @property
    def path(self) -> str:
        return f"/artikel/aufruf-{self.number}"

    def html(self, day: dt.date) -> str:
        """The page; its frame says the day on which it is asked for."""
        line, sentence = self._told()
        published = dt.date(2025, 1, 6) + dt.timedelta(days=self.number * 2)
        texts = (
            f"Gefördert werden Vorhaben zu {self.title.split()[-3]}, an denen eine Hochschule und "
            "ein Unternehmen aus jedem der beiden Länder beteiligt sind.",
            f"{sentence} Das Verfahren ist zweistufig; Skizzen haben höchstens "
            f"{self.number % 5 + 6} Seiten.",
            f"Auskunft gibt die Leitstelle {self.number}. {self.note}".strip(),
        )
        return (
            f"<!DOCTYPE html><html lang='de'><head><title>{self.title}</title></head><body>"
            f"<header>Heute ist der {day:%d.%m.%Y}</header><nav><a href='/'>Start</a></nav><main>"
            f"<h1>{self.title}</h1><p class='date'>{published:%d.%m.%Y}</p>{line}"
            + "".join(f"<p>{text}</p>" for text in texts)
            + "</main></body></html>"
        )

    def _told(self) -> tuple[str, str]:
        if self.deadline is None:
            return "", "Die Einreichung ist beendet."
        day = f"{self.deadline:%d.%m.%Y}"
        long = f"{self.deadline.day}. {_MONTHS[self.deadline.month - 1]} {self.deadline.year}"
        return (
            (f"<p><strong>Bewerbungsschluss:</strong> {day}</p>", ""),
            (f"<p>Stichtag: {day}</p>", f"Skizzen sind bis zum {long} einzureichen."),
            ("", f"Anträge können bis zum {long} gestellt werden."),
            (f"<dl><dt>Einreichungsfrist:</dt><dd>{long}</dd></dl>", ""),
        )[self.number % 4]


@dataclass
class Portal:
    """What the server sends, and what an editor does to it between two nights."""

    chance: random.Random
    calls: list[Call] = field(default_factory=list)
    today: dt.date = FIRST_DAY

    def serve(self, target: str) -> Served:
        path = target.partition("?")[0]
        if path == "/robots.txt":
            return Served(b"User-agent: *\n", media_type="text/plain")
        if path == "/sitemap.xml":
            return self._sitemap()
        if path in ("/", "/liste"):
            return page_of_links(*(call.path for call in reversed(self.calls)))
        call = next((call for call in self.calls if call.path == path), None)
        return Served(status=404) if call is None else Served(call.html(self.today).encode())

    def _sitemap(self) -> Served:
        urls = "".join(
            f"<url><loc>{HOME[:-1]}{call.path}</loc><lastmod>{call.saved_on}</lastmod></url>"
            for call in self.calls
        )
        namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
        body = f'<?xml version="1.0"?><urlset xmlns="{namespace}">{urls}</urlset>'
        return Served(body.encode(), media_type="application/xml")

    def add(self, closes: dt.date) -> Call:
        number = len(self.calls)
        subject, place = self.chance.choice(_SUBJECTS), self.chance.choice(_PLACES)
        title = f"Aufruf {number}: Vorhaben zu {subject} mit {place}"
        self.calls.append(Call(number, title, closes, saved_on=self.today))
        return self.calls[-1]

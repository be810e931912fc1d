"""Portals whose articles' days of publication are known, and shown on none or some of the pages.

A seed decides what a portal leaves behind: lists captured now and then, numbers in URLs, images
filed by month, reports that are cited, events that are announced or looked back on. Some of it
misleads, as it does elsewhere: an old picture is used again, an old article stays on top of a list.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from crawler.archive import Archive, ListedUrls, Portal
from crawler.items import Article, Capture, FurtherReading, Image
from pipelines import normalise

HOST = "https://www.beispielportal.de"
_MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
           "Oktober", "November", "Dezember")  # fmt: skip
_PLACES = ("Jena", "Aachen", "Rostock", "Ulm", "Kassel", "Passau", "Cottbus", "Siegen", "Emden")
_WHAT = ("Sensorik", "Leichtbau", "Photonik", "Holzbau", "Batterietechnik", "Medizintechnik",
         "Biotechnologie", "Robotik", "Wasserwirtschaft", "Textiltechnik")  # fmt: skip
_LOOKS_BACK = (
    "Am {day} haben sich die Partner in {place} getroffen.",
    "Das Netzwerk {what} wurde am {day} in {place} gegründet.",
    "Auf der Tagung vom {day} in {place} wurden die Ergebnisse vorgestellt.",
    "Die Ministerin besuchte das Zentrum in {place} am {day}.",
    "Der Vertrag wurde am {day} unterzeichnet.",
)
_LOOKS_AHEAD = (
    "Die Messe findet am {day} in {place} statt.",
    "Am {day} wird das Labor in {place} eröffnet.",
    "Die Partner treffen sich am {day} in {place}.",
    "Der Kongress beginnt am {day} und richtet sich an Betriebe.",
)
_DEADLINES = (
    "Bewerbungen können bis zum {day} eingereicht werden.",
    "Anträge sind bis zum {day} beim Projektträger in {place} einzureichen.",
)
_BACKGROUND = (
    "Bereits am {day} war dazu ein Abkommen geschlossen worden.",
    "Das Institut in {place} besteht seit dem {day}.",
)
_FILLER = (
    "Das Netzwerk {what} in {place} verbindet Betriebe, Hochschulen und Ämter der Region.",
    "Gefördert werden Vorhaben aus dem Bereich {what}, an denen mehrere Länder beteiligt sind.",
    "Aus {place} kommen vor allem kleine Betriebe, die sich mit {what} befassen.",
    "Die Partner wollen Verfahren der {what} gemeinsam erproben und Lehrgänge anbieten.",
    "Im Mittelpunkt steht die Frage, wie {what} in den Alltag der Betriebe kommt.",
)


@dataclass(slots=True)
class Told:
    """An article of the replica: its page, its true day, and when it was captured first."""

    day: dt.date
    article: Article
    captured_on: dt.date


class ReplicaPortal:
    """A portal made from a seed.

    Args:
        seed: decides all of it.
        count: articles.
        dated: share of the pages that show their day.
    """

    def __init__(self, seed: int, count: int = 150, dated: float = 0.0) -> None:
        rng = self._rng = random.Random(seed)
        self.told: list[Told] = []
        self.lists: list[ListedUrls] = []
        self._dated = dated
        self._first = dt.date(rng.randint(2008, 2018), rng.randint(1, 12), 1)
        self._days = rng.randint(500, 2500)
        self._end = self._first + dt.timedelta(days=self._days + rng.randint(0, 400))
        self._numbered = rng.random() < 0.4
        self._filed_images = rng.random() < 0.5
        self._has_lists = rng.random() < 0.8
        self._lag = rng.choice((3, 6, 10))
        number = rng.randint(200, 3000)
        for day in sorted(self._workday() for _ in range(count)):
            number += rng.randint(1, 9)
            self.told.append(self._article(day, number))
        if self._has_lists:
            self._capture_lists()

    def _workday(self) -> dt.date:
        day = self._first + dt.timedelta(days=self._rng.randrange(self._days))
        return day - dt.timedelta(days=max(0, day.weekday() - 4))

    def _article(self, day: dt.date, number: int) -> Told:
        rng = self._rng
        words = {"what": rng.choice(_WHAT), "place": rng.choice(_PLACES)}
        sentences = [rng.choice(_FILLER).format(**words, day="") for _ in range(5)]
        cited: list[str] = []
        if rng.random() < 0.25:
            cited = [f"Beispielblatt ({_short(day - self._some(self._lag))}): Bericht {number}"]
        if rng.random() < 0.2:
            sentences.append(self._tells(_LOOKS_BACK, day - self._some(self._lag), words))
        if rng.random() < 0.2:
            sentences.append(self._tells(_LOOKS_AHEAD, day + self._some(40), words))
        if rng.random() < 0.1:
            sentences.append(self._tells(_DEADLINES, day + self._some(70), words))
        if rng.random() < 0.15:
            long_ago = day - dt.timedelta(days=rng.randint(300, 6000))
            sentences.append(self._tells(_BACKGROUND, long_ago, words))
        rng.shuffle(sentences)
        slug = f"{words['what']}-in-{words['place']}".lower()
        name = f"{slug}-{number}" if self._numbered else f"{slug}-{_letters(number)}"
        article = Article(
            url=f"{HOST}/aktuelles/nachrichten/detail/info/{name}",
            portal="beispielportal",
            kind="nachricht",
            title=f"{words['what']} in {words['place']}: Vorhaben {_letters(number)} beginnt",
            body="\n\n".join((" ".join(sentences[:3]), " ".join(sentences[3:]))),
            further_reading=[FurtherReading(entry) for entry in cited],
            published_text=_short(day) if rng.random() < self._dated else None,
        )
        if self._filed_images:
            filed = day - self._some(3)
            if rng.random() < 0.1:  # a picture used again
                filed -= dt.timedelta(days=rng.randint(100, 900))
            article.images = [Image(f"{HOST}/fileadmin/{filed:%Y/%m}/bild-{number}.jpg")]
        captured_on = min(self._end, day + self._some(250)) + dt.timedelta(days=rng.randint(0, 9))
        return Told(day, article, captured_on)

    def _tells(self, sentences: tuple[str, ...], day: dt.date, words: dict[str, str]) -> str:
        printed = f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
        return self._rng.choice(sentences).format(day=printed, **words)

    def _some(self, days: float) -> dt.timedelta:
        return dt.timedelta(days=int(self._rng.expovariate(1 / days)))

    def _capture_lists(self) -> None:
        """Captures of the list's first pages, as web archives have them: now and then."""
        rng = self._rng
        pinned = rng.choice(self.told) if rng.random() < 0.3 else None
        for _ in range(rng.randint(2, 25)):
            day = self._first + dt.timedelta(days=rng.randrange(self._days + 60))
            shown = [told for told in reversed(self.told) if told.day <= day]
            if pinned in shown:
                shown.remove(pinned)
                shown.insert(0, pinned)
            for page in range(1, rng.choice((1, 1, 2, 4)) + 1):
                urls = [told.article.url for told in shown[10 * (page - 1) : 10 * page]]
                if urls:
                    moment = dt.datetime.combine(day, dt.time(10), dt.UTC)
                    self.lists.append(ListedUrls(f"{HOST}/aktuelles", page, moment, urls))

    def store(self, archive: Archive, runs: int = 1, rng: random.Random | None = None) -> None:
        """Store all of it in so many runs, the captures in any order."""
        rng = rng or self._rng
        portal = Portal("beispielportal", "Beispielportal", HOST, "TYPO3", alive=False)
        articles = [self._captured(told) for told in self.told]
        rng.shuffle(articles)
        rng.shuffle(self.lists)
        for number in range(runs):
            run_id = archive.begin_run("beispielportal", "warc:", portal)
            archive.store(articles[number::runs], run_id)
            archive.note_listed("beispielportal", self.lists[number::runs])
            archive.finish_run(run_id, "finished", {})

    def _captured(self, told: Told) -> Article:
        moment = dt.datetime.combine(told.captured_on, dt.time(11), dt.UTC)
        capture = Capture(
            told.article.url, moment, moment, status=200, content_type="text/html", source="warc:"
        )
        return normalise(replace(told.article, capture=capture, captured_at=moment))


def _short(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))

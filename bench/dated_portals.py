"""Portals of research funding that know when their articles appeared, and do not show it.

A portal is drawn from a number: how often it publishes, how its URLs and pictures are named, which
kinds of articles it has, who archived it and when. Its pages are whole HTML, in invented words;
what tells their age is what such portals' pages have: cited reports, events before and behind,
deadlines, folders by month, places on lists, copies on a second portal, newsletters; and what
misleads: background dates, years ahead, old pictures, pinned entries, headers that say nothing.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.dated_settings import setting
from bench.dated_wordings import (
    AHEAD,
    ANNOUNCED,
    BACKGROUND,
    CITED,
    DEADLINES,
    FILLER,
    HEAD_ENDS,
    HOUSES,
    LANDS,
    MONTHS,
    REPORTED,
    SYLLABLES,
    TRANSCRIBED,
)
from crawler.archive import Archive, ListedDate, ListedUrls, Portal
from crawler.items import Capture
from crawler.layouts import extract


def _paragraphs(said: list[str], chance: random.Random) -> Iterator[str]:
    """Sentences in paragraphs of one to three."""
    rest = [*said]
    while rest:
        count = chance.randint(1, 3)
        yield " ".join(rest[:count])
        del rest[:count]


@dataclass
class Told:
    """An article, the day it appeared, and what of it was captured."""

    number: int
    day: dt.date
    url: str
    title: str
    html: str
    shows_date: bool
    captured_at: dt.datetime
    last_modified: str | None = None
    portal: str = ""
    evidence: set[str] = field(default_factory=set)


class DatedPortal:
    """A portal with its articles in the order of their publication, and a second one.

    Args:
        seed: tells it from all others.
        articles: how many it published.
        dated: share of articles that show their date.
    """

    def __init__(self, seed: int, articles: int = 150, dated: float = 0.0) -> None:
        self.chance = random.Random(f"portal {seed} {dated}")
        self.setting = setting(self.chance, articles)
        self.name = f"kompass{seed}"
        self.home = f"https://www.{self.name}.example/"
        self.mirror = f"spiegel{seed}"
        self.dated = dated
        self.start = dt.date(self.chance.randint(2008, 2016), self.chance.randint(1, 12), 1)
        days = sorted(self._day() for _ in range(articles))
        self.end = days[-1] + dt.timedelta(self.chance.randint(30, 900))
        self.uid = self.chance.randint(100, 20_000)
        self.told: list[Told] = []
        for number, day in enumerate(days):
            self.told.append(self._article(number, day))
        self.copied = [*self._copies()]
        if self.setting.newsletters:
            self.told += [*self._newsletters()]

    @property
    def truth(self) -> dict[str, dt.date]:
        """URLs of the portals' articles and the days they appeared."""
        return {told.url: told.day for told in (*self.told, *self.copied)}

    @property
    def showing(self) -> set[str]:
        """URLs of the articles that show their date."""
        return {told.url for told in (*self.told, *self.copied) if told.shows_date}

    # -- what was published -----------------------------------------------------------------------

    def _day(self) -> dt.date:
        chance = self.chance
        while True:
            day = self.start + dt.timedelta(chance.randrange(365 * self.setting.years))
            keep = 0.08 if day.weekday() > 4 else 0.35 if day.month in (8, 12) else 1.0
            if chance.random() < keep:
                return day

    def _word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.choice((2, 3, 3)))).capitalize()

    def _say(self, wordings: tuple[str, ...], day: dt.date | None = None, first: int = 2) -> str:
        day = day or self.start
        begins = day - dt.timedelta(first)
        early = (
            f"{begins.day}."
            if begins.month == day.month
            else f"{begins.day}. {MONTHS[begins.month - 1]}"
        )
        later = day.year + self.chance.randint(2, 9)
        weekday = (
            "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
        )[day.weekday()]  # fmt: skip
        return self.chance.choice(wordings).format(
            day=self._named(day), digits=f"{day:%d.%m.%Y}", first=early, weekday=weekday,
            month=MONTHS[day.month - 1], year=day.year, later=later, later2=later + 2,
            land=self.chance.choice(LANDS), house=self.chance.choice(HOUSES),
            town=self._word() + self.chance.choice(("burg", "stadt", "hausen")),
            word=self._word(), word2=self._word(), n=self.chance.randint(3, 900),
        )  # fmt: skip

    def _named(self, day: dt.date) -> str:
        form = self.chance.random()
        if form < 0.7:
            return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
        return f"{day:%d.%m.%Y}" if form < 0.85 else f"{day.day}. {MONTHS[day.month - 1]}"

    def _lag(self, mean: float) -> int:
        """Days: mostly few, sometimes many, as such things are."""
        chance = self.chance
        return int(chance.expovariate(1 / (mean if chance.random() < 0.92 else 5 * mean)))

    def _article(self, number: int, day: dt.date) -> Told:
        chance, how = self.chance, self.setting
        evidence: set[str] = set()
        self.uid += 1 if chance.random() < 0.6 else chance.randint(2, 12)
        is_call = chance.random() < how.calls
        title = f"{self._word()} und {self._word()} {chance.choice(HEAD_ENDS)}"
        if is_call:
            title = f"Richtlinie zur Förderung von {self._word()} und {self._word()}"
        said = [self._say(FILLER) for _ in range(chance.randint(4, 9))]

        def say(kind: str, wordings: tuple[str, ...], about: dt.date, first: int = 2) -> None:
            evidence.add(kind)
            at = chance.randint(kind == "cited", len(said))  # a source is named behind what it says
            said.insert(at, self._say(wordings, about, first))

        after = dt.timedelta
        if is_call:
            say("deadline", DEADLINES, day + after(20 + self._lag(55)))
        elif chance.random() < how.reported:
            say(
                "reported",
                REPORTED,
                day - after(self._lag(how.reported_lag)),
                chance.randint(1, 3),
            )
        if not is_call and chance.random() < how.announced:
            say("announced", ANNOUNCED, day + after(3 + self._lag(how.announced_lead)))
        if chance.random() < how.cited_in_text:
            say("cited", CITED, day - after(self._lag(how.cited_lag)))
        if chance.random() < how.recent_words:
            evidence.add("recent")
            said.insert(0, self._recent(day))
        if chance.random() < how.background:
            said.append(self._say(BACKGROUND, day - after(chance.randint(60, 4000))))
        if chance.random() < 0.3:
            said.append(self._say(AHEAD, day))
        parts = "".join(f"<p>{text}</p>\n" for text in _paragraphs(said, chance))
        if chance.random() < how.cited:
            evidence.add("cited")
            parts += self._further(day)
        url, picture = self._url(title, day), self._picture(day, evidence)
        if how.url in ("id", "number_last", "query", "month", "day_file"):
            evidence.add("url")
        captured = self._captured(day)
        told = Told(
            number, day, url, title, "", chance.random() < self.dated, captured, portal=self.name,
            evidence=evidence,
        )  # fmt: skip
        if chance.random() < how.last_modified:
            told.last_modified = self._header(day, captured)
        told.html = self._page(
            told, picture + parts, "Bekanntmachungen" if is_call else "Nachrichten"
        )
        return told

    def _recent(self, day: dt.date) -> str:
        """A day told by its distance, with its date beside it or not."""
        chance = self.chance
        back = chance.choice((0, 0, 1))
        about = day - dt.timedelta(back)
        name, noun = ("heute", "gestern")[back], self._word()
        return chance.choice(
            (
                f"Wie {name} ({about:%d.%m.%Y}) bekannt wurde, beginnt {self._word()}.",
                f"Ministerin {noun} hat {name}, am {self._full(about)}, {self._word()} eröffnet.",
                f"{name.capitalize()} ist in {noun}burg der Startschuss dafür gefallen.",
            )
        )

    def _full(self, day: dt.date) -> str:
        return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"

    def _further(self, day: dt.date) -> str:
        entries = []
        for position in range(self.chance.choice((1, 1, 2, 3))):
            old = position and self.chance.random() < 0.5
            back = self.chance.randint(30, 900) if old else self._lag(self.setting.cited_lag)
            about = day - dt.timedelta(back)
            name, house = f"{self._word()} {self._word()}", self.chance.choice(HOUSES)
            link = f'<a href="https://quelle.example/{self._word().lower()}">{name}</a>'
            entries.append(
                self.chance.choice(
                    (
                        f"<li>{house} ({about:%d.%m.%Y}): {link}</li>",
                        f"<li>{house}, {self._full(about)}: {link}</li>",
                        f"<li>{link} ({house}, {about:%d.%m.%Y})</li>",
                    )
                )
            )
        self.chance.shuffle(entries)
        return f"<h3>Zum Nachlesen</h3>\n<ul>{''.join(entries)}</ul>\n"

    def _url(self, title: str, day: dt.date) -> str:
        slug = title.lower().translate(TRANSCRIBED)
        how = self.setting.url
        if how == "id":
            return f"{self.home}aktuelles/detail/{self.uid}-{slug}"
        if how == "number_last":
            return f"{self.home}aktuelles/{slug}-{self.uid}.html"
        if how == "query":
            return f"{self.home}meldung?id={self.uid}"
        if how == "month":
            return f"{self.home}aktuelles/{day:%Y/%m}/{slug}.html"
        if how == "day_file":
            return f"{self.home}de/{day:%Y%m%d}_{slug}.html"
        return f"{self.home}aktuelles/nachrichten/detail/info/{slug}-{self._word().lower()}"

    def _picture(self, day: dt.date, evidence: set[str]) -> str:
        chance, how = self.chance, self.setting.picture
        if how == "none" or chance.random() < 0.4:
            return ""
        # Pictures are made a little before, or taken once more from the library.
        made = day - dt.timedelta(chance.choice((0, 0, 1, 3, 9)))
        if chance.random() < 0.08:
            made = day - dt.timedelta(chance.randint(100, 1500))
        name = self._word().lower()
        source = {
            "plain": f"/fileadmin/bilder/{name}.jpg",
            "csm": f"/fileadmin/_processed_/a/b/csm_{made:%Y%m%d}_{name}_4f3a2b1c0d.jpg",
            "folder": f"/sites/default/files/{made:%Y}/{made:%m}/{name}.jpg",
            "uid": f"/media/{self.uid * 3}/{name}.png",
        }[how]
        if how in ("csm", "folder"):
            evidence.add("picture")
        return (
            f'<figure class="news-img"><img src="{source}" width="640" height="360" alt="{name}">'
            f"<figcaption>{self._word()} in {self._word()}. © {name}</figcaption></figure>\n"
        )

    def _captured(self, day: dt.date) -> dt.datetime:
        """When the first of two web archives came by, or the last crawl before the end did."""
        waits = [self.chance.expovariate(1 / self.setting.capture_days) for _ in range(2)]
        at = min(day + dt.timedelta(1 + min(waits)), self.end)
        return dt.datetime.combine(at, dt.time(self.chance.randrange(24), 17), dt.UTC)

    def _header(self, day: dt.date, captured: dt.datetime) -> str:
        """The moment of the answer, an edit, the move of the server, or the publication."""
        kind = self.chance.random()
        moment = captured
        if kind < 0.3:
            moment = dt.datetime.combine(day, dt.time(9, 30), dt.UTC)
        elif kind < 0.5:
            span = (captured.date() - day).days
            edited = day + dt.timedelta(self.chance.randint(0, max(span, 0)))
            moment = dt.datetime.combine(edited, dt.time(0, 1), dt.UTC)
        return f"{min(moment, captured):%a, %d %b %Y %H:%M:%S} GMT"

    def _page(self, told: Told, main: str, section: str) -> str:
        date = ""
        if told.shows_date:
            date = (
                f'<p class="news-date"><time datetime="{told.day}">{told.day:%d.%m.%Y}</time></p>\n'
            )
        return f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>{told.title} - {told.portal}</title>
<meta name="generator" content="TYPO3 CMS">
<link rel="stylesheet" href="/typo3temp/assets/css/merged.css?1529583996"></head>
<body id="page-12"><header><a href="/">{told.portal}</a>
<nav><ul><li><a href="/aktuelles">Aktuelles</a></li><li><a href="/themen">Themen</a></li>
<li><a href="/kontakt">Kontakt</a></li></ul></nav></header>
<nav aria-label="Sie sind hier"><ol class="breadcrumb"><li><a href="/">Startseite</a></li>
<li><a href="/aktuelles">{section}</a></li><li>{told.title}</li></ol></nav>
<main role="main"><!--TYPO3SEARCH_begin--><article>
{date}<h1>{told.title}</h1>
{main}</article><!--TYPO3SEARCH_end--></main>
<footer><p>Ein Angebot der Stelle für {self.home[12:-9]}. Rechtsstand der Hinweise: 2019.</p>
<ul><li><a href="/impressum">Impressum</a></li><li><a href="/datenschutz">Datenschutz</a></li></ul>
</footer></body></html>
"""

    def _copies(self) -> Iterator[Told]:
        """Articles a second portal took over, or was first with; it dates more of its pages."""
        for told in self.told:
            if self.chance.random() >= self.setting.copies:
                continue
            day = told.day + dt.timedelta(self.chance.choice((0, 0, 0, 1, 2, 6, 14)))
            url = told.url.replace(self.name, self.mirror) + "/uebernommen"
            if self.setting.url in ("month", "day_file", "query"):
                url = (
                    f"https://www.{self.mirror}.example/news/{self._word().lower()}-{told.number}x"
                )
            shows = self.dated > 0 and self.chance.random() < 0.8
            copy = Told(
                told.number,
                day,
                url,
                told.title,
                "",
                shows,
                self._captured(day),
                portal=self.mirror,
            )
            main = told.html.partition("</h1>")[2].partition("</article>")[0]
            copy.html = self._page(copy, main, "Meldungen")
            told.evidence.add("copy")
            copy.evidence = told.evidence
            yield copy

    def _newsletters(self) -> Iterator[Told]:
        """An issue a month, with links to what appeared since the one before."""
        month: dict[tuple[int, int], list[Told]] = {}
        for told in self.told:
            month.setdefault((told.day.year, told.day.month), []).append(told)
        for (year, number), named in month.items():
            if len(named) < 3:
                continue
            ends = dt.date(year + number // 12, number % 12 + 1, 1) + dt.timedelta(
                self.chance.randint(0, 6)
            )
            links = "".join(
                f'<h3>{told.title}</h3><p>{self._say(FILLER)} <a href="{told.url}">mehr</a></p>\n'
                for told in named
            )
            title = f"Newsletter {number:02}/{year}: {self._word()} und {self._word()}"
            url = f"{self.home}newsletter/ausgabe-{self._word().lower()}-{year}-{number:02}"
            issue = Told(
                -1, ends, url, title, "", self.chance.random() < self.dated, self._captured(ends),
                portal=self.name, evidence={"newsletter"},
            )  # fmt: skip
            issue.html = self._page(issue, links, "Newsletter")
            for told in named:
                told.evidence.add("newsletter")
            yield issue

    # -- what was archived ------------------------------------------------------------------------

    def lists(self) -> list[ListedUrls]:
        """Captures of the list in two web archives, at times of their own, newest first."""
        if self.setting.list_days is None:
            return []
        news = [told for told in self.told if told.number >= 0]
        pinned, found = self.chance.choice(news), []
        for archive in range(2):
            at = dt.datetime.combine(self.start, dt.time(3 + archive), dt.UTC)
            while at.date() < self.end:
                at += dt.timedelta(self.chance.expovariate(1 / self.setting.list_days))
                online = [told for told in reversed(news) if told.day < at.date()]
                pages = self.chance.choice((1, 1, 2, 5))
                if pinned.day < at.date() < pinned.day + dt.timedelta(400):
                    online.remove(pinned)
                    online.insert(0, pinned)
                for page in range(pages):
                    urls = [told.url for told in online[10 * page : 10 * page + 10]]
                    if urls:
                        found.append(ListedUrls(f"{self.home}aktuelles", page + 1, at, urls))
                        for told in online[10 * page : 10 * page + 10]:
                            told.evidence.add("list")
        return found

    def sitemap(self) -> list[ListedDate]:
        """``lastmod``: the publication, an edit, or the day on which the portal was moved."""
        moved = self.start + (self.end - self.start) / 2
        found = []
        for told in self.told:
            if told.number >= 0 and self.chance.random() < self.setting.sitemap:
                edited = told.day + dt.timedelta(self.chance.choice((0, 0, 0, 1, 30, 200)))
                day = moved if told.day < moved and self.chance.random() < 0.5 else edited
                found.append(ListedDate(f"{self.home}sitemap.xml", "sitemap", told.url, day))
        return found

    def store(self, archive: Archive) -> None:
        """Put all of it in the archive, as a crawl does: pages, lists, sitemap, end of the run."""
        for portal, stories in ((self.name, self.told), (self.mirror, self.copied)):
            home = f"https://www.{portal}.example/"
            run_id = archive.begin_run(portal, "warc", Portal(portal, home_url=home))
            stored = []
            for told in stories:
                article = extract(
                    told.html, told.url, captured_at=told.captured_at, portal=portal, home_url=home
                )
                article.capture = Capture(
                    told.url, fetched_at=told.captured_at, captured_at=told.captured_at, status=200,
                    content_type="text/html", last_modified=told.last_modified, source="wayback",
                )  # fmt: skip
                stored.append(article)
            self.chance.shuffle(stored)
            archive.store(stored, run_id)
            if portal == self.name:
                archive.note_listed(portal, self.lists(), self.sitemap())
            archive.finish_run(run_id, "finished", {})

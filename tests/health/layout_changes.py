"""Redesigns, updates and slips of templates: each turns a healthy page into a broken one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from html import escape

from tests.health.invented import PLACES, TODAY, TOPICS, Page

Change = Callable[[Page, Page], Page]
"""Makes a broken page of a healthy one; the second argument is some other article's page."""

_NEWSLETTER = (
    "<p>Mit unserem Newsletter erfahren Sie jeden Monat das Wichtigste aus allen Regionen, von "
    "Ausschreibungen bis zu Tagungen. Die Anmeldung ist kostenfrei.</p>"
)
_FOOTER = (
    "<p>Leitstelle und Forum, Postfach 12, 10117 Berlin, Telefon 030 5550, Fax 030 5551</p>"
    "<p>Impressum Datenschutz Barrierefreiheit Gebärdensprache Leichte Sprache Kontakt</p>"
)
_ENGLISH = (
    "The partners of the network have agreed to share their results with all of the members of the "
    "alliance, and the first of the new facilities will be opened in the autumn of this year.",
    "According to the people who are in charge of the programme, this is a step that has been "
    "discussed for a long time and which is going to help the companies in the region.",
)


def _with(**values: object) -> Change:
    return lambda page, _: replace(page, **values)  # type: ignore[arg-type]


def _headline_in(html: str) -> Change:
    return lambda page, _: replace(
        page, title_html=html.format(title=escape(page.title), kicker=escape(page.kicker),
                                     section=escape(page.section))
    )  # fmt: skip


def _day(printed: Callable[[Page, Page], str], **values: object) -> Change:
    return lambda page, other: replace(page, date_text=printed(page, other), **values)  # type: ignore[arg-type]


def _texts(make: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Change:
    return lambda page, _: replace(page, paragraphs=make(page.paragraphs))


def _everywhere(make: Callable[[str], str]) -> Change:
    return lambda page, _: replace(
        page, title=make(page.title), lead=make(page.lead), caption=make(page.caption),
        paragraphs=tuple(make(text) for text in page.paragraphs),
    )  # fmt: skip


def _plain_teasers(page: Page, _: Page) -> Page:
    entries = "".join(f"<p>{day} {escape(title)}</p>" for day, title in page.teasers)
    return replace(page, after_text=f"<p>Weitere Meldungen</p>{entries}")


def _teasers_between(page: Page, other: Page) -> Page:
    first = f"<p>{escape(other.title)}: {escape(other.lead)}</p>"
    return replace(page, before_text=first)


STRUCTURE: dict[str, Change] = {
    "section as heading": lambda page, _: replace(
        page, heading=page.section, head_meta=False,
        before_text=f"<h2>{escape(page.title)}</h2>", trail=(page.section,),
    ),
    "headings renamed": _with(heading="Meldung im Detail", head_meta=False),
    "title in a div, slogan as heading": _headline_in(
        '<h1>Gemeinsam forschen, gemeinsam wachsen</h1><div class="headline-text">{title}</div>'
    ),
    "kicker as heading": _headline_in("<h1>{kicker}</h1><h2>{title}</h2>"),
    "breadcrumb of another section": lambda page, _: replace(
        page, trail=("Service", "Veranstaltungen")
    ),
    "breadcrumb of another article": lambda page, other: replace(
        page, trail=("Aktuelles", other.section, other.title)
    ),
    "breadcrumb is the path": lambda page, _: replace(page, trail=tuple(page.path.split("/")[1:3])),
    "title of another article": lambda page, other: replace(page, heading=other.title),
    "lead as heading": lambda page, _: replace(page, heading=page.lead[:90]),
    "title cut": lambda page, _: replace(page, heading=page.title[:24] + "…"),
    "kicker is the section": lambda page, _: replace(page, kicker=page.section),
    "section and title in one": lambda page, _: replace(
        page, heading=f"{page.section}: {page.title}"
    ),
    "sections and dates shifted": lambda page, _: replace(
        page, heading=page.section, head_meta=False, date_first=False, kicker=page.title
    ),
}  # fmt: skip
DATES: dict[str, Change] = {
    "month before day": _day(lambda page, _: f"{page.day:%m/%d/%Y}"),
    "month before day, dots": _day(lambda page, _: f"{page.day:%m.%d.%Y}"),
    "month before day, blocks shifted": lambda page, _: replace(
        page,
        date_text=f"{page.day:%m.%d.%Y}",
        date_first=False,
        kicker="",
        before_text=f"<p>{escape(page.kicker)}</p>",
        paragraphs=page.paragraphs[1:],
    ),
    "today everywhere": _day(lambda _, __: f"{TODAY + dt.timedelta(days=6):%d.%m.%Y}"),
    "day of another article": _day(lambda _, other: f"{other.day:%d.%m.%Y}"),
    "day of the last change": _day(
        lambda page, _: f"{page.updated + dt.timedelta(days=3):%d.%m.%Y}"
    ),
    "a day late": _day(lambda page, _: f"{page.day + dt.timedelta(days=1):%d.%m.%Y}"),
    "month and year only": _day(lambda page, _: f"{page.day:%m/%Y}"),
    "day gone": _day(lambda _, __: ""),
    "day says last changed": _day(
        lambda page, _: f"{TODAY - dt.timedelta(days=page.number % 5):%d.%m.%Y}",
        date_label="Letzte Änderung: ",
    ),
}
BODY: dict[str, Change] = {
    "last third gone": _texts(lambda texts: texts[: max(1, len(texts) * 2 // 3)]),
    "first paragraph only": _texts(lambda texts: texts[:1]),
    "each paragraph cut": _texts(lambda texts: tuple(t[: len(t) * 2 // 3] for t in texts)),
    "teasers inside": _plain_teasers,
    "another article's lead first": _teasers_between,
    "loaded by a script": _with(text_html='<div id="app" data-src="/api/text"></div>'),
    "end loaded by a script": _texts(lambda texts: texts[:-1] or texts),
    "newsletter inside": _with(after_text=_NEWSLETTER),
    "newsletter first": _with(before_text=_NEWSLETTER),
    "footer inside": _with(after_text=_FOOTER),
    "paragraphs glued": _with(glued=True),
    "lead in the text": _with(lead_in_text=True),
    "umlauts as question marks": _everywhere(
        lambda text: "".join("?" if letter in "äöüßÄÖÜ" else letter for letter in text)
    ),
    "umlauts gone": _everywhere(
        lambda text: "".join(letter for letter in text if letter not in "äöüßÄÖÜ")
    ),
    "umlauts written out": _everywhere(
        lambda text: (
            text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
        )
    ),
    "in English": lambda page, _: replace(page, paragraphs=_ENGLISH, lead=_ENGLISH[1], lang="en"),
    "spaces lost": _everywhere(lambda text: text.replace(" der ", " der").replace(" die ", " die")),
    "numbers lost": _everywhere(lambda text: "".join(x for x in text if not x.isdigit())),
    "first letters lost": _texts(lambda texts: tuple(text[1:] for text in texts)),
}
LISTS: dict[str, Change] = {
    "places of another article": lambda page, other: replace(page, places=other.places),
    "places are all": _with(places=PLACES),
    "places shifted": lambda page, _: replace(
        page, places=tuple(PLACES[(PLACES.index(name) + 1) % len(PLACES)] for name in page.places)
    ),
    "only the first place": lambda page, _: replace(page, places=page.places[:1]),
    "topics of another article": lambda page, other: replace(page, topics=other.topics),
    "a topic added": lambda page, _: replace(
        page, topics=(*page.topics, TOPICS[page.number % len(TOPICS)])
    ),
    "source and editor swapped": lambda page, _: replace(
        page, source=page.editor, editor=page.source
    ),
    "labels moved by one": lambda page, _: replace(page, labels=(*page.labels[1:], page.labels[0])),
    "source of another article": lambda page, other: replace(page, source=other.source),
    "editor without house": lambda page, _: replace(page, editor=page.editor.partition(",")[0]),
    "labels gone": _with(labels=("", "", "", "")),
    "image of another article": lambda page, other: replace(
        page, image=other.image, caption=other.caption
    ),
}
FAMILIES = {"structure": STRUCTURE, "dates": DATES, "body": BODY, "lists": LISTS}

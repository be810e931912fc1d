"""Two invented portals: their articles in varied German prose, and their pages in two families.

A ``Page`` is what a template is filled with. Breakages change a page or how it is filled
(tests/health/layout_changes.py), so that a fault is told without patterns over HTML.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape

_WHO = (
    "Das Bündnis Küstenforschung", "Die Werkstatt für Brennstoffzellen", "Ein Verbund aus Jena",
    "Die Hochschule am Bodensee", "Das Bundesamt für Ernährung", "Der Förderverein Holzbau",
    "Eine Gruppe junger Geologinnen", "Das Netzwerk Medizintechnik", "Die Stadt Görlitz",
    "Der Landkreis Uckermark", "Das Institut für Meereskunde", "Die Genossenschaft Alpenstrom",
    "Ein mittelständischer Maschinenbauer", "Die Universität Tromsø", "Das Labor für Lasertechnik",
    "Die Handwerkskammer Südthüringen", "Ein Konsortium von elf Partnern", "Die Jury",
)  # fmt: skip
_DOES = (
    "eröffnet", "erprobt", "verlängert", "veröffentlicht", "vermisst", "übernimmt", "fördert",
    "überarbeitet", "prüft", "plant", "bündelt", "erweitert", "beendet", "begrüßt", "untersucht",
)  # fmt: skip
_WHAT = (
    "eine Versuchsanlage für Grünen Wasserstoff", "den Austausch mit Betrieben in Südkorea",
    "neue Verfahren zur Wärmespeicherung", "die Ausbildung von Fachkräften", "ein Moorschutzgebiet",
    "das Rechenzentrum am Hafen", "zwölf Stipendien für Promovierende", "ein Archiv der Gletscher",
    "den Wettbewerb der Regionen", "leichte Bauteile aus Flachsfasern",
    "ein Messnetz für Feinstaub", "die Sanierung alter Brücken", "den Umbau der Schienenwege",
    "das Programm für Gründerinnen", "die Kartierung des Meeresbodens",
    "Impfstoffe gegen Tropenkrankheiten", "ein Register für Obstsorten",
)  # fmt: skip
_WHERE = (
    "in der Lausitz", "nördlich von Kiel", "an drei Standorten", "im Dreiländereck", "auf Rügen",
    "gemeinsam mit Chile", "unter Leitung der Charité", "trotz knapper Mittel", "bis zum Herbst",
    "nach langer Vorbereitung", "im Rahmen der Ostseestrategie", "für kleine Unternehmen",
)  # fmt: skip
_LINKING = (
    "Ziel ist es, {what} zügig in die Anwendung zu bringen.",
    "{who} {does} dabei {what} {where}.",
    "„Wir haben lange gewartet“, sagte {name}, „nun beginnt die Arbeit an {topic}.“",
    "Nach Angaben von {name} werden {n} Millionen Euro bereitgestellt.",
    "Im ersten Abschnitt stehen {topic} und {topic2} im Vordergrund; {n} Betriebe haben zugesagt.",
    "Ob sich das bewährt, soll eine Begleitstudie nach {n} Monaten zeigen.",
    "Vorgesehen sind außerdem Schulungen, eine Sommerschule und {n} Forschungsaufenthalte.",
    "Zuvor hatte {who2} {where} ähnliche Erfahrungen gesammelt.",
    "Kritik kam von {name}: Es fehle an Personal, nicht an Ideen.",
    "Die Messungen reichen bis in {n} Meter Tiefe und dauern das ganze Jahr.",
    "Damit wächst die Zahl der Beteiligten auf {n}.",
    "Bewerbungen nimmt {who2} {where} entgegen.",
    "Für {topic} ist das ein Fortschritt, weil bisher {n} Prozent der Proben verloren gingen.",
    "Beobachter rechnen damit, dass {who2} {what} übernehmen könnte.",
    "Wer sich für {topic2} interessiert, findet die Unterlagen bei {name}.",
)
_NAMES = (
    "Dr. Almut Rösler", "Henning Vogt", "Prof. Jörg Pätzold", "Miriam Öztürk", "Lars Kühne",
    "Sabine Weißmüller", "Tjark Hansen", "Dr. Eva Schönfeld", "Ingo Blüm", "Katja Drößler",
)  # fmt: skip
TOPICS = (
    "Energie", "Gesundheit", "Geowissenschaften", "Mobilität", "Bildung", "Landwirtschaft",
    "Werkstoffe", "Meeresforschung", "Sicherheit", "Raumfahrt",
)  # fmt: skip
PLACES = (
    "Polen", "Chile", "Norwegen", "Japan", "Frankreich", "Kanada", "Südafrika", "Österreich",
    "Israel", "Vietnam",
)  # fmt: skip
_SOURCES = (
    "Idw Nachrichten", "Universität Rostock", "Deutsche Presse-Agentur", "Fraunhofer-Gesellschaft",
    "Bundesanzeiger", "Helmholtz-Zentrum Geesthacht", "Stadt Görlitz", "Max-Planck-Institut",
)  # fmt: skip
TODAY = dt.date(2025, 9, 15)


@dataclass(frozen=True)
class Page:
    """One article as its template prints it; what a healthy page shows, or a broken one."""

    number: int
    path: str
    section: str
    title: str
    kicker: str
    lead: str
    paragraphs: tuple[str, ...]
    day: dt.date
    updated: dt.date
    source: str
    editor: str
    places: tuple[str, ...]
    topics: tuple[str, ...]
    image: str
    caption: str
    trail: tuple[str, ...]
    """Labels of the breadcrumb behind the home page."""
    teasers: tuple[tuple[str, str], ...] = ()
    """Day and title of the articles shown beside this one."""

    heading: str | None = None
    """What stands in the headline in the title's place."""
    title_html: str | None = None
    """Markup in place of the whole headline, for templates that print the title otherwise."""
    date_text: str | None = None
    date_label: str = ""
    date_first: bool = True
    """Whether the day stands above the headline, and not below the lead."""
    labels: tuple[str, str, str, str] = (
        "Quelle", "Redaktion", "Länder / Organisationen", "Themen"
    )  # fmt: skip
    before_text: str = ""
    after_text: str = ""
    """Markup inside the text column."""
    head_meta: bool = True
    """Whether ``<meta>`` elements repeat title and day."""
    lead_in_text: bool = False
    glued: bool = False
    text_html: str | None = None
    lang: str = "de"

    @property
    def day_text(self) -> str:
        """The day as it is printed."""
        return f"{self.day:%d.%m.%Y}" if self.date_text is None else self.date_text


@dataclass(frozen=True)
class Portal:
    """A portal's name, home, sections, and the template its articles are printed by."""

    name: str
    title: str
    home_url: str
    sections: tuple[str, ...]
    template: Callable[[Portal, Page], str] = field(repr=False)
    path: Callable[[Portal, str, int, dt.date, str], str] = field(repr=False)

    def url(self, page: Page) -> str:
        """The article's URL."""
        return self.home_url.rstrip("/") + page.path

    def html(self, page: Page) -> str:
        """The article's page."""
        return self.template(self, page)


def write(portal: Portal, number: int, seed: int = 0, day: dt.date | None = None) -> Page:
    """One article of a portal; the same for the same arguments."""
    chance = random.Random(f"{portal.name} {number} {seed}")
    section = chance.choice(portal.sections)
    title = f"{chance.choice(_WHO)} {chance.choice(_DOES)} {chance.choice(_WHAT)}"
    if chance.random() < 0.5:
        title += f" {chance.choice(_WHERE)}"
    day = day or TODAY - dt.timedelta(days=int(chance.paretovariate(0.5) * 6) % 900 + 1)
    count = chance.choice((2, 3, 3, 4, 5, 6, 8))
    slug = "-".join(title.lower().split()[1:5]).encode("ascii", "ignore").decode()
    return Page(
        number, portal.path(portal, section, number, day, slug), section, title,
        kicker=chance.choice(("Forschung", "Aus den Ländern", "Förderung", "Bilanz", "Termin")),
        lead=" ".join(_sentence(chance) for _ in range(chance.choice((1, 2, 2)))),
        paragraphs=tuple(
            " ".join(_sentence(chance) for _ in range(chance.randint(3, 6))) for _ in range(count)
        ),
        day=day, updated=min(TODAY, day + dt.timedelta(days=chance.choice((0, 0, 1, 9, 40)))),
        source=chance.choice(_SOURCES),
        editor=f"{chance.choice(_NAMES).removeprefix('Dr. ')}, {chance.choice(_SOURCES)}",
        places=tuple(chance.sample(PLACES, chance.choice((1, 1, 2, 3)))),
        topics=tuple(chance.sample(TOPICS, chance.choice((1, 2, 2)))),
        image=f"bild-{number}", caption=f"Ansicht {chance.choice(_WHERE)}, Aufnahme {number}",
        trail=("Aktuelles", section),
    )  # fmt: skip


def articles(portal: Portal, number: int, seed: int = 0) -> list[Page]:
    """A portal's articles, each with three others as its teasers."""
    pages = [write(portal, n, seed) for n in range(number)]
    return [with_teasers(page, pages) for page in pages]


def with_teasers(page: Page, others: list[Page]) -> Page:
    """The page with three of the others beside it."""
    chance = random.Random(page.number)
    beside = chance.sample([other for other in others if other is not page], 3)
    return replace(page, teasers=tuple((f"{one.day:%d.%m.%Y}", one.title) for one in beside))


def _sentence(chance: random.Random) -> str:
    pick = chance.choice
    if chance.random() < 0.3:
        return f"{pick(_WHO)} {pick(_DOES)} {pick(_WHAT)} {pick(_WHERE)}."
    return pick(_LINKING).format(
        who=pick(_WHO), who2=pick(_WHO)[0].lower() + pick(_WHO)[1:], does=pick(_DOES),
        what=pick(_WHAT), where=pick(_WHERE), name=pick(_NAMES), n=chance.randint(3, 980),
        topic=pick(TOPICS), topic2=pick(TOPICS),
    )  # fmt: skip


def _teasers(page: Page) -> str:
    return "".join(
        f'<li class="teaser"><span class="date">{day}</span> '
        f'<a href="/t/{n}">{escape(title)}</a></li>'
        for n, (day, title) in enumerate(page.teasers)
    )


def _text(page: Page, tag: str) -> str:
    if page.text_html is not None:
        return page.text_html
    texts = [escape(text) for text in page.paragraphs]
    if page.lead_in_text:
        texts.insert(0, escape(page.lead))
    if page.glued:
        return f"{tag}{' '.join(texts)}</p>"
    return "\n".join(f"{tag}{text}</p>" for text in texts)


def _head(portal: Portal, page: Page, generator: str) -> str:
    title = escape(page.heading or page.title)
    meta = ""
    if page.head_meta:
        meta = f'<meta property="og:title" content="{title}">'
    return (
        f'<!doctype html><html lang="{page.lang}"><head><meta charset="utf-8">{generator}'
        f"<title>{title} - {escape(portal.title)}</title>{meta}</head>"
    )


def _typo3(portal: Portal, page: Page) -> str:
    day = f'<time class="news-list-date" datetime="{page.day}">{page.day_text}</time>'
    if page.date_text is not None:
        day = f'<span class="news-list-date">{page.day_text}</span>'
    day = f'<p class="news-date">{page.date_label}{day}</p>'
    heading = (
        page.title_html or f'<h1 itemprop="headline">{escape(page.heading or page.title)}</h1>'
    )
    lead = f'<div class="teaser-text"><p>{escape(page.lead)}</p></div>'
    lead = "" if page.lead_in_text else lead
    quelle, redaktion, places, topics = page.labels
    crumbs = "".join(f'<li><a href="/{n}">{escape(x)}</a></li>' for n, x in enumerate(page.trail))
    return f"""{_head(portal, page, '<meta name="generator" content="TYPO3 CMS">')}
<body><header><a class="logo" href="/">{portal.title}</a><nav class="main-nav"><ul>
{"".join(f'<li><a href="/{n}">{s}</a></li>' for n, s in enumerate(portal.sections))}</ul></nav>
</header><nav class="breadcrumb"><ol class="breadcrumb">
<li><a href="/">Startseite</a></li>{crumbs}</ol></nav>
<main><div class="news news-single"><div class="article"><div class="header">
{day if page.date_first else ""}<p class="rubric">{escape(page.kicker)}</p>{heading}</div>
{lead}
{"" if page.date_first else day}
<div class="news-img-wrap"><figure class="image">
<img src="/fileadmin/{page.image}.jpg" alt="" width="480" height="320">
<figcaption class="news-img-caption">{escape(page.caption)} © Bildstelle</figcaption></figure></div>
<div class="news-text-wrap">
{page.before_text}{_text(page, '<p class="bodytext">')}{page.after_text}</div>
<dl class="article-info"><dt>{quelle}:</dt><dd>{escape(page.source)}</dd>
<dt>{redaktion}:</dt><dd>{escape(page.editor)}</dd>
<dt>{places}:</dt><dd>{" ".join(f'<span class="tag">{p}</span>' for p in page.places)}</dd>
<dt>{topics}:</dt><dd>{" ".join(f'<span class="tag">{t}</span>' for t in page.topics)}</dd></dl>
</div></div>
<aside><div class="news-list-view"><h3>Weitere Meldungen</h3><ul>{_teasers(page)}</ul></div></aside>
</main><footer><p>{portal.title}, Postfach 12, 10117 Berlin</p>
<ul><li><a href="/impressum">Impressum</a></li></ul></footer></body></html>"""


def _gsb(portal: Portal, page: Page) -> str:
    day = f'{page.date_label}<span class="date">{page.day_text}</span>'
    meta = f'<p class="metadata">{escape(page.kicker)} · {day}</p>'
    if not page.date_first:
        meta = f'<p class="category">{escape(page.kicker)}</p>'
    heading = (
        page.title_html or f'<h1 class="isFirstInSlot">{escape(page.heading or page.title)}</h1>'
    )
    lead = f'<div class="abstract"><p>{escape(page.lead)}</p></div>'
    lead = "" if page.lead_in_text else lead
    quelle, redaktion, places, topics = page.labels
    crumbs = "".join(f'<li><a href="/{n}">{escape(x)}</a></li>' for n, x in enumerate(page.trail))
    return f"""{_head(portal, page, '<meta name="generator" content="Government Site Builder">')}
<body class="gsb"><div id="navServiceMeta"><ul>
<li><a href="/DE/Service/kontakt.html">Kontakt</a></li></ul></div>
<div id="navPrimary"><ul>
{"".join(f'<li><a href="/{n}">{s}</a></li>' for n, s in enumerate(portal.sections))}</ul></div>
<div id="navBreadcrumbs"><h2 class="aural">Sie sind hier:</h2><ol>
<li><a href="/DE/Home/home_node.html">Startseite</a></li>{crumbs}</ol></div>
<div id="content">{meta}{heading}
{lead}
{"" if page.date_first else f'<p class="metadata">{day}</p>'}
<p class="picture rechts"><span class="wrapper">
<img src="/SharedDocs/Bilder/{page.image}.jpg?__blob=normal" alt=""/></span>
<span class="caption">{escape(page.caption)}<br/>© Bildstelle</span></p>
<div class="bodytext-wrap">{page.before_text}{_text(page, "<p>")}{page.after_text}</div>
<div class="info"><p><strong>{quelle}:</strong> {escape(page.source)}</p>
<p><strong>{redaktion}:</strong> {escape(page.editor)}</p>
<p><strong>{places}:</strong> {", ".join(page.places)}</p>
<p><strong>{topics}:</strong> {", ".join(page.topics)}</p></div></div>
<div id="supplement" class="supplement"><div class="sectionRelated"><h2>Weitere Meldungen</h2>
<ul>{_teasers(page)}</ul></div></div>
<div id="siteInfo" class="siteInfo"><p>© {portal.title}</p><ul>
<li><a href="/DE/Service/Impressum/impressum_node.html">Impressum</a></li></ul></div>
</body></html>"""


HEIDE = Portal(
    "heide", "Forum Heide und Moor", "http://www.forum-heide.example/",
    ("Meldungen", "Aus der Praxis", "Bekanntmachungen"), _typo3,
    lambda _, section, n, __, slug: (
        f"/aktuelles/{section.lower().replace(' ', '-')}/detail/{slug}-{n}/"
    ),
)  # fmt: skip
WERFT = Portal(
    "werft", "Leitstelle Schiffbau", "http://www.leitstelle-schiffbau.example/",
    ("Pressemitteilungen", "Kurzmeldungen", "Fachbeiträge"), _gsb,
    lambda _, section, n, day, slug: (
        f"/SharedDocs/{section.replace('ä', 'ae')}/DE/{day:%Y}/{day:%y%m%d}_{slug}_{n}.html"
    ),
)  # fmt: skip
PORTALS = (HEIDE, WERFT)

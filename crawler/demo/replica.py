"""Generated articles for load tests: as many as wanted, always the same, no two alike."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from functools import lru_cache

from crawler.demo.content import DemoArticle

Articles = Sequence[DemoArticle]
EDITED, DELETED = 3, 1
"""In the second edition the newest three articles are edited and the fourth is deleted."""

_FIRST_DAY = dt.date(2016, 1, 4)
_WHO = ("Das Netzwerk", "Der Verein", "Das Zentrum", "Der Verbund", "Die Initiative", "Die Allianz")
_WHAT = ("Sensorik", "Leichtbau", "Photonik", "Holzbau", "Batterietechnik", "Medizintechnik",
         "Biotechnologie", "Robotik", "Wasserwirtschaft", "Textiltechnik")  # fmt: skip
_WHERE = ("Jena", "Aachen", "Rostock", "Ulm", "Kassel", "Passau", "Cottbus", "Siegen", "Emden")
_DOES = ("eröffnet ein Labor für", "beginnt ein Vorhaben zu", "zieht Bilanz seiner Arbeit an",
         "sucht Partner für", "zeigt Ergebnisse aus", "berät Betriebe zu")  # fmt: skip
# Parts of sentences: unlike form letters, news have few words in a row in common.
_WHEN = ("Im Jahr {year}", "Nach {m} Monaten", "Seit Herbst", "In {where}", "Für {id}", "Erstmals",
         "Mit {n} Betrieben", "Bei {what}", "An {m} Orten", "Dort", "Daneben",
         "Zugleich")  # fmt: skip
_ACTS = ("erprobt", "vergleicht", "beschreibt", "prüft", "ordnet", "entwirft", "druckt", "fördert",
         "verbessert", "untersucht", "erneuert", "begleitet", "zählt", "verleiht")  # fmt: skip
_ACTOR = ("eine Gruppe", "der Beirat", "die Leiterin", "das Werk {where}", "ein Kreis", "das Amt",
          "die Stiftung", "der Betrieb {id}", "ein Labor", "die Hochschule {where}")  # fmt: skip
_HOW = ("kleine", "neue", "offene", "{n}", "leise", "erste", "{m}", "robuste", "freie", "strenge",
        "helle", "vier", "sparsame", "gemeinsame")  # fmt: skip
_THING = ("Muster", "Geräte", "Pläne", "Messreihen", "Fragen zu {what}", "Verfahren", "Berichte",
          "Lehrgänge", "Anlagen", "Modelle aus {where}", "Werkzeuge", "Preise",
          "Karten")  # fmt: skip
_CLOSE = ("", "bis {year}", "samt {n} Gästen", "ohne Aufpreis", "gegen Gebühr", "mit {where}",
          "im Wechsel", "trotz Frost", "für {what}", "auf Probe", "neben {m} Partnern")  # fmt: skip
_PARTS = (_WHEN, _ACTS, _ACTOR, _HOW, _THING, _CLOSE)


@lru_cache(maxsize=4)
def generate(portal: str, count: int) -> Articles:
    """Return ``count`` articles for ``portal`` (``kooperation`` or ``cluster``)."""
    return tuple(_article(portal, number, count) for number in range(count))


def _article(portal: str, number: int, count: int) -> DemoArticle:
    rng = random.Random(f"{portal} {number}")  # noqa: S311 - the same articles in every run
    day = _FIRST_DAY + dt.timedelta(days=number * 3000 // max(count, 1))
    what, where = rng.choice(_WHAT), rng.choice(_WHERE)
    title = f"{rng.choice(_WHO)} {what} {where} {rng.choice(_DOES)} Muster {number}"
    slug = f"muster-{number}-{what}-{where}".lower()
    paragraphs = [" ".join(_sentence(rng, number, day.year) for _ in range(5)) for _ in range(5)]
    lead = f"{title}. {_sentence(rng, number, day.year)}"
    edition = {}
    if count - number <= EDITED:
        edition = {"change": "edited", "fields": {"lead": f"{lead} Nachtrag vom Herbst 2025."}}
    elif count - number <= EDITED + DELETED:
        edition = {"change": "deleted"}
    if portal == "cluster":
        quarter = f"{day.year}/{(day.month + 2) // 3}_Quartal"
        folder = f"/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/{quarter}"
        return DemoArticle(
            f"{folder}/{day:%Y%m%d}_{slug}.html", "meldung", title, day.isoformat(), lead=lead,
            blocks=[{"p": text} for text in paragraphs], editions=edition,
        )  # fmt: skip
    return DemoArticle(
        f"/aktuelles/nachrichten/detail/info/{slug}", "nachricht", title, day.isoformat(),
        kicker="Berichterstattung weltweit", lead=lead, blocks=[{"p": text} for text in paragraphs],
        date_in="meta", source=f"Nachrichtenstelle {where}", editor="", topics=["Netzwerke"],
        places=[{"name": rng.choice(("Frankreich", "Polen", "Japan")), "kind": "country"}],
        editions=edition,
    )  # fmt: skip


def _sentence(rng: random.Random, number: int, year: int) -> str:
    words = " ".join(filter(None, map(rng.choice, _PARTS)))
    return f"{words}.".format(
        n=rng.randint(3, 97), m=rng.randint(2, 12), year=year + rng.randint(0, 3),
        what=rng.choice(_WHAT), where=rng.choice(_WHERE), id=f"{number}-{rng.randint(100, 999)}",
    )  # fmt: skip

"""Wordings in which news of research funding tells of days: ``dated_portals`` draws from them."""

from __future__ import annotations

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
SYLLABLES = (
    "wal", "dor", "mel", "tin", "kor", "bas", "fen", "rau", "lig", "san",
    "tro", "hel", "mar", "gis", "ber", "nol", "pra", "usk", "ein", "zeh",
)  # fmt: skip
TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", " ": "-"})
LANDS = ("Japan", "Chile", "Kanada", "Polen", "Indien", "Vietnam", "Israel", "Brasilien", "Ghana")
HOUSES = (
    "Bundesministerium für Bildung und Forschung",
    "Europäische Kommission",
    "Deutscher Akademischer Austauschdienst",
    "Fraunhofer-Gesellschaft",
    "Projektträger Jülich",
    "Technische Hochschule Marnolau",
)
HEAD_ENDS = ("vorgestellt", "gestartet", "vereinbart", "im Gespräch", "im Überblick", "beraten")

REPORTED = (
    "Am {day} haben Fachleute aus {land} in {town} ein gemeinsames Vorhaben vereinbart.",
    "Rund {n} Gäste kamen am {day} in {town} zusammen, um über {word} zu beraten.",
    "Bei einem Treffen in {town} unterzeichneten beide Seiten am {day} eine Absichtserklärung.",
    "Die Delegation aus {land} besuchte vom {first} bis {day} mehrere Einrichtungen in {town}.",
    "Wie {house} am {weekday}, den {day}, mitteilte, wurden {n} Vorhaben ausgewählt.",
    "Der Preis für {word} wurde am {day} in {town} verliehen.",
    "Auf der Konferenz in {town} ({digits}) stellten {n} Gruppen ihre Ergebnisse vor.",
    "{house} hat am {day} den Bericht zu {word} veröffentlicht.",
)
ANNOUNCED = (
    "Am {day} findet in {town} eine Informationsveranstaltung zu {word} statt.",
    "Die Tagung wird vom {first} bis {day} in {town} ausgerichtet.",
    "Eine Anmeldung ist bis zum {digits} möglich.",
    "Vom {first} bis {day} wird eine Delegation nach {land} reisen.",
    "Am {day} lädt {house} nach {town} ein, wo {n} Vorhaben gezeigt werden sollen.",
    "Der nächste Workshop zu {word} ist für den {day} geplant.",
    "Die Auftaktveranstaltung soll am {day} in {town} stattfinden.",
)
DEADLINES = (
    "Projektskizzen können bis spätestens {day} beim Projektträger eingereicht werden.",
    "Stichtag für die Einreichung ist der {day}.",
    "Anträge sind bis zum {digits} vorzulegen.",
    "Die Frist endet am {day}.",
    "Bewerbungsschluss ist der {digits}.",
)
BACKGROUND = (
    "Bereits am {day} hatten {land} und Deutschland ein Abkommen zur Zusammenarbeit geschlossen.",
    "Grundlage ist die Vereinbarung vom {digits}.",
    "Das Netzwerk {word} besteht seit {year}.",
    "Die Einrichtung in {town} wurde {year} gegründet und zählt {n} Beschäftigte.",
    "Schon im {month} {year} war ein erster Entwurf vorgelegt worden.",
)
AHEAD = (
    "Das Programm läuft bis {later} und umfasst {n} Millionen Euro.",
    "Bis {later} soll der Anteil von {word} auf {n} Prozent steigen.",
    "Für die Jahre {later} bis {later2} sind weitere Mittel vorgesehen.",
)
FILLER = (
    "Im Mittelpunkt steht {word}, das von {n} Einrichtungen in {town} und {land} erprobt wird.",
    "Beteiligt sind kleine und mittlere Unternehmen, die an {word} und {word2} arbeiten.",
    "Aus Sicht der Beteiligten ist {word} ein Schlüssel für den Wandel in {town}.",
    "Die Zusammenarbeit mit {land} umfasst {word}, {word2} und den Austausch von Fachkräften.",
    "{house} begleitet die Arbeiten und wertet {n} Befragungen aus.",
    "Gefördert werden Verbünde, die {word} in die Anwendung bringen.",
)
CITED = (
    "(Pressemitteilung vom {digits})",
    "({house}, {digits})",
    "Das geht aus einer Pressemitteilung von {house} vom {day} hervor.",
    "Nach einer Meldung von {house} vom {digits} beteiligen sich {n} Einrichtungen.",
)

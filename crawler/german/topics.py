"""The portals' topics (Themen), and splitting of lists in which they run together."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.german.vocabulary import Vocabulary

# Themen of a TYPO3 portal on research cooperation, with the abbreviations it prints, and their
# long forms. Unknown topics are kept, so the list need not be complete; it only has to know
# enough names to find the ends of the others.
TOPICS = Vocabulary(
    (
        "Arbeitsforschung",
        "Basisinformationen",
        "Berufliche Bildung",
        "Berufs- und Weiterbildung",
        "Bildung",
        "Bildung und Hochschulen",
        "Bioökonomie",
        "Biotechnologie",
        "Demografischer Wandel",
        "Dienstleistungsforschung",
        "Digitalisierung",
        "Energie",
        "Engineering und Produktion",
        "Entwicklungszusammenarbeit",
        "Ethik, Recht, Gesellschaft",
        "Fachkräfte",
        "Forschung",
        "Forschungsinfrastruktur",
        "Förderung",
        "Geistes- und Sozialwiss.",
        "Geistes- und Sozialwissenschaften",
        "Geowissenschaften",
        "Gesundheit",
        "Gesundheitsforschung",
        "Globaler Wandel",
        "Grundlagenforschung",
        "Grüner Wasserstoff",
        "Hochschulen",
        "Information u. Kommunikation",
        "Information und Kommunikation",
        "Infrastruktur",
        "Innovation",
        "Internationalisierung",
        "Klima",
        "Klimaforschung",
        "Künstliche Intelligenz",
        "Lebenswissenschaften",
        "Luft- und Raumfahrt",
        "Material- und Werkstofftechnologien",
        "Maritime Technologien",
        "Materialforschung",
        "Medizin",
        "Mobilität",
        "Nachhaltigkeit",
        "Nanotechnologie",
        "Nanotechnologien",
        "Netzwerke",
        "Optische Technologien",
        "Physik. u. chem. Techn.",
        "Physikalische und chemische Technologien",
        "Produktion",
        "Quantentechnologien",
        "Raumfahrt",
        "Sicherheitsforschung",
        "Strategie und Rahmenbedingungen",
        "Umwelt",
        "Umwelt u. Nachhaltigkeit",
        "Umwelt und Nachhaltigkeit",
        "Verkehr",
        "Wasserforschung",
        "Wirtschaft",
        "Wirtschaft, Märkte",
        "Wissenschaft",
        "Wissens- und Technologietransfer",
        "Wissenstransfer",
    )
)


def split_topics(texts: Iterable[str]) -> list[str]:
    """Read ``Themen`` as printed, one text an element, into topics without duplicates.

    Elements are the portal's own division and stay as they stand. One element alone may hold all
    topics run together (``FörderungNetzwerke``, ``Förderung Netzwerke``) and is split.
    """
    elements = [text for text in texts if text.strip()]
    topics = elements if len(elements) > 1 else TOPICS.split("".join(elements))
    return list(dict.fromkeys(topic.strip(" ,;|") for topic in topics if topic.strip(" ,;|")))

"""Boilerplate behind an article's last paragraph, known by its words.

Headings of link lists, contact boxes and teasers, back links, and the labelled lines that sign an
article (``Quelle: …``, ``Autorin: …``). German sites agree on these words more than on any markup.
"""

from __future__ import annotations

import re
from typing import Final

from crawler.german.labels import OF_SECTIONS, OF_TRAILER, LabelField, read_label
from crawler.layouts.reading.element_text import text_of
from crawler.layouts.reading.flow import Block, TreeNode

_HEADS_SOMETHING_ELSE: Final = re.compile(
    r"""
      (?:weiter(?:e|en|führende[nrs]?)|mehr|zusätzliche|ergänzende|aktuelle|neue(?:ste)?|ähnliche
        |verwandte|nächste|kommende|verlinkte|zugehörige|themenrelevante|passende|externe|interne|zum|top)\s+
      (?:informationen|infos?|links?|meldung(?:en)?|nachrichten|news|artikel|inhalte?|beiträge
        |themen|pressemitteilung(?:en)?|presseinformation(?:en)?|pressemeldung(?:en)?|termine
        |veranstaltungen|downloads?|dokumente?|publikationen|materialien|weiterlesen|nachlesen
        |lesen|thema|ereignis|region|zum\b|zu\b|aus\b|über\b|auf\b|für\s+sie)
    | (?:das\s+)?(?:könnte|dürfte)\s+(?:sie|dich|euch)\b
    | (?:lesen|sehen|hören)\s+(?:sie|dazu|auch)\b | siehe\s+auch | auch\s+interessant
    | (?:aktuell(?:es)?|neu(?:es(?:te)?|igkeiten)|nachrichten|news|termine|veranstaltungen|archiv
        |presse(?:mitteilungen|meldungen)?|(?:das|die)\s+neueste[n]?\s+\w+)\s*:?$
    | meist\s*gelesen | (?:unsere\s+)?empfehlungen\b | related\b | weiterlesen | zum\s+weiterlesen
    | (?:ihre?|unsere?)?\s*ansprechp(?:artner|erson) | pressekontakt | medienkontakt
    | presse-?\s?stelle\b | (?:für\s+)?(?:presse)?(?:rück|an)fragen\b | pressefotos?\b
    | herausgeber\b | verantwortlich\b | v\.?\s?i\.?\s?s\.?\s?d\.?\s?p | impressum
    | zum\s+download | download-?bereich | als\s+pdf | link-?liste | linktipps?
    | pressemitteilung\s+als | schlagw | stichw
    | (?:(?:diese[nr]?|den|jetzt)\s+)?(?:artikel|beitrag|seite|meldung|inhalte?)\s+
      (?:teilen|weiterempfehlen|empfehlen|drucken|bewerten|kommentieren)\b
    | (?:diese|zur)\s+seite\b | haben\s+ihnen | war\s+diese | noch\s+nicht\s+das
    | ihre\s+meinung | (?:(?:ihr|einen|leser-?)\s*)?kommentar\s+(?:schreib|verfass|hinterlass|abgeb)
    | (?:schreiben\s+sie|diskutieren\s+sie)\b
    | folgen\s+sie | folge\s+uns | newsletter | bleiben\s+sie | zusatzinformation
    | zum\s+nachlesen | projektträger | bildnachweis | bildergalerie | fotogalerie
    | über\s+(?:den\s+autor|die\s+autorin|uns) | hinweis\s+(?:zu|an)\b
    | (?:kontakt|downloads?|dateien|anh[aä]nge?|anlagen?|dokumente?|material(?:ien)?|links?
        |quicklinks|tags?|kategorien?|rubriken?|hashtags?|kommentare?|teilen|empfehlen|service
        |autor(?:in|en)?|anmerkungen?|fußnoten?|literatur|quellen?|youtube|facebook|twitter)
      (?:\s*[:(]|\s*$|\s+(?:zum|zur|und|für|dieser|dieses)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ANNOUNCES_LINKS: Final = re.compile(
    r"(?:hier|unter|auf|online|siehe|link)?\s*:\s*$", re.IGNORECASE
)
_OPENING: Final = re.compile(r"[^\W\d_][^:.\n]{2,40}:\s*(?=\S)")
_URL: Final = re.compile(r"\W*(?:https?://|www\.|[\w.+-]+@)|\W*[\w-]+(?:\.[\w-]+)+/?\W*$")
_LEADS_AWAY: Final = re.compile(
    r"""[\s«‹<←»>…\.]*(?:zurück|zur\s+(?:übersicht|startseite|liste|news)|alle\s+\w+|nach\s+oben
    |zum\s+(?:seiten)?anfang|(?:seite\s+)?drucken|übersicht|back|weiterlesen|mehr\b|top$)""",
    re.VERBOSE | re.IGNORECASE,
)
_OPENS_OTHER: Final = re.compile(
    r"[\s«‹<←»>…\.]*(?:weiterlesen|mehr\b|zum\s+artikel)", re.IGNORECASE
)
_REACHES_SOMEBODY: Final = re.compile(
    r"\b(?:Tel(?:efon)?|Fax|Telefax|Mobil|Durchwahl)\b\.?:?\s*[\d+(]"
    r"|\bE-?Mail:|[\w.+-](?:@|\(at\)|\[at\])[\w-]",
    re.IGNORECASE,
)
_IN_ADDRESSES: Final = re.compile(r"[\d+(@:\[]")
"""No such line is without one of these characters, and they are quickly found."""
_WRITER: Final = re.compile(
    r"""(?:von|text|texte?\s+und\s+(?:fotos?|bilder)|interview|protokoll|aufgezeichnet\s+von
    |(?:das|die)\s+(?:gespräch|interview|fragen|vorstellung)\s+(?:führten?|stellten?))[:\s]\s*\S""",
    re.VERBOSE | re.IGNORECASE,
)
_LEGEND: Final = re.compile(r"(?:Bild(?:unterschrift|text|legende)|BU)\s*\d*\s*:")
_NOTICE: Final = re.compile(
    r"(?:(?:Bitte\s+beachten|Hinweis|Achtung)\W+)?(?:Diese[rs]?|Sie\s+\w+)\s+(?:\w+\s+){1,6}?"
    r"(?:älter\s+als|archiv|nicht\s+mehr\s+aktuell)",
    re.IGNORECASE,
)
_CONSENT_TO: Final = (
    "extern", "drittanbieter", "drittplattform", "drittpartei", "dritte", "datenschutz", "cookie",
    "privatsphäre", "personenbezogen", "mit einem klick", "zustimmung", "einwilligung", "erlaubnis",
)  # fmt: skip
_CONSENT: Final = re.compile(
    r"zustimm|einwillig|einverstanden|akzeptier|ablehn|aktivier|deaktivier|blockier|entsperr"
    r"|an(?:ge)?zeig|einblend|(?:ge)?laden\b|nachladen|lädt|übermittel|übertrag|freigeb|erlaub"
    r"|\bklick|zu\s+sehen|nicht\s+dargestellt",
    re.IGNORECASE,
)
_CONSENT_ABOUT: Final = re.compile(
    r"\binhalte?[ns]?\b|\bvideos?\b|\bkarten?\b|\bbeitr[aä]g|\bposts?\b|\btweets?\b|\bpodcasts?\b"
    r"|\bplayer|\bmedien\b|\belement|\beinstellung|\bseite\b|\bwebsite|\bwebseite|\bcookies?\b"
    r"|\bdaten\b|\bdienste?\b",
    re.IGNORECASE,
)
_ADDRESSES_READER: Final = re.compile(
    r"\b(?:Sie|Ihre[nmrs]?|Ich|ich|mir|du|dein\w*|[Ww]ir|uns|[Hh]ier|[Dd]iese[rs]?|[Kk]lick\w*)\b"
    r"|^(?:Externe|Empfohlene)"
)
_PLACEHOLDER: Final = re.compile(
    r"(?:empfohlener?|externer?|eingebetteter?)\s+(?:\w+\s+)?(?:inhalte?|medien|dienste?)"
    r"(?:\s+(?:immer\s+)?(?:an)?(?:zeigen|laden|erlauben|zulassen))?\W*"
    r"|(?:inhalt|video|karte|beitrag|tweet)e?\s+(?:von\s+\w+\s+)?(?:immer\s+)?"
    r"(?:(?:an)?zeigen|laden|abspielen|aktivieren|entsperren|einblenden)\W*"
    r"|wir\s+(?:schätzen|respektieren|achten)\s+(?:ihre|deine)\s+privatsphäre\W*"
    r"|(?:ihre\s+)?(?:datenschutz|cookie|privatsphäre)n?-?\s?einstellungen(?:\s+ändern)?\W*",
    re.IGNORECASE,
)
_CLICK: Final = r"(?:klick|zustimm|einwillig|akzeptier)\w*"
_LOADS: Final = (
    r"(?:(?:ge|nach(?:zu)?)?laden|lädt|(?:an)?(?:ge|zu)?zeig\w+|ab(?:ge|zu)?spiel\w+|dargestellt"
    r"|ein(?:ge|zu)?blend\w+)\b"
)
_LOADS_ON_CLICK: Final = re.compile(
    rf"\b{_CLICK}.{{0,80}}\b{_LOADS}|\b{_LOADS}.{{0,80}}\b{_CLICK}", re.IGNORECASE
)
_SPEAKS_TO_READER: Final = re.compile(r"\b(?:Sie|Ihre[nmrs]?|du|dein\w*|[Bb]itte|hier)\b")
_MAX_ON_CLICK: Final = 120
_ASKS_PLAINLY: Final = re.compile(r"\b(?:Zustimmung|Einwilligung|Erlaubnis)\b")
_OF_READER: Final = re.compile(r"\b(?:Ihre[nmrs]?|Ihnen|[Dd]eine[nmrs]?)\b")
_DATA: Final = re.compile(r"\b(?:Daten|Dateien|Cookies?|Inhalte?)\b")
_MAX_CONSENT: Final = 900
_EDITION: Final = re.compile(r"Ausgabejahr:?\s*\d{4}|(?:Lfd\.\s*)?(?:Nummer|Nr\.):?\s*[\d/.-]+")
_STAMPS: Final = frozenset({"published", "updated"})
_SIGNS: Final = OF_TRAILER | {"author"}
_COUNTS_COMMENTS: Final = re.compile(r"\d+\s+Kommentare?\s*:?$")
_FILES: Final = re.compile(
    r"(?:zum\s+)?(?:downloads?|dateien|anh[aä]nge?|anlagen?|dokumente?|material(?:ien)?"
    r"|(?:quick)?links?|teilen|empfehlen|anmerkungen?|quellen?|literatur)\b",
    re.IGNORECASE,
)
_CONTACTS: Final = re.compile(r"kontakt|service", re.IGNORECASE)


def heads_something_else(block: Block) -> bool:
    """Whether a heading, or a line set like one, opens a part that is not the article's text."""
    if block.heads_else is None:
        block.heads_else = _heads_something_else(block)
    return block.heads_else


def _heads_something_else(block: Block) -> bool:
    text = block.text
    first_line, _, more = text.partition("\n")
    if more and (first_line.endswith(":") or 0 < len(first_line) - 2 <= block.strong < 45):
        text = first_line  # Kontakt:<br>Hilde Moos<br>…
    if len(text) > 120 or block.cells:
        return False
    if not (block.is_heading or block.all_strong or len(text) <= 45 or text.endswith(":")):
        return False
    if (label := read_label(text)) and label.field in OF_SECTIONS:
        return True
    if _COUNTS_COMMENTS.match(text):  # over the text it is a line of facts
        return block.is_heading
    starts = _HEADS_SOMETHING_ELSE.match(text.lstrip(" »›>–-•"))
    if not starts:
        return False
    # "Service wird großgeschrieben" is a subhead; a sentence is prose
    return (block.is_heading and len(text) - starts.end() < 60) or not text.endswith(
        (".", "!", "?")
    )


def heads_files(block: Block) -> bool:
    """Whether what a heading of other things opens has no sentences: files, links, buttons."""
    return bool(_FILES.match(block.text.lstrip(" »›>–-•")))


def heads_other_articles(block: Block) -> bool:
    """Whether what a heading of other things opens has texts of its own: teasers, comments."""
    return not heads_files(block) and not _CONTACTS.match(block.text.lstrip(" »›>–-•"))


def gives_a_reading(block: Block) -> bool:
    """Whether a line that leads elsewhere is complete in itself: ``Lesen Sie auch: LINK``."""
    if block.is_heading or block.all_strong or block.text.endswith(":"):
        return False
    return bool(block.linked) or ":" in block.text[:-1]


def signs_article(block: Block) -> bool:
    """Whether a line is a labelled signature: ``Quelle: …``, ``Redaktion: …``, ``Autorin: …``."""
    if block.cells and (len(block.cells) != 2 or not block.cells[0].rstrip().endswith(":")):
        return False  # a table of data, with a column "Quelle"
    label = block.label
    return label is not None and label.field in _SIGNS


def names_writer(block: Block) -> bool:
    """Whether a short line says by whom the text is: ``Von Hilde Moos``, ``Interview: …``."""
    if block.is_heading or len(block.text) > 80 or block.text.endswith((".", "!", "?", ":")):
        return False
    return bool(_WRITER.match(block.text))


def stamps_page(block: Block) -> bool:
    """Whether a line is the page's stamp: ``Stand: Mai 2021``, ``Ausgabejahr 2021``."""
    if block.is_heading or len(block.text) > 120:
        return False
    label = block.label
    if label is not None and label.field in _STAMPS:
        return any(map(str.isdigit, block.text[label.end : label.end + 20]))
    return bool(_EDITION.fullmatch(block.line))


def tells_age(block: Block) -> bool:
    """Whether a line warns of the article's age: ``Dieser Artikel ist älter als zwei Jahre.``"""
    return len(block.text) < 250 and bool(_NOTICE.match(block.text))


def invites(block: Block) -> bool:
    """Whether a last paragraph asks for something: a newsletter, ``+++ Mehr im Ticker +++``."""
    return block.text.startswith("+++") or (
        "Newsletter" in block.text[:40] and len(block.text) < 250
    )


def asks_consent(block: Block) -> bool:
    """Whether a block asks for consent to cookies, or stands where an embed would be.

    ``An dieser Stelle finden Sie einen externen Inhalt …``: somebody else's content, what is to be
    done with it or with data, said to the reader.
    """
    if block.asks_consent is None:
        block.asks_consent = _asks_consent(block.text)
    return block.asks_consent


def _asks_consent(text: str) -> bool:
    if len(text) > _MAX_CONSENT:
        return False
    lower = text.lower()
    if len(text) < _MAX_ON_CLICK and _loads_on_click(text, lower):
        return True
    if len(text) < 60:
        return bool(_PLACEHOLDER.fullmatch(text))
    if not any(word in lower for word in _CONSENT_TO):  # most: the rest is slow
        return False
    if _ASKS_PLAINLY.search(text) and _OF_READER.search(text) and _DATA.search(text):
        return True
    return all(said.search(text) for said in (_CONSENT, _CONSENT_ABOUT, _ADDRESSES_READER))


def _loads_on_click(text: str, lower: str) -> bool:
    """Whether a line says that an embed comes on a click: ``Erst wenn Sie klicken, wird …``."""
    if not any(word in lower for word in ("klick", "zustimm", "einwillig", "akzeptier")):
        return False
    return all(said.search(text) for said in (_LOADS_ON_CLICK, _CONSENT_ABOUT, _SPEAKS_TO_READER))


def is_label(block: Block) -> bool:
    """Whether a block is a label whose value stands in the next: ``<dt>Datum</dt>``."""
    if len(block.text) >= 40 or block.is_heading:
        return False
    label = block.label
    return label is not None and label.end == len(block.text)


def credits_image(block: Block) -> bool:
    """Whether a line is an image's credit: ``Foto: Muster/Agentur``."""
    if len(block.text) > 150:
        return bool(_LEGEND.match(block.text)) and len(block.text) < 400
    label = block.label
    return (label is not None and label.field == "image_credit") or bool(_LEGEND.match(block.text))


def leads_away(block: Block) -> bool:
    """Whether a block is a link back to the list, to the top, to the printer."""
    return len(block.text) < 60 and block.all_linked and bool(_LEADS_AWAY.match(block.text))


def opens_other(block: Block) -> bool:
    """Whether a block is the link under a teaser: ``Mehr erfahren``, ``Weiterlesen``."""
    return len(block.text) < 60 and block.all_linked and bool(_OPENS_OTHER.match(block.text))


def is_link_line(block: Block) -> bool:
    """Whether each line is a link with little around it: ``Zur Kampagne: https://…``."""
    if block.all_linked:
        return len(block.text) <= 250
    lines = block.text.split("\n")
    return bool(block.linked) and all(_mostly_link(line, block) for line in lines)


def points_elsewhere(block: Block) -> bool:
    """Whether a paragraph is a few words, a colon and a link: ``Passend dazu: LINK``."""
    if block.kind not in ("p", "div") or not block.linked or len(block.text) > 250:
        return False
    opening = _OPENING.match(block.text)
    if opening is None or len(block.anchors) > 3:
        return False
    said = block.text[opening.end() :]
    first = " ".join(text_of(block.anchors[0]).split())
    return said.startswith(first) and block.linked >= 0.8 * len(said) and not _URL.match(said)


def _mostly_link(line: str, block: Block) -> bool:
    for anchor in block.anchors:
        text = " ".join(text_of(anchor).split())
        if text and text in line and len(line) - len(text) < max(30, 0.4 * len(text)):
            return True
    return False


def announces_links(block: Block) -> bool:
    """Whether a short last line only announces what followed it: ``Mehr dazu unter:``."""
    return len(block.text) < 150 and bool(_ANNOUNCES_LINKS.search(block.text))


def reaches_somebody(block: Block) -> bool:
    """Whether a line is somebody's telephone number or mail address."""
    text = block.text
    if len(text) >= 200 or not _IN_ADDRESSES.search(text):
        return False
    return bool(_REACHES_SOMEBODY.search(text))


# -- Boxes of facts: places on a page that hold what signs an article, and nothing else ------------

_INITIALS: Final = frozenset("QTORL")
"""Of the labels looked for: most lines of a page begin with another letter."""
_MAX_LABELLED: Final = 700
_LEVELS: Final = 4
"""How far above its labels a box may be."""
_SENTENCE_ENDS: Final = (".", "!", "?", ".“", ".”", '."')


def find_fact_boxes(blocks: list[Block]) -> frozenset[TreeNode]:
    """The places that hold at least two of the labels and no sentence."""
    told: dict[TreeNode, set[LabelField]] = {}
    for block in blocks:
        if fields := _fields(block):
            for node, _ in zip(block.node.lineage(), range(_LEVELS), strict=False):
                told.setdefault(node, set()).update(fields)
    boxes = {node for node, fields in told.items() if len(fields) > 1 and node.parent is not None}
    if boxes:
        for block in blocks:
            if len(block.text) >= 40 and block.text.endswith(_SENTENCE_ENDS):
                boxes.difference_update(block.node.lineage())
    return frozenset(boxes)


def heads_columns(block: Block) -> bool:
    """Whether a table's row consists of labels, whose values stand in the next row."""
    return len(block.cells) > 1 and all(map(_is_bare, block.cells))


def _is_bare(text: str) -> bool:
    label = read_label(text)
    return label is not None and label.end == len(text)


def _fields(block: Block) -> set[LabelField]:
    """The signing labels a block's lines, or its cells, begin with."""
    found: set[LabelField] = set()
    if len(block.text) <= _MAX_LABELLED:
        for line in block.cells or block.text.split("\n"):
            label = read_label(line) if line[:1] in _INITIALS else None
            if label is not None and _signs(label.field, label.text):
                found.add(label.field)
    return found


def _signs(field: LabelField, text: str) -> bool:
    return field in ("source", "editor") or (field == "places" and "rganisation" in text)

"""Roles of elements, told from their names.

Content management systems and the agencies that theme them name their elements by what stands in
them: ``class="news-list-date"``, ``id="navBreadcrumbs"``, ``c-intro__lead``. Split into words, a
few dozen names cover most German sites, so a layout needs to declare only the names its family
uses in a sense of its own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final


class Role:
    """What stands in an element, one bit each, so that an element may have several.

    Plain integers, made and tested by ``|`` and ``&``; ``ROLES`` names them. (Of an ``Enum`` each
    ``Role.DATE`` is Python code, and rules ask for it thousands of times a page.)
    """

    NAVIGATION = 1 << 0
    BREADCRUMB = 1 << 1
    TOOLS = 1 << 2
    """Share and print bars, search, logins, consent dialogs, newsletter forms."""
    FOOTER = 1 << 3
    ASIDE = 1 << 4
    RELATED = 1 << 5
    TEASER = 1 << 6
    """Ambiguous: the lead of this article, or the teaser of another one."""
    CONTACT = 1 << 7
    TAGS = 1 << 8
    FIGURE = 1 << 9
    CAPTION = 1 << 10
    CREDIT = 1 << 11
    LEAD = 1 << 12
    DATE = 1 << 13
    KICKER = 1 << 14
    AUTHOR = 1 << 15
    HEADLINE = 1 << 16
    SUBTITLE = 1 << 17
    BODY = 1 << 18
    DOWNLOAD = 1 << 19
    ADVERT = 1 << 20
    COMMENTS = 1 << 21
    HIDDEN = 1 << 22
    AURAL = 1 << 23
    """For screen readers only: a heading nobody sees is not the article's."""
    META = 1 << 24
    """A line of facts about the article: date, author, rubric."""
    LINKS = 1 << 25
    HEADER = 1 << 26
    MODIFIED = 1 << 27
    TITLE = 1 << 28
    """The headline for certain: ``itemprop="headline"``, or a family's own name for it."""


ROLES: Final[Mapping[str, int]] = {
    name: role for name, role in vars(Role).items() if isinstance(role, int)
}
"""The roles by name."""

BESIDE_ARTICLE: Final = (
    Role.NAVIGATION | Role.BREADCRUMB | Role.RELATED | Role.CONTACT | Role.ADVERT | Role.COMMENTS
)
"""Places beside an article, whichever part of it is sought; each reader adds those of its own."""

_WORDS: Final[Mapping[int, str]] = {
    Role.NAVIGATION: """nav navi navigation navbar menu menue submenu mainmenu mainnav topnav
        subnav metanav megamenu offcanvas flyout dropdown pagination pager paging sitemap
        browse navskip skiplinks skiplink toc pagenav metanavigation hauptnavigation mobilenav
        prevnext""",
    Role.BREADCRUMB: """breadcrumb breadcrumbs rootline brotkrumen brotkrume brotkruemel crumbs
        klickpfad breadcrumbnav breadcrump bread-crumb""",
    Role.TOOLS: """share shares sharing shariff social socialmedia socialshare addthis teilen
        print printlink drucken toolbar search suche searchbox suchbox login signin modal
        cookie cookies consent cookiebar newsletter dialog tooltip rating bookmark bookmarks
        feedback captcha paywall steady donation spende backlink goback zurueck totop
        servicebar feedbackform accessibility vorlesen readspeaker loupe zoom""",
    Role.FOOTER: "footer foot pagefooter sitefooter fusszeile",
    Role.HEADER: "header pageheader siteheader",
    Role.ASIDE: """aside sidebar marginal marginalspalte marginalie supplement sidebox
        randspalte rightcolumn rightcol contextbox contentright""",
    Role.RELATED: """related similar verwandt verwandte aehnliche aehnlich mehrzum moreabout
        more recommendation recommendations recommended mostread meistgelesen latest
        furtherreading readmore weiterlesen weitere empfehlungen alsointeresting moreitems
        teaserlist teaserbox topnews seealso relatednews crosslinks weiterenews mixedlist
        newsticker morenews""",
    Role.TEASER: "teaser teasers teasertext",
    Role.CONTACT: """contact contacts kontakt contactbox contactperson ansprechpartner
        ansprechpartnerin ansprechpartnerinnen pressekontakt vcard address adresse expert""",
    Role.TAGS: """tags tag taglist tagcloud keywords keyword schlagworte schlagwort
        schlagwoerter hashtags""",
    Role.FIGURE: """figure picture image img images gallery photogallery galerie slider
        carousel swiper photo bild bilder textpic slideshow imagewrap mediaelement video audio
        lightbox""",
    Role.CAPTION: """caption figcaption captions imagecaption imgcaption bildunterschrift bu
        bildtext imagetext bildbeschreibung bildlegende bildunterzeile imagedescription
        picturecaption""",
    Role.CREDIT: """copyright credit credits bildquelle fotograf photographer bildnachweis
        bildrechte copyrights imagecopyright photocredit captionsource captioncopyright
        fotocredit imagecredit bildautor picturecredit copyrighttext""",
    Role.LEAD: """lead abstract intro introduction introtext leadtext lede vorspann anreisser
        einleitung einleitungstext excerpt standfirst anleser kurztext shorttext summary
        ingress preamble kurzfassung teaserparagraph leadin""",
    Role.DATE: """date datum pubdate publishdate newsdate datepublished timedata dateline
        datetime erscheinungsdatum day month year monat""",
    Role.KICKER: """kicker topline dachzeile overline roofline spitzmarke rubrik rubric
        category categories pretitle supertitle toptitle topheader dachzeilen eyebrow headtag
        ressort overhead superheadline preline categorylist preheader overtitle vorzeile""",
    Role.AUTHOR: "author autor autorin autoren authors byline verfasser",
    Role.HEADLINE: "headline title heading ueberschrift titel",
    Role.SUBTITLE: """subline subtitle subheader subheadline unterzeile untertitel subhead
        subheading unterueberschrift""",
    Role.BODY: """bodytext articlebody textblock richtext fliesstext maintext articletext
        newstext longtext copytext""",
    Role.DOWNLOAD: "download downloads attachment attachments anhang filelinks filelist uploads",
    Role.ADVERT: """ad ads adslot advert advertisement anzeige anzeigen werbung sponsor
        sponsors sponsoren adserver""",
    Role.COMMENTS: "comments comment kommentare kommentar disqus",
    Role.META: "meta metadata metainfo metadaten info articleinfo newsinfo",
    Role.LINKS: "linklist linkliste weiterfuehrende weiterfuehrendelinks morelinks links",
    Role.MODIFIED: "datemodified modified updated lastmodified",
}

_WHOLE: Final[Mapping[int, str]] = {
    Role.HEADLINE: "h1 h2",
    Role.HIDDEN: "hidden hide h-hide is-hidden u-hidden ng-hide d-none dn display-none invisible",
    Role.AURAL: """aural sr-only visuallyhidden visually-hidden u-visuallyhidden
        u-visually-hidden screenreader screenreader-only screen-reader-text screen-reader
        sronly offscreen element-invisible hidden-visually show-for-sr navskip nav-skip
        nonvisual accessibly-hidden vh is-visually-hidden access""",
}
"""Names that say it only as a whole: ``hidden-xs`` hides nothing on a desktop."""

_ITEMPROP: Final[Mapping[str, int]] = {
    "headline": Role.HEADLINE | Role.TITLE,
    "datepublished": Role.DATE,
    "datecreated": Role.DATE,
    "datemodified": Role.MODIFIED,
    "articlebody": Role.BODY,
    "description": Role.LEAD,
    "alternativeheadline": Role.SUBTITLE,
    "author": Role.AUTHOR,
    "articlesection": Role.KICKER,
    "copyrightholder": Role.CREDIT,
    "breadcrumb": Role.BREADCRUMB,
    "caption": Role.CAPTION,
    "keywords": Role.TAGS,
}

_TAGS: Final[Mapping[str, int]] = {
    "nav": Role.NAVIGATION,
    "aside": Role.ASIDE,
    "footer": Role.FOOTER,
    "header": Role.HEADER,
    "figure": Role.FIGURE,
    "picture": Role.FIGURE,
    "figcaption": Role.CAPTION,
    "time": Role.DATE,
    "dialog": Role.TOOLS,
    "form": Role.TOOLS,
    "address": Role.CONTACT,
    "cite": 0,
}

_ARIA: Final[Mapping[str, int]] = {
    "navigation": Role.NAVIGATION,
    "search": Role.TOOLS,
    "complementary": Role.ASIDE,
    "contentinfo": Role.FOOTER,
    "dialog": Role.TOOLS,
    "form": Role.TOOLS,
    "alertdialog": Role.TOOLS,
    "menu": Role.NAVIGATION,
    "menubar": Role.NAVIGATION,
    "doc-subtitle": Role.SUBTITLE,
}

_LONG: Final = 6
"""Letters from which on a known word is looked for in compounds: ``kontaktbox``, ``newsteaser``."""
_PANEL: Final = re.compile(
    r"accordion|akkordeon|collaps|faq|panel|aufklapp|klapp|toggle|tab-?content|tab-?pane|expand"
    r"|answer|antwort|spoiler",
    re.IGNORECASE,
)
"""In the name of what scripts open, so that it is read though it is hidden at first."""
_IMAGE_COPY: Final = frozenset({"copy", "copyright", "rights", "rechte", "quelle", "source"})
"""In the name of a part of an image its credit: ``image-box__copy``."""
_DISPLAY_NONE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_REMEMBERED: Final = 50_000
"""Elements whose roles are remembered; ids made anew for each page must not fill the memory."""
_WORD: Final = re.compile(r"[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|\d+")


def _lexicon(words: Mapping[int, str]) -> dict[str, int]:
    lexicon: dict[str, int] = {}
    for role, names in words.items():
        for name in names.split():
            lexicon[name] = lexicon.get(name, 0) | role
    return lexicon


_BY_WORD: Final = _lexicon(_WORDS)
_BY_WHOLE: Final = _lexicon(_WHOLE)
_IN_COMPOUNDS: Final = {
    word: (position, roles & ~(Role.HEADLINE | Role.HEADER))
    for position, (word, roles) in enumerate(_BY_WORD.items())
    if len(word) >= _LONG and roles & ~(Role.HEADLINE | Role.HEADER)
}
"""Known words with their place in the list: of two as long the first one counts."""
_COMPOUNDED_LENGTHS: Final = sorted({len(word) for word in _IN_COMPOUNDS}, reverse=True)
_NOT_KNOWN: Final = (len(_BY_WORD), 0)


@lru_cache(_REMEMBERED)
def _in_compound(word: str) -> int:
    """The roles of a word that begins or ends with a known one, as German compounds do."""
    if len(word) < _LONG + 2:
        return 0
    known = _IN_COMPOUNDS.get
    for length in _COMPOUNDED_LENGTHS:  # the longest known word says most
        found = min(known(word[:length], _NOT_KNOWN), known(word[-length:], _NOT_KNOWN))
        if found is not _NOT_KNOWN:
            return found[1]
    return 0


def _is_panel(get: Callable[[str], str | None]) -> bool:
    """Whether a hidden element is a panel that opens on demand: the answer to a question."""
    if (
        get("hidden") == "until-found"
        or get("role") in ("region", "tabpanel")
        or get("aria-labelledby")
    ):
        return True
    return bool(_PANEL.search(f"{get('class')} {get('id')}"))


def _read(attributes: Sequence[tuple[Any, Any]]) -> tuple[tuple[str, str, str, str], bool]:
    """An element's classes, id, itemprop and ARIA role, and whether its attributes hide it."""
    classes = ident = itemprop = aria = ""
    hides = False
    for name, value in attributes:
        if name == "class":
            classes = value
        elif name == "id":
            ident = value
        elif name == "itemprop":
            itemprop = value
        elif name == "role":
            aria = value
        elif name == "hidden" or (name == "style" and _DISPLAY_NONE.search(value)):
            hides = True
    return (classes, ident, itemprop, aria), hides


class RoleLexicon:
    """The vocabulary one layout reads a page with: the common words and the family's own names.

    ``own`` maps a whole class or id (case-insensitive) to its roles and wins over its words, so
    that a family can also take a meaning away (``{"news-list-author": 0}``).
    """

    def __init__(self, own: Mapping[str, int] | None = None) -> None:
        self._own = {name.lower(): role for name, role in (own or {}).items()}
        self.roles = lru_cache(_REMEMBERED)(self._roles)
        """The roles an element's tag, classes, id, itemprop and ARIA role say, as a sum of bits."""
        self._of_tag = lru_cache(_REMEMBERED)(self._roles_of_tag)
        self._token = lru_cache(_REMEMBERED)(self._roles_of_name)

    def of(self, tag: str, attributes: Sequence[tuple[Any, Any]]) -> int:
        """Return the roles of an element by its tag and attributes; HIDDEN where these hide it."""
        if not attributes:  # half of all elements
            return self._of_tag(tag)
        names, hides = _read(attributes)
        if hides and not _is_panel(dict(attributes).get):
            return Role.HIDDEN
        return self.roles(tag, *names)

    def of_names(self, tag: str, attributes: Sequence[tuple[Any, Any]]) -> int:
        """Return the roles of an element by its names, whether or not it is hidden at first."""
        names, _ = _read(attributes)
        return self.roles(tag, *names)

    def _roles_of_tag(self, tag: str) -> int:
        return self.roles(tag, "", "", "", "")

    def _roles(self, tag: str, classes: str, ident: str, itemprop: str, aria: str) -> int:
        roles = _TAGS.get(tag, 0) | _ARIA.get(aria, 0)
        for prop in itemprop.lower().split():
            roles |= _ITEMPROP.get(prop, 0)
        tokens = classes.split()
        if "-" in tag:  # a custom element's name is a name too: <pp-breadcrumb>
            tokens.append(tag)
        if ident:
            tokens.append(ident)
        for token in tokens[:20]:
            roles |= self._token(token[:80])
        if roles & Role.HIDDEN and any("block" in token or "flex" in token for token in tokens):
            roles &= ~Role.HIDDEN  # "d-none d-md-block": hidden on small screens only
        if roles & Role.HIDDEN and _PANEL.search(f"{classes} {ident}"):
            roles &= ~Role.HIDDEN
        return roles

    def _roles_of_name(self, token: str) -> int:
        lower = token.lower()
        if lower in self._own:
            return self._own[lower]
        roles = _BY_WHOLE.get(lower, 0)
        words = [word.lower() for word in _WORD.findall(token)]
        for word in words:
            known = _BY_WORD.get(word)
            roles |= _in_compound(word) if known is None else known
        if roles & Role.FIGURE and not _IMAGE_COPY.isdisjoint(words):
            roles |= Role.CREDIT
        for first, second in itertools.pairwise(words):
            roles |= _BY_WORD.get(first + second, 0)
        return roles

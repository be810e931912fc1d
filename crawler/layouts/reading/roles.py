"""What the names of an element say about it.

Content management systems and the agencies that theme them name their elements by what stands in
them: ``class="news-list-date"``, ``id="navBreadcrumbs"``, ``c-intro__lead``. Split into words, a
few dozen names cover most German sites, so a layout needs to declare only the names its family
uses in a sense of its own. Each meaning is one bit; an element may have several.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

NAVIGATION: Final = 1 << 0
BREADCRUMB: Final = 1 << 1
TOOLS: Final = 1 << 2
"""Share and print bars, search, logins, consent dialogs, newsletter forms."""
FOOTER: Final = 1 << 3
ASIDE: Final = 1 << 4
RELATED: Final = 1 << 5
TEASER: Final = 1 << 6
"""Ambiguous: the lead of this article, or the teaser of another one."""
CONTACT: Final = 1 << 7
TAGS: Final = 1 << 8
FIGURE: Final = 1 << 9
CAPTION: Final = 1 << 10
CREDIT: Final = 1 << 11
LEAD: Final = 1 << 12
DATE: Final = 1 << 13
KICKER: Final = 1 << 14
AUTHOR: Final = 1 << 15
HEADLINE: Final = 1 << 16
SUBTITLE: Final = 1 << 17
BODY: Final = 1 << 18
DOWNLOAD: Final = 1 << 19
ADVERT: Final = 1 << 20
COMMENTS: Final = 1 << 21
HIDDEN: Final = 1 << 22
AURAL: Final = 1 << 23
"""For screen readers only: a heading nobody sees is not the article's."""
META: Final = 1 << 24
"""A line of facts about the article: date, author, rubric."""
LINKS: Final = 1 << 25
HEADER: Final = 1 << 26
MODIFIED: Final = 1 << 27
TITLE: Final = 1 << 28
"""The headline for certain: ``itemprop="headline"``, or a family's own name for it."""

_WORDS: Final[Mapping[int, str]] = {
    NAVIGATION: """nav navi navigation navbar menu menue submenu mainmenu mainnav topnav subnav
        metanav megamenu offcanvas flyout dropdown pagination pager paging sitemap browse
        navskip skiplinks skiplink toc pagenav metanavigation hauptnavigation mobilenav prevnext""",
    BREADCRUMB: """breadcrumb breadcrumbs rootline brotkrumen brotkrume brotkruemel crumbs
        klickpfad breadcrumbnav breadcrump bread-crumb""",
    TOOLS: """share shares sharing shariff social socialmedia socialshare addthis teilen print
        printlink drucken toolbar search suche searchbox suchbox login signin modal cookie cookies
        consent cookiebar newsletter dialog tooltip rating bookmark bookmarks feedback captcha
        paywall steady donation spende backlink goback zurueck totop servicebar feedbackform
        accessibility vorlesen readspeaker loupe zoom""",
    FOOTER: "footer foot pagefooter sitefooter fusszeile",
    HEADER: "header pageheader siteheader",
    ASIDE: """aside sidebar marginal marginalspalte marginalie supplement sidebox randspalte
        rightcolumn rightcol contextbox contentright""",
    RELATED: """related similar verwandt verwandte aehnliche aehnlich mehrzum moreabout more
        recommendation recommendations recommended mostread meistgelesen latest furtherreading
        readmore weiterlesen weitere empfehlungen alsointeresting moreitems teaserlist teaserbox
        topnews seealso relatednews crosslinks weiterenews mixedlist newsticker morenews""",
    TEASER: "teaser teasers teasertext",
    CONTACT: """contact contacts kontakt contactbox contactperson ansprechpartner ansprechpartnerin
        ansprechpartnerinnen pressekontakt vcard address adresse expert""",
    TAGS: """tags tag taglist tagcloud keywords keyword schlagworte schlagwort schlagwoerter
        hashtags""",
    FIGURE: """figure picture image img images gallery photogallery galerie slider carousel swiper
        photo bild bilder textpic slideshow imagewrap mediaelement video audio lightbox""",
    CAPTION: """caption figcaption captions imagecaption imgcaption bildunterschrift bu bildtext
        imagetext bildbeschreibung bildlegende bildunterzeile imagedescription picturecaption""",
    CREDIT: """copyright credit credits bildquelle fotograf photographer bildnachweis bildrechte
        copyrights imagecopyright photocredit captionsource captioncopyright fotocredit imagecredit
        bildautor picturecredit copyrighttext""",
    LEAD: """lead abstract intro introduction introtext leadtext lede vorspann anreisser
        einleitung einleitungstext excerpt standfirst anleser kurztext shorttext summary
        ingress preamble kurzfassung teaserparagraph leadin""",
    DATE: """date datum pubdate publishdate newsdate datepublished timedata dateline datetime
        erscheinungsdatum day month year monat""",
    KICKER: """kicker topline dachzeile overline roofline spitzmarke rubrik rubric category
        categories pretitle supertitle toptitle topheader dachzeilen eyebrow headtag ressort
        overhead superheadline preline categorylist preheader overtitle vorzeile""",
    AUTHOR: "author autor autorin autoren authors byline verfasser",
    HEADLINE: "headline title heading ueberschrift titel",
    SUBTITLE: """subline subtitle subheader subheadline unterzeile untertitel subhead subheading
        unterueberschrift""",
    BODY: """bodytext articlebody textblock richtext fliesstext maintext articletext newstext
        longtext copytext""",
    DOWNLOAD: "download downloads attachment attachments anhang filelinks filelist uploads",
    ADVERT: """ad ads adslot advert advertisement anzeige anzeigen werbung sponsor sponsors
        sponsoren adserver""",
    COMMENTS: "comments comment kommentare kommentar disqus",
    META: "meta metadata metainfo metadaten info articleinfo newsinfo",
    LINKS: "linklist linkliste weiterfuehrende weiterfuehrendelinks morelinks links",
    MODIFIED: "datemodified modified updated lastmodified",
}

_WHOLE: Final[Mapping[int, str]] = {
    HEADLINE: "h1 h2",
    HIDDEN: "hidden hide h-hide is-hidden u-hidden ng-hide d-none dn display-none invisible",
    AURAL: """aural sr-only visuallyhidden visually-hidden u-visuallyhidden u-visually-hidden
        screenreader screenreader-only screen-reader-text screen-reader sronly offscreen
        element-invisible hidden-visually show-for-sr navskip nav-skip nonvisual accessibly-hidden
        vh is-visually-hidden access""",
}
"""Names that say it only as a whole: ``hidden-xs`` hides nothing on a desktop."""

_ITEMPROP: Final[Mapping[str, int]] = {
    "headline": HEADLINE | TITLE,
    "datepublished": DATE,
    "datecreated": DATE,
    "datemodified": MODIFIED,
    "articlebody": BODY,
    "description": LEAD,
    "alternativeheadline": SUBTITLE,
    "author": AUTHOR,
    "articlesection": KICKER,
    "copyrightholder": CREDIT,
    "breadcrumb": BREADCRUMB,
    "caption": CAPTION,
    "keywords": TAGS,
}

_TAGS: Final[Mapping[str, int]] = {
    "nav": NAVIGATION,
    "aside": ASIDE,
    "footer": FOOTER,
    "header": HEADER,
    "figure": FIGURE,
    "picture": FIGURE,
    "figcaption": CAPTION,
    "time": DATE,
    "dialog": TOOLS,
    "form": TOOLS,
    "address": CONTACT,
    "cite": 0,
}

_ARIA: Final[Mapping[str, int]] = {
    "navigation": NAVIGATION,
    "search": TOOLS,
    "complementary": ASIDE,
    "contentinfo": FOOTER,
    "dialog": TOOLS,
    "form": TOOLS,
    "alertdialog": TOOLS,
    "menu": NAVIGATION,
    "menubar": NAVIGATION,
    "doc-subtitle": SUBTITLE,
}

_LONG: Final = 6
"""Letters from which on a known word is looked for in compounds: ``kontaktbox``, ``newsteaser``."""
_IMAGE_COPY: Final = frozenset({"copy", "copyright", "rights", "rechte", "quelle", "source"})
"""In the name of a part of an image its credit: ``image-box__copy``."""
_DISPLAY_NONE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SHORT: Final = 300
"""Characters of attributes that are remembered as a whole: scripts put their data into some."""
_WORD: Final = re.compile(r"[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|\d+")


def _lexicon(words: Mapping[int, str]) -> dict[str, int]:
    lexicon: dict[str, int] = {}
    for role, names in words.items():
        for name in names.split():
            lexicon[name] = lexicon.get(name, 0) | role
    return lexicon


_BY_WORD: Final = _lexicon(_WORDS)
_BY_WHOLE: Final = _lexicon(_WHOLE)
_IN_COMPOUNDS: Final = tuple(
    (word, roles & ~(HEADLINE | HEADER))
    for word, roles in sorted(_BY_WORD.items(), key=lambda item: -len(item[0]))
    if len(word) >= _LONG and roles & ~(HEADLINE | HEADER)
)


def _in_compound(word: str) -> int:
    """The roles of a word that begins or ends with a known one, as German compounds do."""
    if len(word) < _LONG + 2:
        return 0
    for known, roles in _IN_COMPOUNDS:
        if word.startswith(known) or word.endswith(known):
            return roles
    return 0


def _remember(known: dict[tuple[Any, ...], int], key: tuple[Any, ...], roles: int) -> None:
    if len(known) > 50_000:  # generated ids must not fill the memory
        known.clear()
    known[key] = roles


class Names:
    """The vocabulary one layout reads a page with: the common words and the family's own names.

    ``own`` maps a whole class or id (case-insensitive) to its roles and wins over its words, so
    that a family can also take a meaning away (``{"news-list-author": 0}``).
    """

    def __init__(self, own: Mapping[str, int] | None = None) -> None:
        self._own = {name.lower(): role for name, role in (own or {}).items()}
        self._known: dict[tuple[str, ...], int] = {}
        self._known_by_all: dict[tuple[object, ...], int] = {}

    def of(self, tag: str, attributes: Sequence[tuple[Any, Any]]) -> int:
        """Return the roles of an element by its tag and attributes; HIDDEN where these hide it.

        But for links, most come again on every page just so.
        """
        key = (tag, *attributes)
        known = self._known_by_all.get(key)
        if known is None:
            get = dict(attributes).get
            style = get("style", "")
            if get("hidden") is not None or ("n" in style and _DISPLAY_NONE.search(style)):
                return HIDDEN
            known = self.roles(
                tag, get("class", ""), get("id", ""), get("itemprop", ""), get("role", "")
            )
            if tag != "a" and sum(len(value) for _, value in attributes) < _SHORT:
                _remember(self._known_by_all, key, known)
        return known

    def roles(self, tag: str, classes: str, ident: str, itemprop: str, aria: str) -> int:
        """Return the roles an element's tag and names say, as a sum of the bits above."""
        key = (tag, classes, ident, itemprop, aria)
        known = self._known.get(key)
        if known is None:
            known = self._read(tag, classes, ident, itemprop, aria)
            _remember(self._known, key, known)
        return known

    def _read(self, tag: str, classes: str, ident: str, itemprop: str, aria: str) -> int:
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
        if roles & HIDDEN and any("block" in token or "flex" in token for token in tokens):
            roles &= ~HIDDEN  # "d-none d-md-block": hidden on small screens only
        return roles

    def _token(self, token: str) -> int:
        lower = token.lower()
        if lower in self._own:
            return self._own[lower]
        roles = _BY_WHOLE.get(lower, 0)
        words = [word.lower() for word in _WORD.findall(token)]
        for word in words:
            known = _BY_WORD.get(word)
            roles |= _in_compound(word) if known is None else known
        if roles & FIGURE and not _IMAGE_COPY.isdisjoint(words):
            roles |= CREDIT
        for first, second in itertools.pairwise(words):
            roles |= _BY_WORD.get(first + second, 0)
        return roles

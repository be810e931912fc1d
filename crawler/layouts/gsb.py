"""Government Site Builder: the CMS of the German federal administration, all its generations.

Names seen in GSB 4 to 7 and GSB 10/11 (``c-`` components), and in the component themes built on
it (``pp-`` elements). The headline is the first element of its slot; date and topline stand in it,
above it, or in a line of metadata; the abstract is the lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.layouts.layout import Layout
from crawler.layouts.reading import roles as role


class Gsb(Layout):
    """A page of a GSB site."""

    name: ClassVar[str] = "gsb"
    marks: ClassVar[tuple[bytes, ...]] = (
        b"SiteGlobals/",
        b"Government Site Builder",
        b"__blob=",
        b'class="gsb',
    )
    own_names: ClassVar[Mapping[str, int]] = {
        "isFirstInSlot": role.TITLE | role.HEADLINE,
        "c-intro__headline": role.TITLE | role.HEADLINE,
        "withDate": 0,
        "abstract": role.LEAD,
        "c-intro": 0,
        "metadata": role.META,
        "c-teaser__meta": role.META,
        "picture": role.FIGURE,
        "links": 0,  # "left": where a picture stands
        "rechts": 0,
        "photogallery": 0,  # wraps a whole article with pictures
        "loupe": role.TOOLS,
        "source": role.CREDIT,  # within a caption
        "sectionRelated": role.RELATED,
        "RichTextIntLink": 0,
        "RichTextExtLink": 0,
        "Publication": 0,
        "navServiceMeta": role.NAVIGATION,
        "navFunctions": role.TOOLS,
        "supplement": role.ASIDE,
        "siteInfo": role.FOOTER,
        "pp-inline-teaser": role.RELATED,
        "pp-tag": role.KICKER,
    }

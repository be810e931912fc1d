"""Government Site Builder: the CMS of the German federal administration, all its generations.

Names seen in GSB 4 to 7 and GSB 10/11 (``c-`` components), and in the component themes built on
it (``pp-`` elements). The headline is the first element of its slot; date and topline stand in it,
above it, or in a line of metadata; the abstract is the lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.layouts.layout import Layout
from crawler.layouts.reading.element_roles import Role


class Gsb(Layout):
    """A page of a GSB site."""

    name = "gsb"
    marks = (
        b"SiteGlobals/",
        b"Government Site Builder",
        b"__blob=",
        b'class="gsb',
    )
    own_names: ClassVar[Mapping[str, int]] = {
        "isFirstInSlot": Role.TITLE | Role.HEADLINE,
        "c-intro__headline": Role.TITLE | Role.HEADLINE,
        "withDate": 0,
        "abstract": Role.LEAD,
        "c-intro": 0,
        "metadata": Role.META,
        "c-teaser__meta": Role.META,
        "picture": Role.FIGURE,
        "links": 0,  # "left": where a picture stands
        "rechts": 0,
        "photogallery": 0,  # wraps a whole article with pictures
        "loupe": Role.TOOLS,
        "source": Role.CREDIT,  # within a caption
        "sectionRelated": Role.RELATED,
        "RichTextIntLink": 0,
        "RichTextExtLink": 0,
        "Publication": 0,
        "navServiceMeta": Role.NAVIGATION,
        "navFunctions": Role.TOOLS,
        "supplement": Role.ASIDE,
        "siteInfo": Role.FOOTER,
        "pp-inline-teaser": Role.RELATED,
        "pp-tag": Role.KICKER,
    }

"""TYPO3: EXT:news, tt_news, tx_contentaggregation, and the kits agencies build on them.

EXT:news and tt_news keep their names through most themes: the teaser over the text is the lead,
``news-text-wrap`` the text, and the "footer" holds date and category although it stands on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.layouts.layout import Layout
from crawler.layouts.reading.element_roles import Role


class Typo3(Layout):
    """A page of a TYPO3 site."""

    name = "typo3"
    marks = (
        b"TYPO3",
        b"typo3temp/",
        b"typo3conf/",
        b"fileadmin/",
        b"tx_news",
        b"tx_ttnews",
        b"tx-contentaggregation",
    )
    own_names: ClassVar[Mapping[str, int]] = {
        # EXT:news
        "news-single": 0,
        "teaser-text": Role.LEAD,
        "news-text-wrap": Role.BODY,
        "news-list-date": Role.DATE,
        "news-list-category": Role.KICKER,
        "news-list-author": Role.AUTHOR,
        "news-list-tags": Role.TAGS,
        "news-img-wrap": Role.FIGURE,
        "news-img-caption": Role.FIGURE | Role.CAPTION,
        "news-related": Role.RELATED,
        "news-related-wrap": Role.RELATED,
        "news-related-files": Role.DOWNLOAD,
        "news-related-links": Role.LINKS,
        "news-backlink-wrap": Role.TOOLS,
        # tt_news
        "news-single-item": 0,
        "news-single-timedata": Role.DATE,
        "news-single-rightbox": Role.META,
        "news-single-imgcaption": Role.CAPTION,
        "news-single-author": Role.AUTHOR,
        "news-single-backlink": Role.TOOLS,
        "news-single-additional-info": Role.RELATED,
        "news-single-files": Role.DOWNLOAD,
        "news-single-links": Role.LINKS,
        # css_styled_content, fluid_styled_content
        "bodytext": Role.BODY,
        "ce-bodytext": Role.BODY,
        "csc-textpic-caption": Role.FIGURE | Role.CAPTION,
        "ce-textpic": 0,
        "csc-textpic": 0,
        "csc-header": 0,
        "frame-type-textpic": 0,
        "image-caption": Role.FIGURE | Role.CAPTION,
        # tx_contentaggregation
        "rubric": Role.KICKER,
    }

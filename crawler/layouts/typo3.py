"""TYPO3: EXT:news, tt_news, tx_contentaggregation, and the kits agencies build on them.

EXT:news and tt_news keep their names through most themes: the teaser over the text is the lead,
``news-text-wrap`` the text, and the "footer" holds date and category although it stands on top.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from crawler.layouts.layout import Layout
from crawler.layouts.reading import roles as role


class Typo3(Layout):
    """A page of a TYPO3 site."""

    name: ClassVar[str] = "typo3"
    marks: ClassVar[tuple[bytes, ...]] = (
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
        "teaser-text": role.LEAD,
        "news-text-wrap": role.BODY,
        "news-list-date": role.DATE,
        "news-list-category": role.KICKER,
        "news-list-author": role.AUTHOR,
        "news-list-tags": role.TAGS,
        "news-img-wrap": role.FIGURE,
        "news-img-caption": role.FIGURE | role.CAPTION,
        "news-related": role.RELATED,
        "news-related-wrap": role.RELATED,
        "news-related-files": role.DOWNLOAD,
        "news-related-links": role.LINKS,
        "news-backlink-wrap": role.TOOLS,
        # tt_news
        "news-single-item": 0,
        "news-single-timedata": role.DATE,
        "news-single-rightbox": role.META,
        "news-single-imgcaption": role.CAPTION,
        "news-single-author": role.AUTHOR,
        "news-single-backlink": role.TOOLS,
        "news-single-additional-info": role.RELATED,
        "news-single-files": role.DOWNLOAD,
        "news-single-links": role.LINKS,
        # css_styled_content, fluid_styled_content
        "bodytext": role.BODY,
        "ce-bodytext": role.BODY,
        "csc-textpic-caption": role.FIGURE | role.CAPTION,
        "ce-textpic": 0,
        "csc-textpic": 0,
        "csc-header": 0,
        "frame-type-textpic": 0,
        "image-caption": role.FIGURE | role.CAPTION,
        # tx_contentaggregation
        "rubric": role.KICKER,
    }

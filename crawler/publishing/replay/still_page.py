"""A captured page made to stand still, for a frame: it asks for nothing and does nothing.

Scripts, forms, frames and whatever would be fetched are taken out, links lead nowhere; styles in
the page and pictures in ``data:`` URLs stay. What is left out is counted, so that the page around
the frame can say so. This keeps a browser from trying; that it could not is the business of the
answer's Content-Security-Policy (``POLICY``) and of the frame's ``sandbox``. The bytes as recorded
are given for download only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from crawler.decoding import decode

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox"
)
"""Content-Security-Policy of a captured page: no network, no scripts, an origin of its own."""

_SCRIPTS = frozenset({"script"})
_FRAMES = frozenset({"iframe", "frame", "portal", "fencedframe"})
_EMBEDDED = frozenset({"object", "embed", "applet"})
"""What is embedded with something inside to be shown in its place."""
_MEDIA = frozenset({"audio", "video", "source", "track"})
_PICTURES = frozenset({"img", "image", "input"})
_CONTROLS = frozenset({"input", "button", "select", "textarea"})
_FETCHED = frozenset(
    """
    src srcset imagesrcset poster background data lowsrc dynsrc longdesc cite profile archive
    codebase classid manifest usemap ping action formaction href icon
    """.split()  # noqa: SIM905 (a list of words reads as one)
)
"""Attributes by which something is fetched, sent or led to."""
_OF_SVG = frozenset(
    """
    fill stroke mask filter clip-path cursor marker marker-start marker-mid marker-end
    """.split()  # noqa: SIM905 (a list of words reads as one)
)
"""Attributes of SVG that are CSS."""
_DATA_PICTURE = re.compile(r"\s*data:image/[\w.+-]+[;,]", re.IGNORECASE)
_CSS_URL = re.compile(
    r"""(?:url|src|image|image-set)\(\s*(?!["']?\s*(?:data:|\#))[^)]*\)?|@import[^;]*;?""",
    re.IGNORECASE,
)
"""What CSS fetches; the end of a sheet or attribute closes what is left open."""
_CSS_ESCAPE = re.compile(r"\\(?:0{0,4}([4-7][0-9a-f])(?![0-9a-f])\s?|([g-z]))", re.IGNORECASE)
"""Of a letter: ``\\75 rl(`` is ``url(``."""
_TARGETLESS = re.compile(r"#[\w.:-]+\Z")
_LEFT_OUT = "{clusterarchiv}left-out"
"""Tag of what is left out; no parser of HTML makes one like it."""
_STILL = "a[title]{text-decoration:underline;cursor:help}"
"""A link that leads nowhere still looks like one, and its title says where it led."""


@dataclass(slots=True)
class StillPage:
    """A page to be shown, in UTF-8, and how many things of which kind it is shown without.

    Kinds: ``script``, ``style`` (sheets in files of their own), ``picture``, ``media``, ``frame``,
    ``form``, ``link``.
    """

    html: bytes
    without: Mapping[str, int] = field(default_factory=dict)


def still_page(body: bytes, content_type: str) -> StillPage:
    """The page in ``body``, whose Content-Type was ``content_type``, made to stand still."""
    text = decode(body, content_type)
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if root is None:
        return StillPage(b"")
    without: Counter[str] = Counter()
    for element in [*root.iter(etree.Element)]:
        _quieten(element, without)
    etree.strip_elements(root, _LEFT_OUT, with_tail=False)  # at once: each by itself moves texts
    head = root.find("head")
    style = etree.SubElement(root if head is None else head, "style")
    style.text = _STILL
    doctype: str = root.getroottree().docinfo.doctype  # type: ignore[union-attr] # lxml-stubs
    html = etree.tostring(root, encoding="utf-8", method="html", doctype=doctype or "<!-- -->")
    return StillPage(html, without)


def _quieten(element: etree._Element, without: Counter[str]) -> None:
    tag = str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
    if tag in _SCRIPTS:
        without["script"] += 1
        _drop(element)
        return
    if tag in _FRAMES:
        without["frame"] += 1
        _drop(element)
        return
    if tag in _EMBEDDED:
        without["frame"] += 1
        element.tag = "div"
        for name in [*element.attrib]:
            del element.attrib[name]
        return
    if tag in ("link", "base", "meta"):
        if tag == "link" and "stylesheet" in element.get("rel", "").lower():
            without["style"] += 1
        if tag != "meta" or element.get("http-equiv") is not None or element.get("charset"):
            _drop(element)
        return
    if tag == "form":
        without["form"] += 1
    if tag == "style":
        element.text = _still_css(element.text or "")
    _quieten_attributes(element, tag, without)
    if tag in _CONTROLS:
        element.set("disabled", "disabled")


def _quieten_attributes(element: etree._Element, tag: str, without: Counter[str]) -> None:
    for name, value in [*element.attrib.items()]:
        plain = str(name).rpartition("}")[2].lower()
        text = str(value)
        if plain == "style" or (plain in _OF_SVG and "(" in text):
            element.set(name, _still_css(text))
        elif plain.startswith("on") or plain in ("target", "autofocus", "autoplay", "srcdoc"):
            del element.attrib[name]
        elif plain in _FETCHED or plain.rpartition(":")[2] == "href":
            if plain == "src" and tag in _PICTURES and _DATA_PICTURE.match(text):
                continue
            if tag in ("a", "area", "use") and _TARGETLESS.match(text):
                continue
            del element.attrib[name]
            if tag in ("a", "area") and "href" in plain:
                without["link"] += 1
                element.set("title", text.strip())
            elif plain in ("src", "href") and tag in _PICTURES:
                without["picture"] += 1
            elif plain == "src" and tag in _MEDIA:
                without["media"] += 1


def _still_css(css: str) -> str:
    """CSS that fetches nothing, with letters written as such."""
    if "\\" in css:
        css = _CSS_ESCAPE.sub(lambda found: found[2] or chr(int(found[1], 16)), css)
    return _CSS_URL.sub("none", css)


def _drop(element: etree._Element) -> None:
    """Mark an element to be taken out with what is in it; the text behind it stays."""
    if element.getparent() is not None:
        element.tag = _LEFT_OUT

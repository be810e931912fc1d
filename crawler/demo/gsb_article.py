"""The content of an article's page on the Government Site Builder portal.

``DemoArticle.markup`` names how label, date and headline are marked up: ``metadata`` (a line above
the headline), ``topline`` (inside it) or ``split`` (two elements). ``date_in``: ``page``, ``time``
(a <time> element beside the label) or ``nowhere``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from crawler.demo.content import DemoArticle
from crawler.demo.gsb import link
from crawler.demo.typesetting import Typesetter, german

LABELS = {"meldung": "Meldung", "erfolgsgeschichte": "ClusterERFOLGE"}


def content(article: DemoArticle) -> str:
    """Return what stands in ``div#content``."""
    typeset = Typesetter(article.typesetting, link_unescaped)
    parts = [_headline(article, typeset)]
    if article.subtitle:
        parts.append(f'<p class="subheadline">{typeset(article.subtitle)}</p>')
    if article.lead:
        parts.append(f'<div class="abstract"><p>{typeset(article.lead)}</p></div>')
    if article.image:
        parts.append(_image(article.image, typeset))
    parts.append(_body(article, typeset))
    if article.further:
        items = "".join(f"<li>{_further(entry, typeset)}</li>" for entry in article.further)
        heading = typeset(article.further_heading)
        parts.append(f'<div class="links"><h2>{heading}:</h2><ul>{items}</ul></div>')
    if article.updated:
        parts.append(f'<p class="lastUpdate">Stand: {german(article.updated)}</p>')
    return "\n".join(parts)


def link_unescaped(path: str) -> str:
    """Return the href for ``path`` for a typesetter, which escapes it itself."""
    return link(path).replace("&amp;", "&")


def _further(entry: Mapping[str, str], typeset: Typesetter) -> str:
    url = entry["url"]
    return f'<a href="{link(url)}" class="{_link_class(url)}">{typeset(entry["text"])}</a>'


def _link_class(url: str) -> str:
    return (
        "downloadLink"
        if ".pdf" in url
        else "RichTextIntLink"
        if url[0] == "/"
        else "RichTextExtLink"
    )


def _headline(article: DemoArticle, typeset: Typesetter) -> str:
    label, title = LABELS[article.kind], typeset(article.title)
    day = "" if article.date_in == "nowhere" else german(article.day)
    if article.date_in == "time":
        day = f'<time datetime="{article.day}">{day}</time>'
    if article.markup == "topline":
        return (
            f'<h1 class="withHeader isFirstInSlot"><span class="topline">{label} '
            f'<span class="date">{day}</span></span>{title}</h1>'
        )
    if article.markup == "split":
        return (
            f'<p class="category">{label}</p>\n<p class="date">{day}</p>\n'
            f'<h1 class="isFirstInSlot">{title}</h1>'
        )
    return f'<p class="metadata">{label} · {day}</p>\n<h1 class="isFirstInSlot">{title}</h1>'


def _image(image: Mapping[str, str], typeset: Typesetter) -> str:
    credit = typeset(image["credit"])
    if image.get("credit_label") == "Quelle":
        credit = f"Quelle:&nbsp;<cite>{credit}</cite>"
    else:
        credit = f"© {credit}"
    caption = f"{typeset(image['caption'])}<br/>" if "caption" in image else ""
    shown, large = (link(f"{image['url']}?__blob={size}&v=2") for size in ("normal", "poster"))
    loupe = link("/SiteGlobals/Frontend/Images/lupe.png?__blob=normal&v=2")
    return (
        '<p class="picture links" style="width:460px;"><span class="wrapper">'
        f'<img src="{shown}" alt="{escape(image.get("alt", ""))}"/>'
        f'<a class="loupe" href="{large}" title="Bild vergrößern"><img src="{loupe}" alt="Lupe"/>'
        f'</a></span><span class="caption">{caption}{credit}</span></p>'
    )


def _body(article: DemoArticle, typeset: Typesetter) -> str:
    parts = []
    for block in article.blocks:
        for kind, value in block.items():
            if kind == "p":
                parts.append(f"<p>{typeset(value)}</p>")
            elif kind == "h":
                parts.append(f"<h2>{typeset(value)}</h2>")
            elif kind == "ul":
                items = "".join(f"<li><p>{typeset(item)}</p></li>" for item in value)
                parts.append(f"<ul>{items}</ul>")
            else:
                rows = "".join(f"<tr>{_cells(row, typeset)}</tr>" for row in value)
                parts.append(f"<table><tbody>{rows}</tbody></table>")
    return "\n".join(parts)


def _cells(row: Sequence[str], typeset: Typesetter) -> str:
    return "".join(f'<td colspan="1" rowspan="1">{typeset(cell)}</td>' for cell in row)

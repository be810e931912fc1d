"""The content column of an article on the TYPO3 portal, and what it adds to <head>.

``DemoArticle.markup`` names how the trailer is marked up: ``dl``, ``p`` (one paragraph a label),
``br`` (one paragraph, label by label), ``ul``, ``table`` or ``div``. ``date_in``: ``nowhere``,
``meta`` (``<meta name="date">``), ``published_time`` (Open Graph, with clock time), ``json``
(JSON-LD) or ``page`` (documents: ``Erscheinungsdatum: …``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape

from crawler.demo.content import Block, DemoArticle
from crawler.demo.typesetting import Typesetter, german, plain
from crawler.demo.typo3 import HOME

CANONICAL_SINCE = "2019"
"""Articles from this year on carry <link rel="canonical">: the portal's TYPO3 got it that year."""


def head(article: DemoArticle) -> str:
    """Return the article's own <meta> and <link> elements."""
    lines = []
    if article.lead:
        lines.append(f'<meta name="description" content="{escape(plain(article.lead)[:200])}">')
    if article.date_in == "meta":
        lines.append(f'<meta name="date" content="{article.day}">')
    if article.date_in == "published_time":
        lines.append(f'<meta property="article:published_time" content="{article.date}">')
    if article.updated:
        lines.append(f'<meta property="article:modified_time" content="{article.updated}">')
    if article.date_in == "json":
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "datePublished": article.date,
        }
        lines.append(f'<script type="application/ld+json">{json.dumps(data)}</script>')
    if article.day >= CANONICAL_SINCE:
        lines.append(f'<link rel="canonical" href="{HOME}{article.address}">')
    return "".join(line + "\n" for line in lines)


def column(article: DemoArticle) -> str:
    """Return the content column of ``article``."""
    typeset = Typesetter(article.typesetting)
    parts = [f"<h1>{typeset(article.title)}</h1>", _head_line(article, typeset)]
    if article.lead:
        parts.append(f'<p class="lead"><strong>{typeset(article.lead)}</strong></p>')
    if article.image:
        parts.append(_image(article.image, typeset))
    parts.append(f'<div class="bodytext-wrap">{blocks(article.blocks, typeset)}</div>')
    if article.reading:
        parts.append(_reading(article, typeset))
    parts.append(_trailer(article, typeset))
    parts.append(_further(article, typeset))
    inner = "\n".join(part for part in parts if part)
    return (
        '<div class="tx-contentaggregation tx-contentaggregation-detail">\n'
        f"<article>\n{inner}\n</article></div>"
    )


def old_column(article: DemoArticle) -> str:
    """Return the content column of a page from before 2015: tables, <b> and nothing else."""
    typeset = Typesetter(article.typesetting)
    return f"""<table width="100%" border="0" cellpadding="4"><tr><td class="csc-default">
<h1>{typeset(article.title)}</h1>
{f"<p><b>{typeset(article.lead)}</b></p>" if article.lead else ""}
{blocks(article.blocks, typeset)}
<hr noshade="noshade"></td></tr></table>"""


def blocks(content: Sequence[Block], typeset: Typesetter) -> str:
    """Return an article's body as HTML."""
    parts = []
    for block in content:
        for kind, value in block.items():
            if kind == "p":
                parts.append(f'<p class="bodytext">{typeset(value)}</p>')
            elif kind == "h":
                parts.append(f"<h3>{typeset(value)}</h3>")
            elif kind == "ul":
                parts.append(f"<ul>{''.join(f'<li>{typeset(item)}</li>' for item in value)}</ul>")
            else:
                rows = (
                    "<tr>" + "".join(f"<td>{typeset(cell)}</td>" for cell in row) + "</tr>"
                    for row in value
                )
                parts.append(f'<table class="contenttable"><tbody>{"".join(rows)}</tbody></table>')
    return "\n".join(parts)


def _head_line(article: DemoArticle, typeset: Typesetter) -> str:
    kicker = typeset(article.kicker) if article.kicker else ""
    if article.deadline:
        dated = f"Stichtag: {german(article.deadline)}"
    elif article.date_in == "page":
        dated = f"Erscheinungsdatum: {german(article.date)}"
    else:
        return f'<p class="rubric">{kicker}</p>' if kicker else ""
    if article.markup in ("br", "p"):
        return f'<p class="rubric">{dated} {kicker}</p>'
    dated = f'<span class="date">{dated}</span>'
    return f'<p class="rubric">{dated} <span class="category">{kicker}</span></p>'


def _image(image: Mapping[str, str], typeset: Typesetter) -> str:
    credit = f'<span class="copyright">© {typeset(image["credit"])}</span>'
    return (
        f'<figure class="image"><img src="{image["url"]}" alt="" width="480" height="320">'
        f"<figcaption>{typeset(image['caption'])} {credit}</figcaption></figure>"
    )


def _reading(article: DemoArticle, typeset: Typesetter) -> str:
    items = "".join(
        f"<li>{typeset(entry['source'])} ({german(entry['date'])}): "
        f'<a href="{escape(entry["url"])}" target="_blank">{typeset(entry["title"])}</a></li>'
        for entry in article.reading
    )
    return f'<div class="further-reading"><h3>Zum Nachlesen</h3><ul>{items}</ul></div>'


def _trailer(article: DemoArticle, typeset: Typesetter) -> str:
    if article.source is None and not article.places:
        return ""
    places = [place["name"] or "" for place in article.places]
    cells = [
        ("Quelle", typeset(article.source or "")),
        ("Redaktion", typeset(article.editor or "")),
        ("Länder / Organisationen", _tags(places, article.markup, typeset)),
        ("Themen", _tags(article.topics, article.markup, typeset)),
    ]
    return _MARKUPS[article.markup or "dl"](cells)


def _tags(names: Sequence[str], markup: str, typeset: Typesetter) -> str:
    if markup == "ul":
        return "<ul>" + "".join(f"<li>{typeset(name)}</li>" for name in names) + "</ul>"
    return "\n".join(f'<span class="tag">{typeset(name)}</span>' for name in names)


def _dl(cells: list[tuple[str, str]]) -> str:
    rows = "\n".join(f"<dt>{label}:</dt>\n<dd>{value}</dd>" for label, value in cells)
    return f'<dl class="article-info">\n{rows}\n</dl>'


def _paragraphs(cells: list[tuple[str, str]]) -> str:
    rows = "\n".join(f"<p><strong>{label}:</strong> {value}</p>" for label, value in cells)
    return f'<div class="info">\n{rows}\n</div>'


def _breaks(cells: list[tuple[str, str]]) -> str:
    rows = "<br>\n".join(f"<strong>{label}:</strong> {value}" for label, value in cells)
    return f'<p class="bodytext">{rows}</p>'


def _ul(cells: list[tuple[str, str]]) -> str:
    rows = "\n".join(
        f'<li><span class="label">{label}: </span>{value}</li>' for label, value in cells
    )
    return f'<ul class="metadata">\n{rows}\n</ul>'


def _table(cells: list[tuple[str, str]]) -> str:
    rows = "\n".join(f"<tr><th>{label}:</th><td>{value}</td></tr>" for label, value in cells)
    return f'<table class="details">\n{rows}\n</table>'


def _divs(cells: list[tuple[str, str]]) -> str:
    rows = "\n".join(
        f'<div class="row"><div class="col-4">{label}:</div><div class="col-8">{value}</div></div>'
        for label, value in cells
    )
    return f'<div class="properties">\n{rows}\n</div>'


_MARKUPS = {
    "dl": _dl, "p": _paragraphs, "br": _breaks, "ul": _ul, "table": _table, "div": _divs,
}  # fmt: skip


def _further(article: DemoArticle, typeset: Typesetter) -> str:
    items = "".join(f"<li>{_outward(link, typeset)}</li>" for link in article.further)
    items = f'<ul class="links">{items}</ul>' if items else ""
    agency = f"<p>{_outward(article.agency, typeset)}</p>" if article.agency else ""
    return (
        f'<section class="more"><h3>{article.further_heading}</h3>{items}</section>\n'
        f'<section class="agency"><h3>Projektträger</h3>{agency}</section>'
    )


def _outward(link: Mapping[str, str], typeset: Typesetter) -> str:
    return f'<a href="{escape(link["url"])}" target="_blank">{typeset(link["text"])}</a>'

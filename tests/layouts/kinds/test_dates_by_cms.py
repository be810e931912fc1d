"""Where content management systems put the day of an article: each prints 4 May 2021."""

from __future__ import annotations

import pytest

from tests.layouts.kinds.small_page import FIRST, HALF, SECOND, THIRD, TITLE, read, text_of

DAY = "2021-05-04"
OTHER = '<a href="/meldungen/kran">Neuer Kran am Hafen</a>'

BESIDE_THE_HEADLINE = {
    "WordPress": '<div class="entry-meta"><span class="posted-on">Posted on <a href="/2021/05/">'
    '<time class="entry-date published updated" datetime="2021-05-04T10:15:00+02:00">4. Mai 2021'
    '</time></a></span> <span class="byline">by <a href="/author/holm">Ida Holm</a></span></div>',
    "WordPress, changed since": '<span class="posted-on"><time class="entry-date published" '
    'datetime="2021-05-04T10:15:00+02:00">4. Mai 2021</time><time class="updated" '
    'datetime="2021-05-09T08:00:00+02:00">9. Mai 2021</time></span>',
    "WordPress, Divi": '<p class="post-meta">von <span class="author vcard"><a href="/author/holm">'
    'Ida Holm</a></span> | <span class="published">4. Mai 2021</span> | '
    '<a href="/category/stege">Stege</a> | 0 Kommentare</p>',
    "Drupal 7": '<div class="submitted">Submitted by Ida Holm on Di, 04/05/2021 - 10:15</div>',
    "Drupal 7, German": '<div class="submitted">Gespeichert von redaktion am '
    "Di., 04.05.2021 - 10:15</div>",
    "Drupal 9": '<footer class="node__meta"><div class="node__submitted">Verfasst von '
    "<span>Ida Holm</span> am <span>Di., 4. Mai 2021 - 10:15</span></div></footer>",
    "Joomla": '<dl class="article-info muted"><dt class="article-info-term">Details</dt>'
    '<dd class="createdby">Geschrieben von Ida Holm</dd><dd class="published">'
    '<time datetime="2021-05-04T10:15:00+02:00" itemprop="datePublished">Veröffentlicht: '
    '04. Mai 2021</time></dd><dd class="hits">Zugriffe: 1204</dd></dl>',
    "Contao": '<p class="info"><time datetime="2021-05-04T10:15:00+02:00">04.05.2021 10:15</time> '
    "von Ida Holm</p>",
    "TYPO3 news": '<div class="news-list-view__meta"><span class="news-list-date">'
    '<time itemprop="datePublished" datetime="2021-05-04">04.05.2021</time></span></div>',
    "TYPO3, old": '<div class="news-single-timedata">04.05.21 10:15</div>',
    "Liferay": '<div class="metadata-publish-date">4. Mai 2021 | 10:15</div>',
    "Typo": '<p class="meta">Posted by <cite>Ida Holm</cite> <abbr class="published" '
    'title="2021-05-04T10:15:00+02:00">Tue, 04 May 2021 10:15:00 GMT</abbr></p>',
    "Ghost": '<section class="post-full-meta"><time class="post-full-meta-date" '
    'datetime="2021-05-04">4 May 2021</time></section>',
    "Kirby": '<p class="article-date">04/05/2021</p>',
    "Plone": '<div class="documentByLine" id="plone-document-byline"><span class="documentAuthor">'
    'von Ida Holm</span> — <span class="documentPublished"><span>veröffentlicht</span> '
    "04.05.2021 10:15</span></div>",
    "Serendipity": '<div class="serendipity_date">Dienstag, 4. Mai 2021</div>',
    "NetNewsCMS": '<div class="autor-datum"><b>Ida Holm</b><br>Di, 4. Mai 2021 - 10:15</div>',
    "newspaper": "<p>Von Ida Holm<br>04. Mai 2021, 10:15 Uhr</p>",
    "newspaper, updated": '<div class="article-dates"><span>Veröffentlicht: 04.05.2021, 10:15 Uhr'
    "</span><span>Aktualisiert: 06.05.2021, 7:00 Uhr</span></div>",
    "newspaper, agency": '<div class="meta">Schilf (ddx) · 4. Mai 2021 · Lesezeit: 3 Min.</div>',
    "pubdate": '<time pubdate datetime="2021-05-04">vor langer Zeit</time>',
    "English short": '<span class="date">May 4th, 2021</span>',
    "two figures": '<p class="datum">4.5.21</p>',
    "abbreviated month": '<div class="info">Mi., 04. Mai 2021 - 10:15</div>',
    "ISO": '<div class="date">2021-05-04 10:15</div>',
    "calendar leaf": '<div class="date"><span class="day">04</span><span class="month">Mai</span>'
    '<span class="year">2021</span></div>',
}
IN_ATTRIBUTES_AND_DATA = {
    "abbr": '<p>Ida Holm, <abbr class="ago" title="2021-05-04T10:15:00Z">vor 2 Jahren</abbr></p>',
    "title of a span": '<p><span title="04.05.2021 10:15">lange her</span></p>',
    "data-date": '<div class="js-moment" data-date="2021-05-04"></div>',
    "seconds": '<p><span data-timestamp="1620123300">lange her</span></p>',
    "time without text": '<time datetime="2021-05-04T10:15:00+02:00"></time>',
    "state of an app": '<script>window.__STATE__={"article":{"id":7,"publishedAt":'
    '"2021-05-04T08:15:00Z","title":"x"}}</script>',
    "data layer": "<script>dataLayer.push({'pageType':'article','publishDate':'2021-05-04'});"
    "</script>",
    "escaped in an attribute": '<div data-props="{&quot;published_at&quot;:&quot;2021-05-04T10:15'
    '&quot;}"></div>',
    "comment": "<!-- published: 2021-05-04 10:15 -->",
    "JSON-LD of a page": '<script type="application/ld+json">{"@type": "Recipe", '
    '"datePublished": "2021-05-04"}</script>',
}
BEHIND_THE_TEXT = {
    "signature": "<p>Schilf, den 4. Mai 2021</p>",
    "byline": '<div class="post-footer">Eingestellt von Ida Holm am 4. Mai 2021</div>',
    "labelled": "<p>Veröffentlicht am 04.05.2021</p>",
    "box of facts": "<table><tr><td>Datum</td><td>04.05.2021</td></tr></table>",
    "timed": "<div>04.05.2021 um 10:15</div>",
}
IN_THE_HEAD = {
    "Open Graph": '<meta property="article:published_time" content="2021-05-04T10:15:00+02:00">',
    "Dublin Core": '<meta name="DCTERMS.issued" content="2021-05-04">',
    "pubdate": '<meta name="pubdate" content="Tue, 04 May 2021 10:15:00 +0200">',
    "publish-date": '<meta name="publish-date" content="2021-05-04">',
    "itemprop": '<meta itemprop="datePublished" content="2021-05-04T08:15:00Z">',
    "JSON-LD": '<script type="application/ld+json">{"@graph": [{"@type": "BlogPosting", '
    '"datePublished": "2021-05-04T10:15:00+02:00"}]}</script>',
}


def _all(*kinds: dict[str, str]) -> list[object]:
    return [pytest.param(html, id=name) for kind in kinds for name, html in kind.items()]


@pytest.mark.parametrize("html", _all(BESIDE_THE_HEADLINE, IN_ATTRIBUTES_AND_DATA))
def test_a_date_beside_the_headline(html: str) -> None:
    article = read(dateline=html)
    assert (article.published_on, article.title) == (DAY, TITLE)
    assert article.published_from
    assert text_of(article).startswith(FIRST)


@pytest.mark.parametrize("html", _all(BEHIND_THE_TEXT))
def test_a_date_behind_the_text(html: str) -> None:
    assert read(f"{HALF}<p>{THIRD}</p>{html}", dateline="").published_on == DAY


@pytest.mark.parametrize("html", _all(IN_THE_HEAD))
def test_a_date_in_the_head(html: str) -> None:
    assert read(dateline="", head=html).published_on == DAY


def test_a_date_with_the_month_first_is_read_by_what_the_head_says() -> None:
    line = '<div class="submitted">Submitted by Ida Holm on Tue, 05/04/2021 - 10:15</div>'
    assert read(dateline=line, head=IN_THE_HEAD["Open Graph"]).published_on == DAY


@pytest.mark.parametrize(
    "within",
    [
        '<time itemprop="dateModified" datetime="2021-05-04">neulich</time>',
        '<span class="last-updated" title="2021-05-04 10:15">neulich</span>',
        '<div class="calendar" data-start-date="2021-05-04"></div>',
        '<div class="related"><abbr title="2021-05-04">neulich</abbr> Neuer Kran</div>',
        '<div class="comments"><time datetime="2021-05-04T10:15">neulich</time> Schön!</div>',
        f'<p>{THIRD} Das Fest ist am <time datetime="2021-05-04">ersten Dienstag</time>.</p>',
        '<p>Anmeldefrist: <time datetime="2021-05-04">4. Mai 2021</time></p>',
        '<p>Anmeldefrist: <time datetime="2021-05-04">in drei Wochen</time></p>',
        f"<p>{THIRD} Zuletzt war er am 4. Mai 2021 offen.</p>",
    ],
)
def test_the_date_of_something_else_in_the_article_dates_no_page(within: str) -> None:
    assert read(f"{HALF}{within}", dateline="").published_on is None


@pytest.mark.parametrize(
    "behind",
    [
        f"<aside><h3>Mehr</h3><p>04.05.2021</p>{OTHER}</aside>",
        f"<section><h3>Weitere Meldungen</h3><ul><li>04.05.2021 {OTHER}</li></ul></section>",
        '<script>var news=[{"title":"Kran","eventDate":"2021-05-04"}]</script>',
        '<script type="application/ld+json">{"@type": "ItemList", "itemListElement": '
        '[{"@type": "NewsArticle", "datePublished": "2021-05-04"}]}</script>',
        '<script type="application/ld+json">{"@type": "Event", "name": "Hafenfest", '
        '"startDate": "2021-05-04"}</script>',
        "<p>Letzte Änderung der Seite: 04.05.2021</p>",
        "<p>© Seeamt 2021</p>",
        "<section><h3>Termine</h3><p>Wann: 04.05.2021, 19 Uhr</p></section>",
        '<form><input type="text" name="von" value="04.05.2021"></form>',
    ],
)
def test_the_date_of_something_else_dates_no_page(behind: str) -> None:
    article = read(f"<p>{FIRST}</p><p>{SECOND}</p>", dateline="", behind=behind)
    assert article.published_on is None


@pytest.mark.parametrize(
    "opening",
    [
        "Wie gestern (11.01.2017) bekannt wurde, beginnt im Talrat ein neues Vorhaben.",
        "Auf der Konferenz in Grünthal (07.06.2015) stellten vierzig Gruppen ihre Wehre vor.",
        "Seit heute (3. Mai 2021) nimmt der Talrat Anträge entgegen, teilte er mit.",
        "Nach dem Treffen vom Vortag (02.05.2021) berieten die Gemeinden noch einmal.",
    ],
)
def test_a_day_in_brackets_in_the_first_sentence_is_no_dateline(opening: str) -> None:
    assert read(f"<p>{opening}</p>", dateline="").published_on is None


@pytest.mark.parametrize(
    "opening",
    [
        "Grünthal (03.05.2021) – Der Talrat hat ein neues Wehr eröffnet, das Fische schont.",
        "(Grünthal, 3. Mai 2021) Der Talrat hat ein neues Wehr eröffnet, das Fische schont.",
        "Bad Grünthal, 3. Mai 2021. Der Talrat hat ein neues Wehr eröffnet, das Fische schont.",
    ],
)
def test_a_place_and_its_day_are_one(opening: str) -> None:
    assert read(f"<p>{opening}</p>", dateline="").published_on == "2021-05-03"

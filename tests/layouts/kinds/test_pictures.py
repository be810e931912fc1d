"""Pictures that scripts load later, and whose they are."""

from __future__ import annotations

import pytest

from tests.layouts.kinds.small_page import HALF, read, text_of

DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PICTURE = '<img src="/bilder/steg.jpg" alt="Steg" width="800" height="500">'


@pytest.mark.parametrize(
    "image",
    [
        f'<picture><source srcset="/bilder/steg.jpg 1x"><img src="{DOT}" alt="Steg"></picture>',
        '<picture><source srcset="/bilder/steg.jpg"><img alt="Steg"></picture>',
        '<img src="/blank.gif" data-src="/bilder/steg.jpg" alt="Steg">',
        f'<img src="{DOT}" data-srcset="/bilder/steg.jpg 800w" alt="Steg">',
        '<noscript><img src="/bilder/steg.jpg" alt="Steg"></noscript>',
        '<img data-src="/bilder/steg.jpg" alt="Steg">'
        '<noscript><img src="/bilder/steg.jpg" alt="Steg"></noscript>',
        f'<img src="https://zaehler.example/p.gif" width="1" height="1" alt="">{PICTURE}',
    ],
)
def test_the_picture_itself_is_found_once(image: str) -> None:
    figure = f"<figure>{image}<figcaption>Der Steg. © Odo Lerch</figcaption></figure>"
    images = read(HALF + figure).images
    assert [(image.url, image.credit) for image in images] == [
        ("https://www.seeamt.example/bilder/steg.jpg", "Odo Lerch")
    ]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Der Steg. © Uferverein e. V.", "Uferverein e. V."),
        ("Der Steg. Foto: Uferverein e.V.", "Uferverein e.V."),
        ("Der Steg (Bild: Odo Lerch/Uferverein e. V.)", "Odo Lerch/Uferverein e. V."),
        ("Der Steg. Foto: Odo Lerch.", "Odo Lerch"),
    ],
)
def test_a_credit_keeps_the_dots_that_belong_to_it(caption: str, credit: str) -> None:
    figure = f"<figure>{PICTURE}<figcaption>{caption}</figcaption></figure>"
    assert [image.credit for image in read(HALF + figure).images] == [credit]


@pytest.mark.parametrize(
    "where",
    [
        f"<figure>{PICTURE}<figcaption>Quelle: bildwerk/Odo Lerch</figcaption></figure>",
        "<p><sup>1</sup> Quelle: Seeamt, Tabelle 4.</p>",
        "<p>[1] Quelle: https://zahlen.example/tabelle-4</p>",
    ],
    ids=["a picture", "a footnote", "an address"],
)
def test_the_source_of_a_part_is_not_the_articles(where: str) -> None:
    article = read(HALF + where + "<p>Im Sommer kommen Gäste von weit her an den See.</p>")
    assert article.source_text is None
    assert "Im Sommer kommen Gäste" in text_of(article)

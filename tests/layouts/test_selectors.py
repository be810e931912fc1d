"""Selectors that layouts declare: what they win over, and what stands in for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.items import Article, Breadcrumb
from crawler.layouts import Page, read_page
from crawler.layouts.gsb import Gsb
from crawler.layouts.layout import Layout, Value
from crawler.layouts.selectors import css, xpath
from tests.layouts.test_fields import BODY, ONE, TEXT, THREE, TITLE, TWO, URL


class Talamt(Gsb):
    name = "talamt"
    lead = css("div.vor")
    kicker = xpath("//p[@class='z']/span[1]")


def read(body: str, layout: type[Layout]) -> Article:
    return read_page(f'<html lang="de"><body>{body}</body></html>', URL, layout)


def test_a_selected_lead_is_not_in_the_body() -> None:
    article = read(f"{TITLE}<div class='vor'><p>{ONE}</p></div>{TEXT}", Talamt)
    assert article.lead == ONE
    assert article.body == f"{TWO}\n\n{THREE}"  # where the text repeats it
    assert article.provenance["lead"] == "talamt: div.vor"


def test_paragraphs_of_a_lead_stay_apart() -> None:
    article = read(f"{TITLE}<div class='vor'><p>{TWO}</p><p>{ONE}</p></div>{TEXT}", Talamt)
    assert article.lead == f"{TWO}\n\n{ONE}"


def test_what_the_rules_took_for_the_lead_is_text() -> None:
    article = read(f"<div class='vor'>{THREE}</div>{TITLE}<p class='lead'>{ONE}</p>{TEXT}", Talamt)
    assert (article.lead, article.body) == (THREE, f"{ONE}\n\n{BODY}")


@pytest.mark.parametrize("nothing", ["", "<div class='vor'> <img src='/x.jpg'></div>"])
def test_without_a_match_with_text_the_rules_read_the_field(nothing: str) -> None:
    article = read(f"{TITLE}{nothing}<p class='lead'>{ONE}</p><p>{TWO}</p><p>{THREE}</p>", Talamt)
    assert article.lead == ONE
    assert article.provenance["lead"] == "gsb: p.lead"


def test_an_empty_match_is_passed_over_for_one_with_text() -> None:
    article = read(f"{TITLE}<div class='vor'></div><div class='vor'>{ONE}</div><p>{TWO}", Talamt)
    assert article.lead == ONE


def test_a_part_of_an_element_can_be_selected() -> None:
    article = read(f"<p class='z'><span>Presse</span> <i>Tal</i></p>{TITLE}{TEXT}", Talamt)
    assert article.kicker == "Presse"


def test_a_subclass_overrides_and_falls_back_to_its_parent() -> None:
    class Child(Talamt):
        name = "child"
        lead = css("div.neu")

    old, new = f"<div class='vor'>{ONE}</div>", f"<div class='neu'>{TWO}</div>"
    both = read(f"{TITLE}{new}{old}<p>{THREE}</p>", Child)
    assert (both.lead, both.provenance["lead"]) == (TWO, "child: div.neu")
    before = read(f"{TITLE}{old}<p>{THREE} {TWO}</p>", Child)
    assert (before.lead, before.provenance["lead"]) == (ONE, "talamt: div.vor")
    assert before.body == f"{THREE} {TWO}"


def test_none_goes_back_to_the_rules() -> None:
    class Child(Talamt):
        lead = None

    article = read(f"<div class='vor'>{THREE}</div>{TITLE}<p class='lead'>{ONE}</p>{TEXT}", Child)
    assert (article.lead, article.provenance["lead"]) == (ONE, "gsb: p.lead")
    assert set(Child.selectors) == {"kicker"}


def test_a_method_replaces_a_selector_and_may_ask_it() -> None:
    class Shout(Talamt):
        name = "shout"

        def lead(self) -> Value[str] | None:
            return Value("immer", "method")

        def kicker(self) -> Value[str] | None:
            kicker = super().kicker()
            return Value(kicker.value.upper(), kicker.origin) if kicker else None

    html = f"<p class='z'><span>Presse</span></p>{TITLE}<div class='vor'>{ONE}</div>{TEXT}"
    article = read(html, Shout)
    assert (article.lead, article.kicker) == ("immer", "PRESSE")
    assert article.provenance["lead"] == "shout: method"


def test_a_selected_title_is_the_headline_the_page_is_read_from() -> None:
    class Titled(Gsb):
        title = css("div.t")

    article = read(f"<h1>Talamt</h1><p>{THREE}</p><div class='t'>Neues</div>{TEXT}", Titled)
    assert (article.title, article.body) == ("Neues", BODY)


def test_a_selected_body_is_taken_as_it_is() -> None:
    class Short(Gsb):
        body = css("p.b")

    article = read(f"{TITLE}<p class='b'>Kurz.</p>{TEXT}<p class='b'>Ende.</p>", Short)
    assert (article.body, article.provenance["body"]) == ("Kurz.\n\nEnde.", "gsb: p.b")


def test_a_selected_body_is_without_legends_and_other_fields_in_it() -> None:
    class Whole(Gsb):
        body = css("div.b")
        lead = css("p.v")

    legend = "<figure><img src='/a.jpg'><figcaption>Der Rat.</figcaption></figure>"
    article = read(f"{TITLE}<div class='b'><p class='v'>{ONE}</p>{legend}<p>{TWO}</p></div>", Whole)
    assert (article.lead, article.body) == (ONE, TWO)


def test_a_match_within_a_match_counts_once() -> None:
    class Nested(Gsb):
        body = css("div.b")

    article = read(f"{TITLE}<div class='b'><div class='b'><p>{ONE}</p></div></div>", Nested)
    assert article.body == ONE


def test_dates_labelled_values_and_lists() -> None:
    class Facts(Gsb):
        published = css("time::attr(datetime)")
        updated = css("p.u")
        source = css("p.s")
        editor = xpath("//p[@class='e']")
        places = css("ul.o li")
        breadcrumbs = css("p.w > *")

    article = read(
        f"<p class='w'><a href='/a'>Tal</a> <b>Rat</b></p>{TITLE}{TEXT}<time datetime='2021-05-04'>"
        "</time><p class='u'>Stand: 5. Mai 2021</p><p class='s'>Quelle: Talamt</p>"
        "<p class='e'>hm</p>"
        "<ul class='o'><li>USA</li><li> </li><li>EU</li></ul>",
        Facts,
    )
    assert article.published_text == "2021-05-04"
    assert article.published_from == "time::attr(datetime)"
    assert (article.updated_text, article.source_text) == ("5. Mai 2021", "Talamt")
    assert (article.editor_text, article.places_text) == ("hm", ["USA", "EU"])
    assert article.breadcrumbs == [
        Breadcrumb("Tal", "https://www.talamt.example/a"), Breadcrumb("Rat", None),
    ]  # fmt: skip
    assert article.body == BODY


def test_a_selector_wins_over_metadata() -> None:
    class Dated(Gsb):
        published = css("p.d")

    head = '<meta property="article:published_time" content="2021-06-01T10:00:00+02:00">'
    article = read(f"{head}{TITLE}{TEXT}<p class='d'>04.05.2021</p>", Dated)
    assert article.published_text == "04.05.2021"


@pytest.mark.parametrize("declare", [lambda: css("p..x"), lambda: xpath("//p[")])
def test_a_mistake_in_a_query_is_told_at_once(declare: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="p"):
        declare()


@pytest.mark.parametrize("field", ["leed", "kind", "images"])
def test_a_field_that_takes_no_selector_is_told_at_once(field: str) -> None:
    with pytest.raises(TypeError, match=f"Wrong.{field}: .*lead"):
        type("Wrong", (Gsb,), {field: css("p")})


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://www.tal.example/a", True),
        ("https://presse.tal.example/a", True),
        ("https://metal.example/a", False),
        ("http://[broken", False),
    ],
)
def test_a_layout_of_a_portal_is_chosen_on_its_hosts_only(url: str, ours: bool) -> None:
    class Tal(Gsb):
        hosts = ("tal.example",)

    assert Tal.recognises(Page("<img src='/SiteGlobals/x.jpg'>", url)) is ours

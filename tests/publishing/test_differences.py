"""Two versions beside each other: which lines, and which words in them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.content import ROW_TYPES, TEXT_FIELDS, content_hash
from crawler.archive.dating.evidence import KINDS
from crawler.archive.versions import Revision, contents_by_hash, contents_in_order
from crawler.publishing.archive_words import EVIDENCE
from crawler.publishing.differences import differences
from crawler.publishing.field_names import FIELD_NAMES
from crawler.publishing.language import language


def marked(old, new):
    """A text with ``[-gone-]`` and ``{+new+}`` words, line by line; what is the same is plain."""
    (found,) = differences({"body": old}, {"body": new})
    lines = []
    for line in found.lines:
        gone = "".join(f"[-{p.text}-]" for p in line.old if p.is_marked)
        new_ = "".join(f"{{+{p.text}+}}" if p.is_marked else p.text for p in line.new)
        lines.append((gone, new_))
    return lines


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("Frist: 3. Mai 2020", "Frist: 17. Mai 2020", [("[-3-]", "Frist: {+17+}. Mai 2020")]),
        ("Preis geht an A.", "Preis geht an A und B.", [("", "Preis geht an A {+und B+}.")]),
        ("Eins\n\nZwei", "Eins\n\nNeu\n\nZwei", [("", "Eins"), ("", "{+Neu+}"), ("", "Zwei")]),
        ("Eins\n\nAlt\n\nZwei", "Eins\n\nZwei", [("", "Eins"), ("[-Alt-]", ""), ("", "Zwei")]),
        # A paragraph that was edited stands beside what it was, though another came before it.
        (
            "Das Land fördert zehn Projekte.",
            "Ein Zusatz vorab.\n\nDas Land fördert elf Projekte.",
            [("", "{+Ein Zusatz vorab.+}"), ("[-zehn-]", "Das Land fördert {+elf+} Projekte.")],
        ),
        # A short word between two edits joins them.
        ("Haus der Kunst", "Museum der Musik", [("[-Haus der Kunst-]", "{+Museum der Musik+}")]),
    ],
)  # fmt: skip
def test_words_are_marked_where_they_differ(old, new, lines):
    assert marked(old, new) == lines


def test_lists_are_compared_row_by_row_in_words_for_readers():
    old = {"links": [{"url": "https://a.example/", "text": "A", "kind": "inline"}], "topics": ["X"]}
    new = {
        "links": [
            {"url": "https://a.example/", "text": "A", "kind": "further"},
            {"url": "https://b.example/", "text": "B", "kind": "further"},
        ],
        "topics": ["X", "Y"],
    }
    topics, links = differences(old, new)
    assert (topics.field, links.field) == ("topics", "links")
    assert [line.kind for line in links.lines] == ["same", "new"]
    assert links.lines[1].new[0].text == "https://b.example/ · B"


def test_days_are_told_in_words():
    (found,) = differences(
        {"deadline_on": "2020-05-03"}, {"deadline_on": "2020-06-03"}, language().day
    )
    assert [piece.text for piece in found.lines[0].new if piece.is_marked] == ["Juni"]


def test_what_is_far_from_any_change_can_be_folded_away():
    old = [f"Absatz {number}" for number in range(9)]
    new = [*old[:4], "Etwas ganz anderes.", *old[4:]]
    (found,) = differences({"body": "\n\n".join(old)}, {"body": "\n\n".join(new)})
    assert [(is_far, len(lines)) for is_far, lines in found.passages] == [
        (True, 3), (False, 3), (True, 4),
    ]  # fmt: skip


def test_a_field_that_differs_only_in_what_is_not_shown_says_so():
    row = {"role": "mentioned", "edtf": "2020", "text": "2020"}
    (found,) = differences(
        {"dates": [{**row, "char_start": 3}]}, {"dates": [{**row, "char_start": 9}]}
    )
    assert not found.is_visible


text = st.lists(st.sampled_from(["eins", "zwei", "drei,", "der", "X.", "\n\n"]), max_size=30).map(
    " ".join
)


@given(text, text)
def test_nothing_of_either_version_is_lost(old, new):
    for found in differences({"body": old}, {"body": new}):
        for side, whole in (("old", old), ("new", new)):
            told = "".join(piece.text for line in found.lines for piece in getattr(line, side))
            assert "".join(told.split()) == "".join(whole.split())


@given(text, text)
def test_what_is_not_marked_is_the_same_in_both(old, new):
    for found in differences({"body": old}, {"body": new}):
        for line in found.lines:
            sides = ["".join(p.text for p in s if not p.is_marked) for s in (line.old, line.new)]
            if line.old and line.new:
                assert sides[0].split() == sides[1].split()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("wort " * 60_000, "wort " * 59_000 + "anders"),
        (
            "\n\n".join("abc" * 9 for _ in range(5_000)),
            "\n\n".join("abd" * 9 for _ in range(5_000)),
        ),
        (" ".join(map(str, range(20_000))), " ".join(map(str, range(20_000, 0, -1)))),
    ],
)
def test_odd_texts_cost_no_more_than_moments(old, new):
    begun = time.process_time()
    differences({"body": old}, {"body": new})
    assert time.process_time() - begun < 2


def test_every_version_is_told_by_undoing_revisions_from_the_newest_back():
    contents = [{"title": "A"}, {"title": "B", "lead": "L"}, {"title": "B"}]
    revisions = [
        Revision(1, content_hash(contents[1]), "", [], {"title": "A", "lead": None}, None),
        Revision(2, content_hash(contents[2]), "", [], {"lead": "L"}, None),
    ]
    assert contents_in_order(contents[-1], reversed(revisions)) == contents
    assert contents_in_order(contents[0], []) == contents[:1]
    assert [*contents_by_hash(contents[-1], revisions).values()] == contents[::-1]


def test_every_field_and_every_kind_of_evidence_has_a_name():
    assert {*TEXT_FIELDS, *ROW_TYPES, "sources", "topics"} <= FIELD_NAMES.keys()
    assert EVIDENCE.keys() == KINDS.keys()

"""The books of a run: everything met has one outcome, and the sums close."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crawler.books import Books, EntryKind, EntryOutcome, sentence_of
from crawler.left_out import LeftOut, Reason

ARTICLE, LIST, RECORD = EntryKind.ARTICLE, EntryKind.LIST, EntryKind.RECORD
A, B = "https://www.cluster.example/a", "https://www.cluster.example/b"


def outcomes(books: Books) -> dict[str, int]:
    return {f"{line.kind} {line.outcome}": line.count for line in books.lines()}


def test_each_url_leaves_with_the_outcome_that_it_was_given():
    books = Books()
    books.expect(ARTICLE, A)
    books.expect(ARTICLE, B)
    books.settle(ARTICLE, A, EntryOutcome.NEW)
    books.settle(ARTICLE, B, EntryOutcome.REJECTED, "status 500")
    assert books.close(None) == []
    assert outcomes(books) == {"article new": 1, "article rejected": 1}


def test_the_same_url_is_met_once_however_often_it_is_linked():
    books = Books()
    for _ in range(3):
        books.settle(ARTICLE, A, EntryOutcome.NOT_WANTED, "another host")
    assert outcomes(books) == {"article not_wanted": 1}
    assert books.met(ARTICLE) == 1


def test_of_several_captures_of_a_url_the_best_outcome_counts():
    books = Books()
    for outcome in (EntryOutcome.GONE, EntryOutcome.CHANGED, EntryOutcome.REJECTED):
        books.settle(ARTICLE, A, outcome)
    assert outcomes(books) == {"article changed": 1}


def test_a_url_that_was_left_and_is_requested_after_all_waits_for_its_outcome():
    books = Books()
    books.settle(ARTICLE, A, EntryOutcome.NOT_DUE, "stored")
    books.expect(ARTICLE, A)
    assert books.awaits(A)
    assert outcomes(books) == {}
    books.settle(ARTICLE, A, EntryOutcome.NOT_MODIFIED)
    assert outcomes(books) == {"article not_modified": 1}


def test_a_correction_holds_even_if_it_is_worse():
    books = Books()
    books.settle(ARTICLE, A, EntryOutcome.NEW)
    books.settle(ARTICLE, A, EntryOutcome.HELD, "a text of several", corrects=True)
    assert outcomes(books) == {"article held": 1}


def test_what_a_stopped_run_had_requested_is_not_reached():
    books = Books()
    books.expect(LIST, A)
    books.meet(RECORD, 5)
    books.count(RECORD, EntryOutcome.NEW, count=2)
    assert books.close("shutdown") == []
    assert outcomes(books) == {
        "list not_reached": 1,
        "record new": 2,
        "record not_reached": 3,
    }


def test_what_has_no_outcome_in_a_finished_run_is_a_mistake_of_ours_and_is_named():
    books = Books()
    books.expect(ARTICLE, A)
    (fault,) = books.close(None)
    assert "1 URL without an outcome" in fault
    assert A in fault
    assert outcomes(books) == {"article unaccounted": 1}


def test_more_outcomes_than_entries_are_a_mistake_too():
    books = Books()
    books.count(RECORD, EntryOutcome.NEW)
    (fault,) = books.close(None)
    assert "1 record with more outcomes than one" in fault


def test_an_example_that_has_got_another_outcome_is_no_example_any_more():
    books = Books()
    for url in (A, B):
        books.settle(ARTICLE, url, EntryOutcome.NOT_DUE)
    books.expect(ARTICLE, A)
    books.settle(ARTICLE, A, EntryOutcome.CHANGED)
    assert {line.outcome: line.example for line in books.lines()} == {"changed": A, "not_due": None}


def test_reasons_are_told_apart_without_the_urls_in_them_and_not_without_end():
    books = Books()
    for number in range(3):
        url = f"{A}/{number}"
        books.settle(ARTICLE, url, EntryOutcome.REJECTED, f"led to another page, {url}")
    assert [(line.reason, line.count) for line in books.lines()] == [("led to another page", 3)]
    for number in range(200):
        books.settle(ARTICLE, f"{B}/{number}", EntryOutcome.REJECTED, f"reason {number}")
    lines = books.lines()
    assert len(lines) < 40
    assert sum(line.count for line in lines) == 203


def test_the_sentence_names_each_kind_with_its_outcomes():
    books = Books()
    books.settle(LIST, B, EntryOutcome.READ)
    books.settle(ARTICLE, A, EntryOutcome.NEW)
    books.settle(ARTICLE, f"{A}?nn=1", EntryOutcome.ALIAS)
    assert sentence_of(books.lines()) == "2 URLs: 1 new, 1 alias; 1 list page: 1 read"


def test_what_a_source_leaves_out_is_entered_and_can_be_read_back():
    left = LeftOut()
    left.add(Reason.NOT_WANTED, A, 20)
    left.add(Reason.UNKNOWN_FILE, "notes.odt")
    left.note_read("WARC", "a.warc.gz", 12)
    books = Books()
    left.enter(books)
    assert books.close(None) == []
    assert sentence_of(books.lines()) == (
        "20 records: 20 not wanted; 13 files: 12 read, 1 not wanted"
    )
    assert LeftOut.of_run(books).as_json() == left.as_json()


def test_every_reason_to_leave_something_out_is_booked():
    left = LeftOut()
    for reason in Reason:
        left.add(reason, "x")
    books = Books()
    left.enter(books)
    assert books.close(None) == []
    assert LeftOut.of_run(books).counts == dict.fromkeys(Reason, 1)


URLS = [f"https://www.cluster.example/{name}" for name in "abcdef"]
STEPS = st.one_of(
    st.tuples(st.just("expect"), st.sampled_from(EntryKind), st.sampled_from(URLS)),
    st.tuples(
        st.just("settle"),
        st.sampled_from(EntryKind),
        st.sampled_from(URLS),
        st.sampled_from(EntryOutcome),
        st.sampled_from(["", "a reason"]),
    ),
)


@given(st.lists(STEPS, max_size=40), st.sampled_from([None, "shutdown"]))
def test_whatever_happens_each_url_is_met_once_and_the_sums_close(steps, ended):
    books = Books()
    for name, *arguments in steps:
        getattr(books, name)(*arguments)
    books.close(ended)
    sums = Counter[EntryKind]()
    for line in books.lines():
        assert line.count > 0
        sums[line.kind] += line.count
    assert sums.total() == len({step[2] for step in steps})
    assert all(sums[kind] == books.met(kind) for kind in EntryKind)

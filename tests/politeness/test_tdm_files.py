"""A tdmrep.json of any size: the first rule that fits decides, in bounded time."""

from __future__ import annotations

import json
import time

import pytest

from crawler.politeness.reservations import FILE_MAX, TURNS_MAX, read_tdm_file

HOME = "https://www.amt.example"


def file(*rules):
    values = [{"location": at, "tdm-reservation": said, **more} for at, said, more in rules]
    return read_tdm_file(json.dumps(values).encode())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/frei/a", False), ("/a", True), ("/bilder/x.jpg", True), ("/bilder/x.png", False),
        ("/presse/frei/a", False), ("/presse/b", True), ("/andere", None),
    ],
)  # fmt: skip
def test_the_first_rule_that_fits_decides(path, said):
    rules = (
        ("/frei/", 0, {}), ("/presse/frei/", 0, {}), ("/presse/", 1, {}), ("/a$", 1, {}),
        ("/bilder/*.jpg", 1, {}), ("/bilder/", 0, {}), ("/presse/frei/", 1, {}),
    )  # fmt: skip
    assert file(*rules).of(HOME + path).tdm is said


def test_the_policy_is_that_of_the_rule():
    rules = [(f"/{n}/", 1, {"tdm-policy": f"https://l.example/{n}"}) for n in range(3)]
    assert file(*rules).of(f"{HOME}/1/a").policy == "https://l.example/1"


def test_what_a_policy_says_is_kept_for_people():
    rule = ("/", 1, {"tdm-policy": "\x1b[2J\u202e" + "x" * 5000})
    policy = file(rule).of(HOME).policy
    assert policy.startswith("\\x1b[2J\\u202exxx")
    assert len(policy) < 2100


@pytest.mark.parametrize(
    "pattern", ["/a/{}", "/a/{}$", "/{}/a", "/ä/{}", "/a?id={}"], ids=lambda pattern: pattern
)
def test_many_rules_are_read_to_the_last_one(pattern):
    number = 30_000
    began = time.process_time()
    read = file(*((pattern.format(n), 1, {}) for n in range(number)))
    url = HOME + pattern.format(number - 1).rstrip("$")
    assert read.of(url).tdm
    assert read.of(f"{HOME}/frei").tdm is None
    assert time.process_time() - began < 10


def test_what_cannot_be_read_whole_is_obeyed_whole():
    turns = file(*((f"/{n}", n % 2, {}) for n in range(TURNS_MAX + 1)))
    assert turns.refused == "goes from one statement to another more than 1,000 times"
    assert turns.of(f"{HOME}/frei").tdm
    huge = read_tdm_file(b'[{"location": "/x", "tdm-reservation": 0}' + b" " * FILE_MAX + b"]")
    assert "bytes, more than" in huge.refused
    assert huge.of(f"{HOME}/frei").tdm


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"nothing", b"[" * 100_000, b"\xff\xfe[]", b"[1, null]"]
)
def test_what_is_no_such_file_says_nothing(body):
    read = read_tdm_file(body)
    assert read.refused is None
    assert read.of(HOME).tdm is None

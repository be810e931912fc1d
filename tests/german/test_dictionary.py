"""The dictionaries of base forms, for users with a cache folder and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.german.words import dictionary


@pytest.mark.parametrize(
    ("folder", "has"),
    [
        ("~/.cache/simplemma", False),  # of a user whom the system does not know
        ("/proc/nobody/.cache/simplemma", False),
        ("/dev/null/.cache/simplemma", False),
    ],
)
def test_without_a_home_nothing_is_kept(monkeypatch, tmp_path, folder, has):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dictionary, "user_cache_path", lambda name: Path(folder))
    assert dictionary._has_cache() is has
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_not_there_yet_will_do(monkeypatch, tmp_path):
    monkeypatch.setattr(dictionary, "user_cache_path", lambda name: tmp_path / "a" / "b")
    assert dictionary._has_cache()

"""Archives with signs in their path that mean something in URLs."""

from __future__ import annotations

import pytest

from crawler.archive import Archive
from crawler.publishing.datasette.opening import UnreadableError, check_readable
from crawler.publishing.datasette.server import make_datasette
from tests import looping


@pytest.mark.parametrize(
    "name", ["a#b", "a?b", "a%20b", "a b", "ä ö", "a\nb", "a?mode=memory&x", "%", "'\""]
)
def test_an_archive_is_served_whatever_it_is_called(tmp_path, name):
    path = tmp_path / name / f"{name}.db"
    path.parent.mkdir()
    with Archive(path):
        pass
    check_readable(path)

    async def ask():
        return await make_datasette(path).client.get("/archive/articles.json?_shape=array")

    answer = looping.run(ask())
    assert (answer.status_code, answer.json()) == (200, [])
    assert [*tmp_path.iterdir()] == [path.parent]


def test_a_path_in_another_encoding_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="not written in UTF-8"):
        check_readable(tmp_path / "b\udce4r.db")

"""Reading goes on while a crawl writes. `python -m bench readers` has the figures of a minute."""

from bench.readers import READERS, fill, read, served, writing


def test_no_reader_is_locked_out_while_articles_are_stored(tmp_path):
    path = tmp_path / "archive.db"
    fill(path, 50)
    with served(path) as address, writing(path) as stored:
        answers = read(address, 3)  # fails at an answer other than 200
    assert len(answers) > READERS
    assert stored() > 10

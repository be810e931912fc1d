"""The configuration: complete, the same for both lines of Datasette, and documented."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.publishing.charts.collection import CHARTS
from crawler.publishing.datasette import sql_functions
from crawler.publishing.datasette.configuration import SETTINGS, render
from crawler.publishing.datasette.questions import questions
from crawler.publishing.language import LANGUAGES, language
from crawler.publishing.schema_names import COLUMNS, TABLES

ROOT = Path(__file__).parents[2]
SERVING_MD = (ROOT / "docs" / "serving.md").read_text("utf-8")
BOTH = pytest.mark.parametrize("version", [0, 1])


def described_tables(version: int, code: str) -> dict[str, dict]:
    rendered = render("archive", version=version, language=language(code))
    return rendered.metadata["databases"]["archive"]["tables"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("empty") / "archive.db"
    with Archive(path):
        pass
    with closing(sqlite3.connect(path)) as db:
        sql_functions.register(db)
        yield db


@pytest.mark.parametrize("code", LANGUAGES)
@BOTH
def test_every_table_view_and_column_has_a_description_and_a_name(empty, version, code):
    tables = described_tables(version, code)
    there = empty.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'articles_fts_%'"
    )
    for (name,) in there.fetchall():
        assert tables[name]["description"], name
        columns = [row[1] for row in empty.execute(f"PRAGMA table_info({name})")]
        assert set(tables[name]["columns"]) == set(columns), name
        assert all(tables[name]["columns"].values()), name
        assert name in TABLES
        assert set(columns) <= set(COLUMNS), name


def test_each_line_of_datasette_finds_everything_where_it_looks():
    old, new = render("archive", version=0), render("archive", version=1)
    merged = old.metadata["databases"]["archive"]
    words, pages = new.metadata["databases"]["archive"], new.config["databases"]["archive"]
    assert merged["queries"] == pages["queries"]
    for name, table in merged["tables"].items():
        told = {**words["tables"][name], **pages["tables"].get(name, {})}
        assert table == told
    assert new.config["settings"] == SETTINGS
    assert old.config == {}


def test_what_pages_do_names_columns_that_are_there(empty):
    pages = render("archive", version=1).config["databases"]["archive"]["tables"]
    for name, page in pages.items():
        columns = {row[1] for row in empty.execute(f"PRAGMA table_info({name})")}
        named = [page[key] for key in ("sort", "sort_desc", "label_column") if key in page]
        named += [facet for facet in page.get("facets", []) if isinstance(facet, str)]
        assert columns, name
        assert set(named) <= columns, name


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_a_question_is_described_documented_and_answered_without_its_parameters(empty, question):
    assert question.title
    assert question.description.endswith(".")
    assert f"| `{question.name}` |" in SERVING_MD
    for parameter in question.parameters:
        assert re.search(rf"\| `{question.name}` \|.*`{parameter}`", SERVING_MD)
        assert f":{parameter}" in question.sql
    assert empty.execute(question.sql, dict.fromkeys(question.parameters, "")).fetchall() == []


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_is_documented(chart):
    assert chart.title in SERVING_MD


def test_every_command_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    for path in (ROOT / "crawler" / "commands").glob("*.py"):
        if "class Command(" in path.read_text("utf-8"):
            assert f"scrapy {path.stem}" in readme

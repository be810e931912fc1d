"""A reader's own SQL: what it may use, how long it takes, and how much memory."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench.readers import fill
from crawler.publishing.datasette import sql_functions
from crawler.publishing.datasette.authorizer import restrict
from crawler.publishing.datasette.limits import BoundedConnection
from tests.serving.test_privacy import get

WIDE = "printf('%9999d' || replace(printf('%49d', 1), ' ', '%9999d'))"  # half a million letters
LONG = f"replace({WIDE}, ' ', 'a')"
SECONDS = 0.5


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("bounded") / "archive.db"
    fill(path, 20)
    return path


@pytest.fixture
def db(archive) -> Iterator[BoundedConnection]:
    sqlite3.enable_callback_tracebacks(False)  # as make_datasette() does
    connection = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True, factory=BoundedConnection)
    sql_functions.register(connection)
    restrict(connection)
    yield connection
    connection.close()


def run(db: BoundedConnection, sql: str) -> list[tuple]:
    """The rows of a statement that has SECONDS, as Datasette runs one; others keep us waiting."""
    end = time.process_time() + SECONDS
    with db.bound():
        db.set_progress_handler(lambda: time.process_time() >= end, 1000)
        return db.cursor().execute(sql).fetchmany(1001)


def copies(expression: str, count: int) -> str:
    many = ", ".join([expression] * count)
    return f"WITH x AS MATERIALIZED (SELECT {LONG} AS t) SELECT {many} FROM x"


def nested(count: int) -> str:
    parts = ["t0 AS (SELECT 1 AS a)"]
    parts += [f"t{n} AS (SELECT x.a FROM t{n - 1} AS x, t{n - 1} AS y)" for n in range(1, count)]
    return f"WITH {', '.join(parts)} SELECT count(*) FROM t{count - 1}"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT zeroblob(1000000000)",
        "SELECT hex(randomblob(100000000))",
        "SELECT printf('%.*c', 1000000000, 'x')",
        "SELECT format('%1000000000d', 1)",
        "SELECT printf('%.99999999f', 1.0)",
        f"SELECT replace({LONG}, 'a', 'bbbbbbbbbb')",
        f"SELECT trim({LONG}, {LONG} || (SELECT group_concat(char(n)) FROM "
        "(WITH RECURSIVE n(n) AS (SELECT 200 UNION ALL SELECT n + 1 FROM n LIMIT 200) "
        "SELECT n FROM n)))",
        "SELECT 'a' LIKE '" + "%a" * 200 + "'",
        "SELECT group_concat(a.body) FROM articles AS a, articles AS b, articles AS c, articles",
        "SELECT json_group_array(a.body) FROM articles AS a, articles AS b, articles AS c, runs",
        "WITH RECURSIVE t(x) AS (SELECT 'aa' UNION ALL SELECT x || x FROM t) "
        "SELECT max(length(x)) FROM t",
        f"SELECT {LONG} FROM articles AS a, articles AS b",
        "SELECT " + ", ".join(["1"] * 200) + " FROM articles",
        "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH "
        f"replace({WIDE}, '  ', 'a* OR ') || 'a*'",
        nested(17),
        "SELECT json_patch('{}', '{}')",
        f"SELECT german_query({LONG})",
        "SELECT german_query('" + "x" * 4000 + "')",
    ],
    ids=lambda sql: sql[:60],
)
def test_what_would_take_minutes_or_gigabytes_ends_with_an_error_in_time(db, sql):
    start = time.process_time()
    with pytest.raises(sqlite3.DatabaseError):
        run(db, sql)
    assert time.process_time() - start < SECONDS + 4


@pytest.mark.parametrize("pattern", ["LIKE '%{}b'", "GLOB '*{}b'"])
def test_the_clock_is_looked_at_often_enough_for_calls_over_long_texts(db, pattern):
    start = time.process_time()
    with suppress(sqlite3.OperationalError):
        run(db, copies("t " + pattern.format("a" * 40), 60))
    assert time.process_time() - start < SECONDS + 4.5  # all of them take eight seconds


@pytest.mark.parametrize(
    "expression",
    ["instr(t, substr(t, 1, 99999) || 'b')", "length(replace(t, substr(t, 1, 99999) || 'b', 'c'))",
     "length(trim(t, 'bcdefghijklmnopqrstuvwxyz'))"],
)  # fmt: skip
def test_functions_of_two_long_texts_take_milliseconds(db, expression):
    start = time.process_time()
    assert len(run(db, copies(expression, 20))[0]) == 20
    assert time.process_time() - start < 2  # SQLite's own: 20 s and more


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT fts3_tokenizer('simple')",
        "SELECT FTS3_Tokenizer('simple', x'00')",
        "SELECT load_extension('x')",
        "SELECT sqlite_compileoption_get(1)",
        "SELECT * FROM dbstat",
        "SELECT * FROM sqlite_stmt",
        "SELECT * FROM Sqlite_Stmt",
        "SELECT * FROM pragma_compile_options",
        "SELECT * FROM PRAGMA_Module_List()",
        "SELECT * FROM fts3tokenize",
        "PRAGMA writable_schema = 1",
        "PRAGMA Temp_Store_Directory = '/tmp'",
        "PRAGMA hard_heap_limit = 0",
        "PRAGMA page_size = 512",
        "ATTACH DATABASE 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "CREATE TEMP TABLE x (a)",
        "UPDATE sqlite_master SET sql = ''",
        "DELETE FROM articles",
        "BEGIN",
    ],
)
def test_what_is_not_listed_is_refused(db, sql):
    with pytest.raises(sqlite3.DatabaseError, match=r"authoriz|prohibited|may not be modified"):
        run(db, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT file FROM pragma_database_list()",
        "SELECT file FROM PRAGMA_database_list()",
        "SELECT FILE FROM main.Pragma_DATABASE_List",
        'SELECT "File" FROM "PRAGMA_DATABASE_LIST"',
        "SELECT (SELECT file FROM PRAGMA_DATABASE_LIST)",
        "SELECT warc_FILE FROM Captures UNION SELECT NULL",
        "SELECT Source FROM RUNS",
    ],
)
def test_a_withheld_column_is_null_in_whatever_case(db, sql):
    assert set(run(db, sql)) == {(None,)}


@pytest.mark.parametrize("value", [None, "", "abc", "äöü", 1, -5, 1.5, 1e20, 1 / 3, b"abc", "  x "])
@pytest.mark.parametrize(
    "sql",
    [
        "instr(?, 'b')", "instr('a1.5', ?)", "replace(?, 'b', 'xx')", "replace(?, 1, 2)",
        "trim(?)", "ltrim(?, 'a ')", "rtrim(?, 'c')", "trim('abc', ?)",
        "printf('%s|%5d', ?, 7)",
        "format(?)", "printf('%.2f', ?)",
    ],
)  # fmt: skip
def test_the_functions_in_place_of_sqlites_answer_as_they_do(db, sql, value):
    stock = sqlite3.connect(":memory:")
    expected = stock.execute(f"SELECT {sql}", (value,)).fetchone()[0]
    stock.close()
    found = db.execute(f"SELECT {sql}", (value,)).fetchone()[0]
    assert found == expected


def test_pages_of_ours_read_articles_however_long(db):
    whole = "SELECT length(group_concat(a.body)) FROM articles AS a, articles AS b, articles AS c"
    assert db.cursor().execute(whole).fetchone()[0] > 1_000_000


def test_readers_are_told_what_is_too_much(address):
    def said(sql: str) -> tuple[int, str]:
        query = urllib.parse.urlencode({"sql": sql})
        status, text, _ = get(f"{address}/archive.json?{query}")
        return status, json.loads(text)["error"]

    assert said("select " + "1, " * 2000 + "1")[0] == 400
    assert "SQL of 6,0" in said("select '" + "x" * 6000 + "'")[1]
    assert "german_query() takes 500 letters" in said(f"select german_query('{'x' * 600}')")[1]
    where = urllib.parse.urlencode({"_where": "id in (select fts3_tokenizer('simple'))"})
    assert get(f"{address}/archive/articles.json?{where}")[0] in (400, 500)
    assert get(f"{address}/archive/articles/1")[0] == 200


_SORTING = f"""
WITH RECURSIVE t(n, x) AS (
    SELECT 1, {LONG} UNION ALL SELECT n + 1, n || substr(x, 9) FROM t LIMIT 2000
)
SELECT count(*) FROM (SELECT x FROM t ORDER BY x LIMIT -1 OFFSET 1)
"""
_PROGRAM = """
import re, sqlite3, sys
from crawler.publishing.datasette.limits import BoundedDatabase, bound_memory
bound_memory()
db = BoundedDatabase(None, sys.argv[1]).connect()
try:
    with db.bound():
        db.cursor().execute(sys.argv[2]).fetchall()
except sqlite3.OperationalError as error:
    print(error)
# What this process held: its ru_maxrss would be that of the process it was forked from, too.
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def test_memory_is_bound_whatever_is_sorted(archive):
    """In a process of its own, because the bound is for good."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(archive), _SORTING],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    said, megabytes = done.stdout.splitlines()
    assert "128 MB of memory" in said
    assert int(megabytes) < 350

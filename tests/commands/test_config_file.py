"""`clusterarchiv.toml`: settings of a folder, and the line of each mistake in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.config_file import ConfigError, apply_config, read_config
from crawler.redaction import SECRET_SETTINGS
from tests import forked
from tests.conftest import ROOT


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return forked.run([*words], folder)


def setting(folder: Path, name: str, *words: str) -> str:
    return run(folder, "settings", "--get", name, *words).stdout.strip()


def example() -> str:
    """The whole file as docs/settings.md has it."""
    (found,) = re.findall(
        r"```toml\n(.+?)```", (ROOT / "docs/settings.md").read_text("utf-8"), re.S
    )
    return found


# -- What it says ----------------------------------------------------------------------------------


def test_the_example_in_the_docs_is_taken_as_it_is(folder):
    (folder / "data").mkdir()
    (folder / "clusterarchiv.toml").write_text(example(), "utf-8")
    assert run(folder, "list").returncode == 0, run(folder, "list").stderr
    assert setting(folder, "ARCHIVE_PATH") == "data/archive.db"
    assert setting(folder, "CONTACT") == "archiv@stadtbibliothek.example"
    assert setting(folder, "DOWNLOAD_DELAY") == "2.5"


def test_every_key_there_is_stands_in_the_example(folder):
    from crawler.config_file import _KEYS

    path = folder / "clusterarchiv.toml"
    path.write_text(example(), "utf-8")
    told = {read_config(path).keys.get(name) for name in _KEYS.values()}
    commented = {key for key in _KEYS if re.search(rf"^# *{key[-1]} =", example(), re.MULTILINE)}
    assert set(_KEYS) - told - commented == set()


def test_the_command_line_is_stronger_and_a_spiders_own_settings_are(folder):
    path = folder / "clusterarchiv.toml"
    path.write_text('contact = "a@b.example"\n[settings]\nDOWNLOAD_DELAY = 3\n')
    assert setting(folder, "CONTACT", "-s", "CONTACT=c@d.example") == "c@d.example"
    settings = Settings({"DOWNLOAD_DELAY": 1}, priority="project")
    settings.set("DOWNLOAD_DELAY", 9, priority="spider")
    apply_config(read_config(path), settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == 9


def test_paths_begin_where_the_file_is(folder):
    there = folder / "elsewhere"
    there.mkdir()
    (there / "my.toml").write_text('archive = "a.db"\ncaptures = "/srv/captures"\n')
    assert setting(folder, "ARCHIVE_PATH", "--config", "elsewhere/my.toml") == "elsewhere/a.db"
    assert setting(folder, "WARC_DIR", "--config", "elsewhere/my.toml") == "/srv/captures"


def test_scrapy_reads_it_in_a_project_too(folder):
    path = folder / "my.toml"
    path.write_text('contact = "a@b.example"\n')
    done = forked.run(["settings", "--get", "CONTACT", "--config", str(path)])
    assert done.stdout.strip() == "a@b.example"


def test_update_crawls_the_portals_that_it_names(folder):
    (folder / "clusterarchiv.toml").write_text('portals = ["demo_cluster"]\n')
    done = run(folder, "update", "--nolog")
    assert (done.returncode, "demo_cluster" in done.stdout) == (0, True), done.stderr
    assert "bmftr" not in done.stdout + run(folder, "health").stdout


@pytest.mark.parametrize("name", SECRET_SETTINGS)
def test_a_secret_is_never_printed(folder, name):
    assert setting(folder, name, "-s", f"{name}=https://ping.example/geheim") == "***"


# -- What is wrong with it -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('archive = "a.db"\narchiv = "b.db"\n', 2, "did you mean archive?"),
        ('# why\n\n[notify]\n\nmail = "a"\nmail_to = ["b"]\n', 5, "mail is no key of [notify]"),
        ('[settings]\nDOWNLOAD_DELY = 3\n', 2, "did you mean DOWNLOAD_DELAY?"),
        ('[settings]\nDOWNLOAD_DELAY = "slow"\n', 2, "write a number"),
        ('[settings]\nRETRY_TIMES = -1\n', 2, "write a number from 0 on"),
        ('[settings]\nCAPTURES_ENABLED = "no"\n', 2, "write true or false"),
        ('contact = 3\n', 1, "contact = 3: write a text, in quotation marks"),
        ('portals = [\n  "demo_cluster",\n  3,\n]\n', 1, "write a list of texts"),
        ('a = 1\n', 1, "a is no key of this file: there are archive, "),
        ('archive = "no/folder/a.db"\n', 1, "there is no folder no/folder"),
        ('archive = ""\n', 1, "name a file"),
        ('CONTACT = "a@b.example"\n', 1, "CONTACT is a setting: write it below [settings]"),
        ('contact = "a@b.de"\n\n[settings]\nCONTACT = "c@d.de"\n', 4, "told already, by contact"),
        ('notify = "me"\n', 1, "notify is a table: write [notify] above its keys"),
        ('contact = "a\n', 1, "Illegal character"),
        ('contact = "a"\narchive\n', 2, "Expected '=' after a key"),
        ('contact = "a"\ncontact = "b"\n', 2, "Cannot overwrite a value"),
        ('portals = ["demo_cluster",\n\n', 2, "at the end of the file"),
        ('contact = """\na\n"""\nnotify.comand = "x"\n', 4, "did you mean command?"),
        ('settings = {LOG_LEVEL = "LOUD"}\n', 1, "write one of"),
        ('[settings]\n[settings.more]\nA = 1\n', 2, "more is no setting of Scrapy"),
        ('x = 1 # ä\n', 1, "x is no key"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_nothing_is_done(folder, text, line, says):
    (folder / "clusterarchiv.toml").write_text(text, "utf-8")
    done = run(folder, "update", "demo_cluster")
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"clusterarchiv.toml, line {line}: " in done.stderr
    assert says in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["clusterarchiv.toml"]


def test_a_portal_nobody_knows_is_told_with_its_line(folder):
    (folder / "clusterarchiv.toml").write_text('contact = "a@b.de"\nportals = ["demo_clutser"]\n')
    done = run(folder, "update")
    assert done.returncode == 2
    assert "clusterarchiv.toml, line 2: portals: no spider is called 'demo_clutser'" in done.stderr
    assert "did you mean demo_cluster?" in done.stderr


def test_a_file_that_is_named_has_to_be_there_and_readable(folder):
    assert (
        "no.toml cannot be read: No such file" in run(folder, "list", "--config", "no.toml").stderr
    )
    (folder / "latin.toml").write_bytes('contact = "ä"'.encode("latin-1"))
    with pytest.raises(ConfigError, match="is not in UTF-8"):
        read_config(folder / "latin.toml")


def test_a_wrong_value_of_the_command_line_is_not_blamed_on_the_file(folder):
    (folder / "clusterarchiv.toml").write_text("[settings]\nRETRY_TIMES = 2\n")
    done = run(folder, "list", "-s", "RETRY_TIMES=x")
    assert done.returncode == 2
    assert "toml" not in done.stderr.splitlines()[-1]

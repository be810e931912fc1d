"""Spiders of one's own in the folder `spiders/`, beside those of the installed package."""

from __future__ import annotations

import pytest

from tests import forked

PORTAL = """\
from spiders.typo3 import Typo3Spider


class Talverband(Typo3Spider):
    name = "talverband"
    title = "Talverband"
    home_url = "https://www.talverband.example/"
    lists = ("presse",)
    article_path = r"/detail/[^/]+/?$"
"""


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "spiders"
    folder.mkdir()
    return folder


def listed(own, *words: str) -> list[str]:
    done = forked.run(["list", *words], own.parent)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_they_stand_beside_those_of_the_package(own):
    (own / "talverband.py").write_text(PORTAL)
    assert {"talverband", "clusterplattform", "demo_cluster"} <= set(listed(own))


def test_they_import_each_other(own):
    (own / "talbasis.py").write_text(PORTAL.replace('"talverband"', '"talbasis"'))
    (own / "talverband.py").write_text(
        "from spiders.talbasis import Talverband\n\n\n"
        'class Zweite(Talverband):\n    name = "talverband"\n'
    )
    assert {"talverband", "talbasis"} <= set(listed(own))


def test_one_with_the_name_of_a_module_of_the_package_is_told_and_fails_an_update(own):
    (own / "gsb.py").write_text(PORTAL)
    done = forked.run(["update", "demo_cluster"], own.parent)
    assert "spiders/gsb.py is left out, because the package has a module spiders.gsb" in done.stderr
    assert done.returncode == 1
    assert "talverband" not in listed(own)


def test_one_that_cannot_be_imported_is_only_its_own_loss(own):
    (own / "kaputt.py").write_text("import nobody_has_this\n")
    (own / "talverband.py").write_text(PORTAL)
    assert "talverband" in listed(own)
    done = forked.run(["update", "demo_cluster", "--quiet"], own.parent)
    assert "spiders/kaputt.py cannot be imported: line 1" in done.stderr


def test_they_may_lie_in_another_folder(own):
    (own / "talverband.py").write_text(PORTAL)
    other = own.parent / "other"
    other.mkdir()
    (other / "clusterarchiv.toml").write_text('spiders = "../spiders"\n')
    done = forked.run(["list"], other)
    assert "talverband" in done.stdout.split()


def test_scrapys_own_genspider_writes_there_and_not_into_the_package(own):
    done = forked.run(["genspider", "-t", "portal", "flusskreis", "flusskreis.example"], own.parent)
    assert (done.returncode, (own / "flusskreis.py").exists()) == (0, True), done.stderr
    again = forked.run(["genspider", "demo_cluster", "muster.example"], own.parent)
    assert "there is a spider called 'demo_cluster' already" in again.stderr
    assert "flusskreis" in listed(own)

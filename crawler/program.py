"""The program as it was called: its name in messages, its documentation, its extras."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from crawler import NAME

_DOCUMENTATION = f"share/doc/{NAME}/docs/index.md"
"""Where a wheel puts docs/, below the environment it is installed in."""


def program() -> str:
    """The command that people typed: ``clusterarchiv``, or ``scrapy`` within the project.

    A message that says what to do next has to name the one that works where they are.
    """
    return NAME if Path(sys.argv[0]).stem == NAME else "scrapy"


def command(words: str) -> str:
    """A command line of ours as it can be typed: ``scrapy doctor --mend``."""
    return f"{program()} {words}"


def documentation() -> Path | None:
    """The folder with the documentation; None where it was installed without."""
    checkout = Path(__file__).parents[1] / "docs"
    if (checkout / "operations.md").exists():
        return checkout
    try:
        files = distribution(NAME).files or ()
    except PackageNotFoundError:
        return None
    pages = (Path(str(file.locate())).resolve() for file in files if file.match(_DOCUMENTATION))
    return next((page.parent for page in pages if page.exists()), None)


def install_extra(what: str, extra: str) -> str:
    """A sentence on something that is not installed, and how to have it.

    Never by a bare name: an index may have something else under ours.
    """
    return (
        f"{what} is not installed: run `make setup` in a checkout, or install the wheel with its "
        f"extra, as in pip install './{NAME}-….whl[{extra}]'"
    )

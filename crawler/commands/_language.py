"""The option ``--language`` of commands that make pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add ``--language``, German unless English is asked for."""
    from crawler.publishing import LANGUAGES

    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=LANGUAGES[0],
        help=f"of what readers see; default {LANGUAGES[0]}",
    )

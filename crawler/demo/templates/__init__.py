"""The frames of the portals' pages: whole documents with ``$name`` where something goes in."""

from functools import cache
from pathlib import Path
from string import Template


@cache
def template(name: str) -> Template:
    """Return the template ``name`` (a file here, without ``.html``)."""
    return Template(Path(__file__).with_name(f"{name}.html").read_text("utf-8"))

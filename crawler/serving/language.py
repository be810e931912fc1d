"""The language of pages, which Datasette's own do not say and screen readers need."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import BaseLoader, Environment


class SpokenLoader(BaseLoader):
    """Templates of another loader, with ``lang`` where a page begins."""

    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Jinja's question for a template's text."""
        source, filename, uptodate = self.loader.get_source(environment, template)
        return source.replace("<html>", '<html lang="en">', 1), filename, uptodate

    def list_templates(self) -> list[str]:
        """Those of the other loader."""
        return self.loader.list_templates()

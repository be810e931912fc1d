"""Datasette's templates with the language of the page and labels of its form fields.

Screen readers need both. Datasette offers no block for them, so the templates' text is changed when
it is loaded; what another version of Datasette does not have is left alone.
"""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import BaseLoader, Environment

_COMPLETED = (
    ('<select name="_filter_column', '<select aria-label="Column" name="_filter_column'),
    ('<select name="_filter_op', '<select aria-label="Comparison" name="_filter_op'),
    ('<select name="_sort"', '<select aria-label="Sort by" name="_sort"'),
    ('name="_filter_value', 'aria-label="Value" name="_filter_value'),
    ('<textarea id="sql-editor"', '<textarea aria-label="SQL" id="sql-editor"'),
    ('<pre id="sql-query">', '<pre tabindex="0" id="sql-query">'),
    ('class="cross">', 'class="cross" aria-label="Remove">'),
    ('<div class="table-wrapper">', '<div class="table-wrapper" tabindex="0">'),
    # Long lists of columns stand before the rows: to be opened by whoever asks.
    (
        '{% if metadata.columns %}\n<dl class="column-descriptions">',
        "{% if metadata.columns %}\n<details><summary>What the columns mean</summary>"
        '<dl class="column-descriptions">',
    ),
    ("    {% endfor %}\n</dl>\n{% endif %}", "    {% endfor %}\n</dl></details>\n{% endif %}"),
)


class AccessibleTemplateLoader(BaseLoader):
    """The templates of another loader, completed."""

    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Jinja's question for a template's text."""
        source, filename, uptodate = self.loader.get_source(environment, template)
        for text, completed in _COMPLETED:
            source = source.replace(text, completed)
        return source, filename, uptodate

    def list_templates(self) -> list[str]:
        """Those of the other loader."""
        return self.loader.list_templates()

"""Rich's console for text from outside, see ``crawler.terminal``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console  # noqa: TID251 - what the others are kept from
from rich.segment import Segment

from crawler.terminal import attempt, discard, encodable, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import ConsoleOptions, RenderableType
    from rich.text import Text


class PlainConsole(Console):
    """A console without markup, emoji codes and control characters.

    Rich itself takes out five of the controls, and leaves ESC, C1 and the bidirectional ones.
    """

    def render_str(self, text: str, **options: Any) -> Text:
        """A string as the text it is; escaped before it is measured."""
        text = encodable(plain(text), self.encoding)
        return super().render_str(text, **{**options, "markup": False, "emoji": False})

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The segments of anything, those of ``Text`` objects among them; styles stay."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(plain(segment.text), segment.style)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as ``crawler.terminal.say`` does: what cannot be written is told in the end."""
        attempt(lambda: super(PlainConsole, self).print(*objects, **options), self.file)

    def on_broken_pipe(self) -> None:
        """Print nothing more, but go on: Rich would end the command with exit code 1."""
        self.quiet = True
        discard(self.file)


def console(*, error: bool = False, **options: Any) -> PlainConsole:
    """A console on stdout, or on stderr; ``options`` are those of Rich's Console."""
    return PlainConsole(stderr=error, **options)

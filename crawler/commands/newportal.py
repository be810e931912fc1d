"""``scrapy newportal``: writes spider, stored page and expected fields from one article."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from typing_extensions import override

from crawler.command_base import CommandError, ProjectCommand
from crawler.commands._fetch import fetch, read_saved, spider_for_unknown
from crawler.config_file import project_root
from crawler.monitoring.exit_codes import ExitCode
from crawler.program import command
from crawler.terminal import WIDTH, say

if TYPE_CHECKING:
    import argparse

    from crawler.commands.scaffold.files import PortalFiles
    from crawler.commands.scaffold.look import NewPortal
    from crawler.layouts import Page


class Command(ProjectCommand):
    """Writes a spider, a stored page, and what is expected of it; a person finishes them."""

    usage = "[options] NAME URL"
    summary = "Write the spider of a new portal, from one of its articles"
    details = (
        "NAME is what the spider shall be called, URL one article of the "
        "portal. Exit codes: 0 fine, 1 the page cannot be used, 2 wrong usage."
    )
    default_log_level = "WARNING"

    @override
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--page", metavar="FILE", help="the article at URL, saved; not fetched")
        parser.add_argument(
            "--anonymise",
            action="store_true",
            help="store the page with invented words in place of its own",
        )

    @override
    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.commands.scaffold.files import files_of, write_files

        name, url = self._checked(args)
        folder = Path(self.settings["SPIDERS_DIR"])
        root = project_root()
        if opts.anonymise and root is None:
            raise CommandError("--anonymise is for the stored page of a checkout; here is none")
        page = self._page(url, opts.page)
        portal = _portal(page, name)
        files = files_of(portal, folder, root)
        if there := files.existing():
            raise CommandError(f"{_shown(there[0])} exists already; nothing was written")
        write_files(portal, page, files, invented=opts.anonymise)
        _tell(portal, files, invented=opts.anonymise)

    def _checked(self, args: list[str]) -> tuple[str, str]:
        """The name and the URL, checked."""
        from crawler.commands.scaffold.spider_file import why_no_name

        if len(args) != 2:
            raise CommandError("say what the spider shall be called and the address of an article")
        name, url = args
        if wrong := why_no_name(name):
            raise CommandError(wrong)
        if not url.startswith(("http://", "https://")):
            raise CommandError(f"{url} is no web address; give an article's, from https:// on")
        if name in self.spiders.list():
            raise CommandError(f"there is a spider called {name!r} already")
        return name, url

    def _page(self, url: str, saved: str | None) -> Page:
        from crawler.http_fields import content_type_of
        from crawler.layouts import Page

        if saved:
            return Page(read_saved(saved), url)
        pages = fetch(self.crawler_process, self.settings, {url: spider_for_unknown(url)})[url]
        if not pages:
            raise CommandError(f"{url}: no article could be read", ExitCode.FAILED)
        response = pages[0].response
        return Page(response.body, response.url, content_type=content_type_of(response))


def _portal(page: Page, name: str) -> NewPortal:
    from crawler.commands.scaffold.article_path import NoArticleUrl
    from crawler.commands.scaffold.look import UnknownSystem, look_at

    try:
        return look_at(page, name)
    except (UnknownSystem, NoArticleUrl) as error:
        raise CommandError(str(error), ExitCode.FAILED) from None


def _shown(path: Path) -> str:
    """A path as seen from the working directory."""
    whole, here = path.resolve(), Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)


def _tell(portal: NewPortal, files: PortalFiles, *, invented: bool) -> None:
    """What was written, and what a person has to do now."""
    from crawler.commands.scaffold.look import FAMILIES

    say(f"{portal.title} is a portal on {FAMILIES[portal.cms]}. Written:")
    for path in files.all():
        say(f"  {_shown(path)}")
    ways_in = (
        f"Look at lists, feeds and article_path in {files.spider.name}, which are guessed."
        if portal.lists or portal.feeds
        else f"Add lists or feeds to {files.spider.name}: the page names none."
    )
    tried = f"{command('crawl')} {portal.name} -a limit=5 -s ARCHIVE_PATH=try.db -s WARC_DIR=try"
    steps = [ways_in, f"Try it, beside the archive: {tried}"]
    if files.page and files.expected:
        words = (
            "Names in URLs are still the page's own: see whether any should be replaced."
            if invented
            else "The words on the page belong to its authors: put invented ones in their place, "
            "or take the files away and begin again with --anonymise."
        )
        checked = (
            f"Read {files.expected.name} beside the page, put right what is wrong, and take the "
            'line "checked" out; until then a test fails.'
        )
        table = "python -m crawler.commands.scaffold.table"
        steps = [words, checked, *steps]
        steps.append(f"Set verified_on, and run {table} for docs/portals.md.")
    say("Left to do:")
    for number, step in enumerate(steps, 1):
        say(fill(step, WIDTH, initial_indent=f"  {number}. ", subsequent_indent="     "))

"""What stands in the place of articles: error pages, walls, statuses, redirects, broken links."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from crawler.archive import Archive
from crawler.demo import DemoServer, Request, Response
from tests.crash.crawling import run_command, run_crawl
from tests.faults.table import Fault, Result
from tests.warc.making import Warc

CLUSTER, KOOPERATION = "demo_cluster", "demo_kooperation"
ARTICLES = 6
IS_ARTICLE = re.compile(r"/Aktuelles/\d{4}/|/detail/info/")
HOSTS = {CLUSTER: "www.cluster.example", KOOPERATION: "www.kooperation.example"}

Change = Callable[[Request, Response], Response]


@cache
def healthy(spider: str) -> Path:
    """The folder of a portal's first run; not to be spoilt."""
    folder = Path(tempfile.mkdtemp()) / spider
    folder.mkdir()
    with DemoServer(articles=ARTICLES) as server:
        assert run_crawl(server, folder, spider=spider)[0] == 0
    time.sleep(1.1)  # what was visited in this second is taken for the next run's
    return folder


def texts(folder: Path) -> dict[str, tuple[str | None, str | None]]:
    with Archive(folder / "archive.db") as archive:
        return {article.url: (article.title, article.body) for _, article in archive.articles()}


def held(folder: Path) -> int:
    with Archive(folder / "archive.db") as archive:
        return int(archive.db.table("quarantine").count)


def in_frame(page: str, title: str, text: str) -> str:
    """An error page in the portal's own frame: its menus, its trail, its head."""
    page = re.sub(r"<h1(.*?)>.*?</h1>", rf"<h1\1>{title}</h1>", page, flags=re.DOTALL)
    page = re.sub(r"<title>.*?</title>", f"<title>{title}</title>", page, flags=re.DOTALL)
    page = re.sub(r"<meta [^>]*(?:title|description|date)[^>]*>", "", page)
    page = re.sub(r"\d\d\.\d\d\.\d{4}", "", page)
    page = re.sub(r'<(dl|div) class="article-info.*?</\1>', "", page, flags=re.DOTALL)
    first = True

    def paragraph(_: re.Match[str]) -> str:
        nonlocal first
        found, first = (f"<p>{text}</p>" if first else ""), False
        return found

    return re.sub(r"<p\b[^>]*>.*?</p>", paragraph, page, flags=re.DOTALL)


def again(folder: Path, change: Change, spider: str, *words: str) -> tuple[int | None, str]:
    """A second run over a portal of which something changed."""
    shutil.copytree(healthy(spider), folder, dirs_exist_ok=True)
    with DemoServer(articles=ARTICLES, etag=False, last_modified=False, alter=change) as server:
        code, said = run_crawl(server, folder, ("-a", "full=1", *words), spider=spider)
    return code, "\n".join(said)


def on_one(spider: str, change: Callable[[str], str]) -> Change:
    """Change the page of one article."""
    url = min(texts(healthy(spider)))

    def alter(request: Request, response: Response) -> Response:
        if url.endswith(request.path) and response.status == 200:
            response.body = change(response.body.decode()).encode()
        return response

    return alter


def error_page(folder: Path, title: str, text: str, spider: str = KOOPERATION) -> Result:
    """One article's URL shows an error page: what it said is still what is stored."""
    change = on_one(spider, lambda page: in_frame(page, title, text))
    code, said = again(folder, change, spider)
    return Result(code, said, (texts(folder) == texts(healthy(spider)), held(folder)))


def accepted(folder: Path) -> Result:
    """A person decides that the notice is the article now."""
    error_page(folder, "Neue Anschrift", "Ab Herbst finden Sie alles unter einer neuen Anschrift.")
    code, said = run_command(folder, "accept", "2")
    titles = {title for title, _ in texts(folder).values()}
    return Result(code, said, ("Neue Anschrift" in titles, held(folder)))


def still_waiting(folder: Path) -> Result:
    """The next run without anything new says that a page still waits."""
    error_page(folder, "Neue Anschrift", "Ab Herbst finden Sie alles unter einer neuen Anschrift.")
    with DemoServer(articles=ARTICLES, etag=False, last_modified=False) as server:
        server.alter = on_one(KOOPERATION, lambda page: in_frame(page, "Neue Anschrift", "Bald."))
        code, said = run_crawl(server, folder, spider=KOOPERATION)
    return Result(code, "\n".join(said), held(folder))


def edited(folder: Path, change: Callable[[str], str]) -> Result:
    code, said = again(folder, on_one(KOOPERATION, change), KOOPERATION)
    return Result(code, said, (texts(folder) != texts(healthy(KOOPERATION)), held(folder)))


def shorter(page: str) -> str:
    """Half of an article's paragraphs."""
    paragraphs = re.findall(r"<p class=\"bodytext\">.*?</p>", page, re.DOTALL)
    for one in paragraphs[len(paragraphs) // 2 + 1 :]:
        page = page.replace(one, "")
    return page


def first_run(
    folder: Path, change: Change, spider: str = CLUSTER, *, runs: int = 1
) -> tuple[int | None, str]:
    folder.joinpath("run").mkdir(exist_ok=True)
    said: list[str] = []
    code: int | None = None
    with DemoServer(articles=ARTICLES, alter=change) as server:
        for _ in range(runs):
            code, said = run_crawl(server, folder / "run", spider=spider, RETRY_TIMES=0)
    return code, "\n".join(said)


def on_articles(make: Callable[[Request, Response], Response]) -> Change:
    def alter(request: Request, response: Response) -> Response:
        return make(request, response) if IS_ARTICLE.search(request.path) else response

    return alter


def on_paths(pattern: str, make: Callable[[Request, Response], Response]) -> Change:
    def alter(request: Request, response: Response) -> Response:
        return make(request, response) if re.search(pattern, request.path) else response

    return alter


def blocked(folder: Path, change: Change, runs: int = 1) -> Result:
    code, said = first_run(folder, change, runs=runs)
    return Result(code, said, len(texts(folder / "run")))


def status(code: int) -> Callable[[Request, Response], Response]:
    return lambda request, response: Response(code, b"<h1>Nein</h1>")


def to_itself(request: Request, response: Response) -> Response:
    return Response(302, b"", headers={"Location": request.target, "Set-Cookie": "a=b"})


def to_home(request: Request, response: Response) -> Response:
    return Response(301, b"", headers={"Location": "/"})


def shows(title: str, text: str) -> Callable[[Request, Response], Response]:
    page = f"<html><title>{title}</title><body><h1>{title}</h1><p>{text}</p></body></html>"
    return lambda request, response: Response(200, page.encode())


def with_links(*links: str) -> Change:
    """Broken links before all others on every list, in every feed and sitemap."""
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)

    def alter(request: Request, response: Response) -> Response:
        body = response.body.decode("utf-8", "replace")
        if not IS_ARTICLE.search(request.path) and "robots" not in request.path:
            body = re.sub(r"(<main\b[^>]*>|<body\b[^>]*>)", rf"\1{anchors}", body, count=1)
            items = "".join(f"<item><link>{link}</link></item>" for link in links)
            pages = "".join(f"<url><loc>{link}</loc></url>" for link in links)
            body = body.replace("<item>", f"{items}<item>", 1)
            body = body.replace("<url>", f"{pages}<url>", 1)
            response.body = body.encode()
        return response

    return alter


def dead_links(folder: Path) -> Result:
    """What is not there is not asked for in the third of three runs at once."""
    folder.joinpath("run").mkdir()
    dead = "/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2019/2_Quartal/tot.html"
    asked = []
    with DemoServer(articles=ARTICLES, alter=with_links(dead)) as server:
        for _ in range(3):
            before = len(server.log)
            code, said = run_crawl(server, folder / "run", spider=CLUSTER)
            asked.append(sum(line.path == dead for line in server.log[before:]))
    return Result(code, "\n".join(said), asked)


def moved(folder: Path) -> Result:
    """An old URL that leads to an article by 301 is remembered."""
    folder.joinpath("run").mkdir()
    old = "/CLUSTER/Redaktion/DE/Kurzmeldungen/Aktuelles/2019/2_Quartal/alt.html"
    new = min(url for url in texts(healthy(CLUSTER)))
    links = with_links(old)

    def alter(request: Request, response: Response) -> Response:
        if request.path == old:
            return Response(301, b"", headers={"Location": new})
        return links(request, response)

    asked = []
    with DemoServer(articles=ARTICLES, alter=alter) as server:
        for _ in range(2):
            before = len(server.log)
            code, said = run_crawl(server, folder / "run", spider=CLUSTER)
            asked.append(sum(line.path == old for line in server.log[before:]))
    with Archive(folder / "run" / "archive.db") as archive:
        found = archive.find(f"http://{HOSTS[CLUSTER]}{old}")
    return Result(code, "\n".join(said), (asked, found is not None and found.url == new))


_STORY = (
    "<html><title>Vierzig Betriebe im Netzwerk Blaumilch</title><body><main><h1>Vierzig Betriebe "
    "im Netzwerk Blaumilch</h1>"
    + "<p>Das Netzwerk Blaumilch aus Kesselheim hat jetzt vierzig Mitglieder, und im Herbst folgt "
    "die Tagung in Musterstadt mit Gästen aus Frankreich.</p>" * 3 + "</main></body></html>"
).encode()
_NOTICE = (
    b"<html><title>Neues vom Portal</title><body><main><h1>Neues vom Portal</h1><p>Ab Herbst "
    b"finden Sie alles an einem anderen Ort, den wir noch nennen werden.</p></main></body></html>"
)


def captured(folder: Path, order: tuple[int, ...]) -> Result:
    """An article of 2019 and the notice that was captured in its place in 2022."""
    url = f"http://{HOSTS[KOOPERATION]}/aktuelles/nachrichten/detail/info/vierzig-betriebe"
    pages = (("2019-04-09T12:00:00Z", _STORY), ("2022-01-01T12:00:00Z", _NOTICE))
    made = Warc()
    for number in order:
        date, body = pages[number]
        made.response(url, body, date=date)
    file = folder / "portal.warc.gz"
    file.write_bytes(made.made().data)
    run = folder / "run"
    run.mkdir()
    code, said = run_command(
        run, "crawl", KOOPERATION, "-a", f"source=warc:{file}", "-s", "LOG_LEVEL=WARNING"
    )
    titles = [title for title, _ in texts(run).values()]
    return Result(code, said, (titles, held(run)))


_ERRORS = {
    "Hoppla": ("Hoppla, da ist etwas schiefgegangen", "Bitte versuchen Sie es später noch einmal."),
    "maintenance": ("Wartungsarbeiten", "Wir sind in Kürze wieder für Sie da."),
    "archived": ("Dieser Beitrag wurde archiviert", "Er steht nicht mehr zur Verfügung."),
    "a notice": ("Das Portal zieht um", "Alle Inhalte finden Sie bald an anderer Stelle."),
    "a wall": ("Request Rejected", "Please consult your administrator. Support ID 12345."),
    "an empty shell": ("", ""),
}
_KEPT = (True, 1)

ROWS = [
    *(
        Fault(f"an article shows {name}", partial(error_page, title=t, text=x), _KEPT, "holds 1", 4)
        for name, (t, x) in _ERRORS.items()
    ),
    Fault(
        "a dated article shows a notice",
        partial(error_page, title="Das Portal zieht um", text="Bald mehr.", spider=CLUSTER),
        _KEPT, "holds 1 article back", 4,
    ),
    Fault("a notice that is accepted", accepted, (True, 0), "accepted: 1", 0),
    Fault("a notice the run after", still_waiting, 1, "run 2 holds 1 article back", 4),
    Fault("an article loses half", partial(edited, change=shorter), (True, 0), "1 changed", 0),
    Fault("a notice captured later", partial(captured, order=(0, 1)),
          (["Vierzig Betriebe im Netzwerk Blaumilch"], 1), "holds 1", 4),
    Fault("a notice captured later, read first", partial(captured, order=(1, 0)),
          (["Vierzig Betriebe im Netzwerk Blaumilch"], 1), "holds 1", 4),
    *(
        Fault(f"articles answer {code}", partial(blocked, change=on_articles(status(code))),
              0, f"status {code}", 1)
        for code in (401, 403, 418, 202)
    ),
    Fault("articles answer 403, the fourth night",
          partial(blocked, change=on_articles(status(403)), runs=4), 0, "status 403", 1),
    Fault("articles lead to themselves", partial(blocked, change=on_articles(to_itself)),
          0, "again and again", 1),
    Fault("articles lead to the home page", partial(blocked, change=on_articles(to_home)),
          0, "led to the home page", 0),
    Fault("articles behind a wall",
          partial(blocked, change=on_articles(shows("Einen Moment bitte …", "Wir prüfen."))),
          0, "Einen Moment", 1),
    Fault("articles show one notice in a first run",
          partial(blocked, change=on_articles(shows("Neues vom Portal", "Bald mehr davon."))),
          0, "the same text on 6 URLs", 4),
    Fault("lists answer 403", partial(blocked, change=on_paths("node.html", status(403))),
          ARTICLES, "status 403", 1),
    Fault("lists lead to themselves", partial(blocked, change=on_paths("node.html", to_itself)),
          ARTICLES, "again and again", 1),
    Fault("a feed is HTML",
          partial(blocked, change=on_paths("meldungen.xml", shows("Start", "Willkommen"))),
          ARTICLES, "meldungen.xml could not be read", 1),
    Fault("broken URLs on lists",
          partial(blocked, change=with_links(
              "https://[x]/", "http://[kaputt/x", "http://www.cluster.example:99999/x")),
          ARTICLES, "[kaputt", 0),
    Fault("dead links", dead_links, [1, 0, 0], "nothing new in ", 0),
    Fault("a URL moved for good", moved, ([1, 0], True), "nothing new", 0),
]  # fmt: skip

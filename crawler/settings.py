"""Scrapy settings of every crawl; each one that differs from Scrapy's default says why.

Ours beside Scrapy's are described in docs/settings.md.
"""

import os

from scrapy.settings import default_settings

import crawler
from pipelines import ITEM_PIPELINES as ITEM_PIPELINES  # a setting, told where the steps are


def _without(base: dict[str, int], *classes: str) -> dict[str, int]:
    """Components of Scrapy's but for these classes."""
    return {path: at for path, at in base.items() if path.rpartition(".")[2] not in classes}


BOT_NAME = crawler.NAME
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
# A file that cannot be imported is its own loss, not that of every command.
SPIDER_LOADER_CLASS = "crawler.portal_spiders.SpiderFiles"
COMMANDS_MODULE = "crawler.commands"

ADDONS = {
    "crawler.downloader.contact.ContactAddon": 0,  # puts CONTACT into the User-Agent
    "crawler.monitoring.logs.LogsAddon": 0,  # masks secrets
    "crawler.monitoring.gc_tuning.GcTuningAddon": 0,
    "crawler.portal_spiders.PlainSpiderAddon": 10,  # behind GcTuningAddon: it imports the layouts
}

# Who we are, and whom a portal can write to: a mail or web address.
USER_AGENT = f"{crawler.NAME}/{crawler.__version__}"
CONTACT = ""

# Where things are kept, relative to the working directory.
ARCHIVE_PATH = "archive.db"
ARCHIVE_BATCH = 100
ARCHIVE_SECONDS = 5.0  # after which a smaller batch is written
WARC_DIR = "captures"
# Spiders of your own, beside those of the package: `newportal` writes there.
SPIDERS_DIR = "spiders"
# Portals that `update` crawls when none are named; empty: all that there are.
PORTALS: list[str] = []
WARC_PROCESSES = 0  # that read and extract warc:PATH; 0: one a core, fewer for little
WARC_MAX_BYTES = 1_000_000_000  # where the next file begins; what IIPC recommends
CAPTURES_ENABLED = True
STORIES_ENABLED = True

# Legal pages in the footer of `scrapy serve`, as URLs.
SITE_IMPRINT = ""
SITE_PRIVACY = ""
SITE_ACCESSIBILITY = ""
# Where `scrapy serve` is reached from outside, for links in notices and exported feeds.
SITE_URL = ""
# Folders whose WARC files it may show beside those in WARC_DIR: those named with warc:PATH.
SITE_CAPTURES: list[str] = []

# Politeness. robots.txt is ours: Scrapy's own lets concurrent first requests through.
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 2
# A portal is one host. What waits for its turn there is still fetched after SIGTERM: with a delay
# of 10 s and Scrapy's 16, a run that is told to stop would go on for minutes.
CONCURRENT_REQUESTS = 4
AUTOTHROTTLE_ENABLED = True
RETRY_TIMES = 3
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
COOKIES_ENABLED = False  # a portal that tests cookies has `cookies = True` in its spider
REDIRECT_MAX_TIMES = 5
# Groups of robots.txt are found by this name, whatever an operator adds to USER_AGENT.
ROBOTSTXT_USER_AGENT = BOT_NAME
# A host that asks for a longer pause is not crawled: a run would not end.
CRAWL_DELAY_MAX = 600
# Seconds a run waits when a host asks for it (Retry-After); who asks for more is left alone.
RETRY_AFTER_MAX = 300
# When live portals may be crawled, German time: "22:00-06:00". Empty: at any time.
CRAWL_WINDOW = ""
# Portals whose reservations against text and data mining need not be heeded, separated by commas:
# there is a licence, or the law allows it (docs/law.md). "*" is all of them.
RESERVATIONS_WAIVED = ""
# Hosts that may lie on private addresses (an intranet's portal), separated by commas.
PRIVATE_HOSTS = ""
# Hosts whose requests go elsewhere, for replicas and tests: host=127.0.0.1:8001,…
CONNECT_TO = ""
STORED_PAGES_ONLY = False  # set by sources that need no network

# Lists are read until they bring nothing new; after so many days once more to their end.
RECRAWL_LISTS_DAYS = 30
# A list that pages on for ever (a calendar, a broken pager) ends here.
LIST_PAGES_MAX = 1000

# What costs CPU on every page and brings us nothing. A page gives one article: of Scrapy's 100
# tasks a page 99 would be idle. Generators that return a value are what linters find.
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False
REFERRER_POLICY = "scrapy.spidermiddlewares.referer.NoReferrerPolicy"
# What is switched off (None) is imported all the same: so it is taken out of Scrapy's lists.
SPIDER_MIDDLEWARES_BASE = _without(
    default_settings.SPIDER_MIDDLEWARES_BASE,
    "StartSpiderMiddleware",
    "MetaCopyDetectionMiddleware",
    # They drop requests, and tell nobody. LIST_PAGES_MAX bounds a run, and a server may refuse.
    "DepthMiddleware",
    "UrlLengthMiddleware",
    "RefererMiddleware",  # lets a portal's header decide
)
SPIDER_MIDDLEWARES = {"crawler.downloader.referer.RefererMiddleware": 700}

DOWNLOADER_MIDDLEWARES_BASE = _without(
    default_settings.DOWNLOADER_MIDDLEWARES_BASE,
    "RobotsTxtMiddleware",
    "OffsiteMiddleware",  # ours is stricter
    "HttpAuthMiddleware",  # portals are public
    "HttpCompressionMiddleware",  # believes what servers say of their bodies
    "MetaRefreshMiddleware",  # raises for URLs that are none
    "CookiesMiddleware",  # asks a third host which suffixes are public
)
DOWNLOADER_MIDDLEWARES = {
    "crawler.sources.stored.StoredPageMiddleware": 10,
    "crawler.downloader.hosts.OffsiteMiddleware": 60,
    "crawler.downloader.robots.RobotsMiddleware": 100,
    "crawler.downloader.conditional.ConditionalMiddleware": 110,
    # Before Scrapy's own retry (550) sees the answer.
    "crawler.downloader.retry_after.RetryAfterMiddleware": 560,
    "crawler.downloader.hosts.RefreshMiddleware": 580,
    # Behind ContentCoding, before anything (580: MetaRefresh) looks into a page.
    "crawler.downloader.responses.EncodingMiddleware": 585,
    "crawler.downloader.content_coding.ContentCodingMiddleware": 590,
    # Before Scrapy's own middleware (600) follows a redirect.
    "crawler.downloader.hosts.LocationMiddleware": 605,
    "crawler.downloader.cookies.CookiesMiddleware": 700,
    # What the recorder calls incomplete is asked for again before it is unpacked.
    "crawler.downloader.truncated.IncompleteMiddleware": 940,
    # Nearer to the portal: it keeps what was received, before ContentCoding (590) unpacks it.
    "crawler.downloader.recorder.CaptureRecorder": 950,
    # What the answer says of its use decides whether it is kept.
    "crawler.downloader.tdmrep.ReservationMiddleware": 960,
    # Next to the network: what is kept is what the portal once answered, not its wrapping.
    "crawler.webarchives.replay.ReplayMiddleware": 970,
}

# Only what a portal can be: elsewhere if CONNECT_TO says so, else at a public address.
DOWNLOAD_HANDLERS = {
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
    "http": "crawler.downloader.connect_to.ConnectToHandler",
    "https": "crawler.downloader.connect_to.ConnectToHandler",
}

EXTENSIONS = {
    "crawler.downloader.contact.ContactReminder": 0,
    "crawler.downloader.crawl_hours.CrawlHoursExtension": 0,
    "crawler.downloader.previous_runs.PreviousRuns": 0,
    "crawler.monitoring.failures.FailureExtension": 0,
    "crawler.monitoring.run_books.RunBooks": 0,
    "crawler.monitoring.health.watch.HealthWatch": 0,
    "crawler.monitoring.gc_tuning.GcTuningExtension": 0,
}

# Who is notified when `scrapy update` fails or a health check raises an alarm: docs/operations.md.
HEALTH_COMMAND = ""  # gets the summary as JSON on stdin
# A secret, as MAIL_PASS is: from the environment, since every user of a machine sees command lines.
HEALTH_WEBHOOK = os.environ.get("HEALTH_WEBHOOK", "")  # gets it as a POST
MAIL_PASS = os.environ.get("MAIL_PASS")
HEALTH_MAIL_TO: list[str] = []  # through Scrapy's MAIL_HOST, MAIL_FROM, …

# Who is notified of what `scrapy watch` follows, in the same ways: docs/watches.md.
WATCH_COMMAND = ""
WATCH_WEBHOOK = os.environ.get("WATCH_WEBHOOK", "")
WATCH_MAIL_TO: list[str] = []  # NAME=ADDRESS: of this watch only

# Who is told that `scrapy update` has begun and how it ended, and rings when that fails to come; a
# secret. And the file that Prometheus' node_exporter reads.
PING_URL = os.environ.get("PING_URL", "")
METRICS_FILE = ""
# Days after which a portal that was not crawled again is not well.
HEALTH_MAX_AGE = 14.0

# A cron job opens no ports. The remote control imports aiohttp, a tenth of the start-up.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS_BASE = _without(default_settings.EXTENSIONS_BASE, "TelnetConsole", "RemoteControl")

# What `-o` writes holds German text.
FEED_EXPORT_ENCODING = "utf-8"

# Logs go to stderr: stdout is for what a command was asked to print.
LOG_JSON = False  # one JSON object a line
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
STATS_DUMP = False  # the closing summary and the table `runs` say it shorter
LOGSTATS_INTERVAL = 60.0
LOG_FORMATTER = "crawler.monitoring.logs.QuietLogFormatter"

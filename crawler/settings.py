"""Scrapy settings of every crawl; each one that differs from Scrapy's default says why.

Ours beside Scrapy's: ``ARCHIVE_PATH``, ``ARCHIVE_BATCH``, ``CAPTURES_ENABLED``, ``CONNECT_TO``,
``LIST_PAGES_MAX``, ``RECRAWL_LISTS_DAYS``, ``WARC_DIR``, ``WARC_MAX_BYTES``.
"""

from crawler import __version__
from pipelines import ITEM_PIPELINES as ITEM_PIPELINES  # a setting, told where the steps are

BOT_NAME = "clusterarchiv"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "crawler.commands"

# Who we are. Operators add their address: -s USER_AGENT="clusterarchiv/0.1 (+mailto:…)".
USER_AGENT = f"clusterarchiv/{__version__}"

# Where things are kept, relative to the working directory.
ARCHIVE_PATH = "archive.db"
ARCHIVE_BATCH = 100
WARC_DIR = "captures"
WARC_MAX_BYTES = 1_000_000_000  # where the next file begins; what IIPC recommends
CAPTURES_ENABLED = True

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
COOKIES_ENABLED = False

# Lists are read until they bring nothing new; after so many days once more to their end.
RECRAWL_LISTS_DAYS = 30
# A list that pages on for ever (a calendar, a broken pager) ends here.
LIST_PAGES_MAX = 1000
# The article behind a list is no deeper than its page; what is deeper is a trap.
DEPTH_LIMIT = LIST_PAGES_MAX + 2

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.sources.stored.StoredPageMiddleware": 10,
    "crawler.politeness.robots.RobotsMiddleware": 100,
    "crawler.captures.conditional.ConditionalMiddleware": 110,
    "crawler.webarchives.retry_after.RetryAfterMiddleware": 560,
    # Nearer to the portal: it keeps what was received, before HttpCompression (590) unpacks it.
    "crawler.captures.recorder.CaptureRecorder": 950,
    # Next to the network: what is kept is what the portal once answered, not its wrapping.
    "crawler.webarchives.replay.ReplayMiddleware": 960,
}

# Sends hosts elsewhere if CONNECT_TO says so; else Scrapy's own handler.
DOWNLOAD_HANDLERS = {
    "http": "crawler.sources.connect_to.ConnectToHandler",
    "https": "crawler.sources.connect_to.ConnectToHandler",
}

EXTENSIONS = {
    "crawler.captures.earlier.EarlierRuns": 0,
    "crawler.monitoring.failures.FailureExtension": 0,
}

# A cron job opens no ports.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# What `-o` writes holds German text.
FEED_EXPORT_ENCODING = "utf-8"

# Logs go to stderr: stdout is for what a command was asked to print.
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
STATS_DUMP = False  # the closing summary and the table `runs` say it shorter
LOGSTATS_INTERVAL = 60.0
LOG_FORMATTER = "crawler.monitoring.logformat.QuietLogFormatter"

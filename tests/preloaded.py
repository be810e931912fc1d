"""All that commands import, for the process that tests fork them from (``tests/forked.py``)."""

from importlib import import_module

from scrapy.utils.misc import walk_modules_iter

from crawler.cluster.prefork import import_all

import_all()
# What commands import when they come to it, and Scrapy loads by the names in its own settings.
for package in (
    "crawler.maintenance",
    "crawler.monitoring",
    "crawler.publishing.charts",
    "crawler.publishing.export",
    "crawler.publishing.report",
    "crawler.publishing.search",
    "scrapy.downloadermiddlewares",
    "scrapy.spidermiddlewares",
    "babel.dates",
    "crawler.publishing.datasette.server",
    "rich.progress",
    "scrapy.dupefilters",
    "scrapy.logformatter",
    "scrapy.squeues",
    "scrapy.statscollectors",
):
    if hasattr(import_module(package), "__path__"):
        for _ in walk_modules_iter(package):
            pass

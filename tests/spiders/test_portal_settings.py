"""What one portal needs and others do not: attributes of its spider, off by default."""

import pytest
from scrapy.crawler import CrawlerRunner

import crawler.settings
from spiders.demo_cluster import DemoCluster

SETTINGS = {name: value for name, value in vars(crawler.settings).items() if name.isupper()}


class WithCookies(DemoCluster):
    cookies = True
    partial_lists = True


@pytest.mark.parametrize(("spider", "cookies"), [(DemoCluster, False), (WithCookies, True)])
def test_cookies_and_partial_lists_are_kept_where_the_spider_says_so(spider, cookies):
    crawling = CrawlerRunner(SETTINGS).create_crawler(spider)
    spider.from_crawler(crawling)
    assert crawling.settings.getbool("COOKIES_ENABLED") is cookies
    assert crawling.settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS") is not cookies

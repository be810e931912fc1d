"""What ``scrapy genspider`` writes, and Scrapy's other kinds."""

import scrapy
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class PlainSpider(scrapy.Spider):
    name = "plainspider"
    allowed_domains = ["www.cluster.example"]
    start_urls = ["http://www.cluster.example/sitemap.xml"]

    def parse(self, response):
        yield {"url": response.url, "size": len(response.body)}


class Crawling(CrawlSpider):
    name = "crawling"
    allowed_domains = ["www.cluster.example"]
    start_urls = ["http://www.cluster.example/"]
    rules = (Rule(LinkExtractor(), callback="parse_item", follow=False),)

    def parse_item(self, response):
        return {"url": response.url}


class Failing(scrapy.Spider):
    name = "failing"
    start_urls = ["http://www.cluster.example/sitemap.xml"]

    def parse(self, response):
        raise ValueError("nothing here")

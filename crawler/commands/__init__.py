"""The project's Scrapy commands, one file a command.

Heavy imports stand inside ``run``: Scrapy imports every command to find one.
"""

"""The project's Scrapy commands, one file a command; files with an underscore are helpers.

Heavy imports are inside ``execute``, since Scrapy imports every command to find one. The base
class is in ``crawler.command_base``.
"""

"""Two small portals in the markup of the two CMS families, served on loopback (docs/demo.md)."""

from crawler.demo.exchange import Request, Response
from crawler.demo.server import DemoServer, LoggedRequest

__all__ = ["DemoServer", "LoggedRequest", "Request", "Response"]

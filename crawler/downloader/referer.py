"""The ``Referer`` of requests: what our settings say, not what the page before them asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.spidermiddlewares import referer
from typing_extensions import override

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.spidermiddlewares.referer import ReferrerPolicy


class RefererMiddleware(referer.RefererMiddleware):
    """Scrapy's, but that no portal's ``Referrer-Policy`` comes before ``REFERRER_POLICY``."""

    @override
    def policy(
        self, response: Response | str | None = None, request: Request | None = None, **kwargs: Any
    ) -> ReferrerPolicy:
        """The policy a spider gave the request, else that of the settings."""
        if request is None or request.meta.get("referrer_policy") is None:
            return self.default_policy()
        return super().policy(response, request, **kwargs)

"""Who is asking: an honest user agent, with an address where the owners of a site can reach its operator."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Identity:
    """Sends ``USER_AGENT`` with ``CONTACT`` (an address of a page or a mailbox) and warns once where there is none.

    Sites of one's own, those whose requests carry ``allow_addresses``, need no contact.
    """

    def __init__(self, user_agent: str, contact: str) -> None:
        self.user_agent = f"{user_agent} (+{contact})" if contact else user_agent
        self.told = bool(contact)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings; line breaks would be headers of their own."""
        contact = " ".join(str(crawler.settings.get("CONTACT") or "").split())
        return cls(crawler.settings["USER_AGENT"], contact)

    def process_request(self, request: Request) -> None:
        """Set the header; warn before the first request that goes out."""
        request.headers.setdefault("User-Agent", self.user_agent)
        if not self.told and not request.meta.get("allow_addresses") and request.url.startswith("http"):
            self.told = True
            logger.warning("CONTACT is not set: put an address of yours in it, so that sites can reach you")

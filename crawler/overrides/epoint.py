"""新点 Epoint portals: lists come as JSON, page by page, from an interface that wants POST requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import scrapy

from crawler.discovery import Discovery, Link
from crawler.steps import Steps

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.discovery import Learned
    from pipelines.store import Visit


class EpointSteps(Steps):
    """Overrides how lists are asked for and read.

    The seed is the interface's address with what has to be posted in its query, so that every page of the list has
    an address of its own in the queue::

        spider = "crawler.overrides.epoint.EpointSteps"
        [[seeds]]
        url = "https://www.example.gov.cn/portal/rest/lightfrontaction/getgovinfolist?categorynum=001002&pageSize=20"
        kind = "list"

    The interface counts pages from 0; a page without records is the last one.
    """

    def request(self, visit: Visit) -> scrapy.Request:
        """Post the query of a list's address; articles are fetched as everywhere."""
        if visit.kind == "article":
            return super().request(visit)
        parts = urlsplit(visit.url)
        asked = {"pageIndex": "0", "pageSize": "20", **dict(parse_qsl(parts.query))}
        return scrapy.Request(
            parts._replace(query="").geturl(),
            method="POST",
            body=json.dumps(asked),
            headers={"Content-Type": "application/json"},
        )

    def read_list(self, response: Response, visit: Visit, learned: Learned | None) -> Discovery:
        """The records of one page, and the address of the next."""
        if visit.kind == "article":
            return super().read_list(response, visit, learned)
        try:
            data: Any = json.loads(response.body)
        except ValueError:
            return Discovery(reason="the interface did not answer with JSON")
        links = tuple(
            Link(
                urljoin(response.url, str(record["infourl"])),
                "article",
                str(record.get("title", "")),
                str(record.get("infodate", ""))[:10] or None,
            )
            for record in _records(data)
        )
        if not links:
            return Discovery(reason="the interface gave no records")
        parts = urlsplit(visit.url)
        asked = dict(parse_qsl(parts.query))
        index = asked.get("pageIndex", "0")
        asked["pageIndex"] = str(int(index) + 1 if index.isdecimal() else 1)
        return Discovery(links=links, next=(Link(parts._replace(query=urlencode(asked)).geturl(), "list"),))


def _records(data: Any) -> list[dict[str, Any]]:
    """The records, wherever in the answer they stand: sites differ in the names around them."""
    if isinstance(data, str):  # JSON in JSON
        try:
            data = json.loads(data)
        except ValueError:
            return []
    if isinstance(data, list):
        return [record for record in data if isinstance(record, dict) and record.get("infourl")]
    if isinstance(data, dict):
        return next(filter(None, map(_records, data.values())), [])
    return []

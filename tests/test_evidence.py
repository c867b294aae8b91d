"""What a page tells about its blocks."""

from __future__ import annotations

import pytest

from pipelines.document import Block, Document
from pipelines.evidence import PageEvidence

PAGE = "http://www.qinghe.gov.cn/news/1.html"


@pytest.mark.parametrize(
    ("addresses", "external", "sites"),
    [
        (("/a", "b.html", "#"), 0, 0),
        (("http://www.qinghe.gov.cn/a", "http://bbs.qinghe.gov.cn/b"), 0, 1),
        (("http://news.portal.com.cn/", "http://house.portal.com.cn/", "http://bbs.portal.com.cn/"), 3, 1),
        (("http://4711.example/", "http://4712.example/", "http://4713.example/"), 3, 3),
        (
            ("http://a.blogspot.com/", "http://b.blogspot.com/"),
            2,
            2,
        ),  # of two owners, as the list of suffixes says
        (("http://192.0.2.1/", "http://192.0.2.2/"), 2, 2),
        (("http://[broken/", "mailto:a@qinghe.gov.cn", "javascript:;"), 0, 0),
    ],
)
def test_links_are_told_by_the_site_they_lead_to(
    addresses: tuple[str, ...], external: int, sites: int
) -> None:
    links = tuple((address, 2) for address in addresses)
    document = Document(blocks=[Block("链接", "链接", 0, "p", links)])
    found = PageEvidence(document, [()], PAGE).of(0)
    assert (found.external_links, found.link_sites) == (external, sites)

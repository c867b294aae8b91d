"""What some systems write outside of tags: WeChat's script variables, the properties of Founder's systems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.document import Document

_CT = re.compile(r"""\bvar\s{1,4}(?:ct|create_time)\s{0,4}=\s{0,4}["'](1\d{9})["']""")
_NICKNAME = re.compile(r"""\bvar\s{1,4}nickname\s{0,4}=\s{0,4}(?:htmlDecode\()?["']([^"'<>]{1,40})["']""")
_PROPERTY = re.compile(r"<(?:founder-)?(\w{3,12})>([^<]{1,300})<?")
# Founder's names of properties, and the meta names they stand for.
_FOUNDER = {"date": "pubdate", "author": "author", "title": "articletitle", "sourcename": "contentsource"}


def read_dialects(html: str, document: Document) -> None:
    """Add to the document's metas what stands in scripts and comments; metas that are there win."""
    if "js_content" in html:
        if match := _CT.search(html):
            document.metas.setdefault("pubdate", match[1])
        if match := _NICKNAME.search(html):
            document.metas.setdefault("sitename", match[1])
    for comment in document.comments:
        for name, value in _PROPERTY.findall(comment):
            if name in _FOUNDER and value.strip():
                document.metas.setdefault(_FOUNDER[name], value.strip())

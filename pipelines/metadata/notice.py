"""The header table of a government notice: 索引号, 发文字号, 发布机构 … as fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.metadata.labels import data

if TYPE_CHECKING:
    from pipelines.blocks import Document

_LABEL = re.compile(r"^[【\[〖]?([㐀-鿿/]{2,8})[】\]〗]?[:：]?(.*)$")
# What a header has in any spacing; most pages have none of it.
_TYPICAL = re.compile(
    r"索\s{0,4}引\s{0,4}号|文\s{0,4}号|字\s{0,4}号|发\s{0,4}文|分\s{0,4}类|方\s{0,4}式|种\s{0,4}类|成\s{0,4}文"
)
_LONGEST_LABEL, _LONGEST_VALUE = 30, 120
# A header has at least so many fields, and one that only headers have.
_FEWEST = 3


def notice_fields(document: Document) -> dict[str, str]:
    """Field name to value; empty where a page has no header table. A label may be letter-spaced (文 号)."""
    names = data()["notice"]
    known, typical = frozenset(names["fields"]), frozenset(names["typical"])
    heads = [
        text[:20] for block in document.blocks if (text := block.text) and text[0] in "索文发组公成信【["
    ]
    if not any(map(_TYPICAL.search, heads)):
        return {}
    fields: dict[str, str] = {}
    waiting = ""  # a label whose value stands in the next cell
    for block in document.blocks:
        text = block.text
        if block.hidden or len(text) > _LONGEST_LABEL + _LONGEST_VALUE:
            waiting = ""
            continue
        label, value = _split(text, known)
        if label:
            if value:
                fields.setdefault(label, value)
            waiting = "" if value else label
        elif waiting:
            if len(text) <= _LONGEST_VALUE:
                fields.setdefault(waiting, text)
            waiting = ""
    return fields if len(fields) >= _FEWEST and typical & fields.keys() else {}


def _split(text: str, known: frozenset[str]) -> tuple[str, str]:
    """The label a cell begins with, and its value."""
    head, colon, value = text.replace("：", ":").partition(":")
    name = "".join(head.split()).strip("【】[]〖〗")
    if name in known:
        return name, value.strip() if colon else ""
    match = _LABEL.match("".join(text.split())) if len(text) <= _LONGEST_LABEL else None
    return (match[1], "") if match and match[1] in known and not match[2] else ("", "")

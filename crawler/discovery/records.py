"""Lists that come as data: hanweb's datastore within a page, XML and JSON answers of the CMSes' interfaces."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from pipelines.metadata.dates import CHINA, read_date

_CALLBACK = re.compile(r"\A\s{0,100}[\w.$]{1,80}\s{0,10}\(")
# Names under which interfaces give an item's address, title and day, the better ones first.
_ADDRESSES = (
    "url",
    "href",
    "link",
    "linkurl",
    "docpuburl",
    "visiturl",
    "post_url",
    "infourl",
    "titleurl",
    "puburl",
    "staticurl",
    "pageurl",
    "weburl",
)
_TITLES = ("title", "showtitle", "doctitle", "infotitle", "name", "linktitle", "titlename", "subject")
_DAYS = (
    "publishedtimestr",
    "publishtime",
    "pubdate",
    "publisheddate",
    "docreltime",
    "pubtime",
    "display_publish_time",
    "publishedtime",
    "infodate",
    "releasetime",
    "date",
    "create_time",
    "createdate",
    "time",
    "publish_time",
    "displaydate",
)
_MOST_ITEMS = 5000


def open_datastore(html: str) -> str:
    """A hanweb page with the records of its datastore in place of the script or comment around them.

    The records of the list stand in ``<record><![CDATA[ HTML ]]></record>``, so that a parser takes them for text.
    """
    begin = html.find("<datastore")
    if begin < 0 or html.find("<record", begin) < 0:
        return html
    parts = [html[:begin]]
    at = begin
    while (start := html.find("<record", at)) >= 0:
        opened = html.find("<![CDATA[", start)
        closed = html.find("]]>", opened) if opened >= 0 else -1
        if closed < 0:
            break
        if not html.startswith("<recordset", start):
            parts.append(html[opened + 9 : closed])
            at = closed + 3
        else:
            at = start + 10
    end = html.find("</datastore>", at)
    records = "".join(parts[1:])
    if not records:
        return html
    # Close what the records stand in, then show them as the content they are.
    rest = html[end + 12 :] if end >= 0 else html[at:]
    return f'{parts[0]}</script><div class="datastore">{records}</div><script>{rest}'


def read_json(text: str) -> Any:
    """The value of a JSON or JSONP answer; None for anything else."""
    head = text[:200].lstrip("\ufeff \t\r\n")
    if head[:1] not in ("{", "["):
        if not (match := _CALLBACK.match(text)):
            return None
        text = text[match.end() : text.rfind(")")]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def json_as_html(value: Any) -> str:
    """The items of an answer as an HTML list, and HTML in it as it is, so that one way of reading does for all.

    An item is an object that has an address and a title under names that CMSes use.
    """
    parts: list[str] = []
    waiting = [value]
    while waiting and len(parts) < _MOST_ITEMS:
        value = waiting.pop()
        if isinstance(value, dict):
            item = _item(value)
            if item:
                parts.append(item)
            else:
                waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, str) and "<a" in value[:100_000].lower():
            parts.append(f"<div>{value}</div>")
    return "".join(parts)


def _item(value: dict[str, Any]) -> str | None:
    fields = {str(key).lower(): inner for key, inner in value.items() if isinstance(inner, (str, int, float))}
    address = next((a for key in _ADDRESSES if isinstance(a := fields.get(key), str) and a.strip()), None)
    title = next((t for key in _TITLES if isinstance(t := fields.get(key), str) and t.strip()), None)
    if not address or not title:
        return None
    title = re.sub(r"<[^<>]{0,200}>", "", title)
    day = next((d for key in _DAYS if (d := _day(fields.get(key)))), "")
    return (
        f'<ul class="items"><li><a href="{escape(address)}" title="{escape(title)}">{escape(title)}</a>'
        f"<span>{day}</span></li></ul>"
    )


def _day(value: object) -> str:
    if isinstance(value, float):
        value = int(value) if abs(value) < 1e15 else None
    if isinstance(value, int):
        seconds = value / 1000 if value > 10**11 else value
        if not 6e8 < seconds < 5e9:
            return ""
        return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date().isoformat()
    if isinstance(value, str) and (stamp := read_date(value)):
        return stamp.day.isoformat()
    return ""

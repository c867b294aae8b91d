"""What an answer means for the address that was asked for."""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.documents import why_not_text
from crawler.items import Aside, Attachment, Failure, Page, Unchanged
from crawler.steps import content_type
from pipelines.gone import led_astray
from pipelines.store import Answer, Found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from scrapy.http import Response

    from crawler.discovery import Discovery
    from crawler.selection import Wanted
    from crawler.sources import Source
    from pipelines.store import Visit

_LISTS = frozenset({"list", "feed", "sitemap"})
_LONGEST = 500  # characters of a validator
_HEAD, _TAG = 50_000, 2000  # bytes in which a canonical address is looked for, and of its tag
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


def read_answer(
    response: Response, visit: Visit, source: Source, now: datetime, *, folder: Path
) -> Page | Unchanged | Aside | Attachment | Failure | None:
    """The item of an answer; None for a list whose links are to be read. Files are kept in ``folder``."""
    status, size, url = response.status, len(response.body), response.url
    if status == 304:
        seen = Answer(
            visit.url,
            _header(response, "ETag") or visit.etag,
            _header(response, "Last-Modified") or visit.last_modified,
            visit.body_digest,
        )
        return Unchanged(url, now, status, size, visit, seen, "status 304")
    if status in (404, 410):
        return Aside(url, now, status, size, visit, "gone", f"status {status}")
    partial = response.meta.get("partial")
    answer = Answer(url) if partial else answer_of(response)
    if not partial and answer.body_digest == visit.body_digest and visit.state == "done":
        return Unchanged(url, now, status, size, visit, answer, "the same bytes")
    if visit.kind not in ("article", "attachment"):
        return None
    if partial and visit.state == "done":  # the last whole text stays
        return Failure(visit.url, f"came in part: {partial}", now, status, visit)
    if visit.kind == "attachment":
        if partial:
            return Failure(visit.url, f"came in part: {partial}", now, status, visit)
        return Attachment(url, now, status, size, visit, answer, response.body, folder)
    if astray := led_astray(visit.url, url):
        return Aside(url, now, status, size, visit, "gone", astray)
    if problem := why_not_text(response.body):
        return Aside(url, now, status, size, visit, "file" if size else "empty", problem)
    return Page(
        url,
        response.body,
        now,
        content_type(response),
        status,
        encoding=source.encoding,
        flags=(f"partial: {partial}",) if partial else (),
        visit=visit,
        answer=answer,
        canonical=find_canonical(response.body, url, source),
    )


def find_canonical(content: bytes, url: str, source: Source) -> str | None:
    """The address that a page's ``<link rel="canonical">`` gives, where it is another page of the source.

    A front page is no article's address: templates that were copied from there say so on every page.
    """
    at = content.find(b"canonical", 0, _HEAD)
    begin, end = content.rfind(b"<", max(at - _TAG, 0), at), content.find(b">", at, at + _TAG)
    if at < 0 or begin < 0 or end < 0 or content[begin : begin + 5].lower() != b"<link":
        return None
    found = _HREF.search(content[begin:end].decode("utf-8", "replace"))
    try:
        canonical = urljoin(url, html.unescape(found[1]).strip()) if found else url
        same = urlsplit(canonical)._replace(fragment="") == urlsplit(url)._replace(fragment="")
        deep = urlsplit(canonical).path.strip("/") or urlsplit(canonical).query
    except ValueError:
        return None
    return canonical if deep and not same and source.covers(canonical) else None


def answer_of(response: Response) -> Answer:
    """What a response says of its page for the next visit."""
    digest = hashlib.sha256(response.body).hexdigest()
    return Answer(response.url, _header(response, "ETag"), _header(response, "Last-Modified"), digest)


def wanted_links(
    found: Discovery, visit: Visit, source: Source, wanted: Wanted, *, lists_over: bool
) -> Iterator[Found]:
    """The links of a list as the run's arguments and the source's limits let them through.

    Args:
        found: by discovery.
        visit: of the list.
        source: it belongs to.
        wanted: by the run; what is older is ``skipped`` until a run wants it.
        lists_over: whether the run has fetched as many lists as it may; they wait for the next one.
    """
    since = wanted.since
    for link in found.links:
        is_list = link.kind in _LISTS
        if link.kind == "attachment" or visit.depth + 1 > source.limits.depth:
            continue  # attachments are kept with the article that has them
        old = bool(since and link.date and link.date < since and not is_list)
        yield Found(
            url=link.url,
            kind=link.kind if is_list else "article",
            title=link.title,
            listed=link.date,
            state="skipped" if old or (is_list and lists_over) else "waiting",
        )
    dates = [link.date for link in found.links if link.date and link.kind not in _LISTS]
    # Pinned articles head some lists: one old date is no end.
    past = max(dates) if since and dates and max(dates) < since else None
    for link in found.next:
        yield Found(
            url=link.url,
            kind=link.kind if link.kind in _LISTS else visit.kind,
            listed=past,
            further=True,
            state="skipped" if past or lists_over else "waiting",
        )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:_LONGEST] if value else None

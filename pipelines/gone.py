"""Pages that are gone though their status says 200: soft 404s."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.decode import decode
from pipelines.plain import parse

if TYPE_CHECKING:
    from pipelines.types import CleanPage

_LONGEST = 200  # characters; an article that reports on dead links says more
_LARGEST = 200_000  # bytes of a page without an article that is searched for the words
_ROOT = re.compile(r"/?(?:(?:index|default|home|main)\.[a-z]{3,5})?", re.IGNORECASE)
_ERROR_PAGE = re.compile(r"(?:^|[/_.-])(?:404|error|notfound|not-found|nopage)(?:[/_.-]|$)", re.IGNORECASE)


@functools.cache
def _phrases() -> re.Pattern[str]:
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    return re.compile(
        "|".join(re.escape(line) for line in lines if line and not line.startswith("#")), re.IGNORECASE
    )


def soft_404(page: CleanPage, content: bytes, content_type: str | None = None) -> str | None:
    """The words by which a page says that it is gone; None for a page that tells something of its own.

    Args:
        page: as cleaned.
        content: its bytes.
        content_type: the HTTP header's value.
    """
    if page.relevance > 0 or len(page.body) > _LONGEST:
        return None
    found = _phrases().search(f"{page.title or ''}\n{page.body}")
    if found is None and page.verdict != "article" and len(content) <= _LARGEST:
        document, _ = parse(decode(content, content_type).text)
        shown = [document.title, *(block.found for block in document.blocks if len(block.found) <= _LONGEST)]
        found = _phrases().search("\n".join(shown))
    return f"the page says {found[0]}" if found else None


def led_astray(asked: str, found: str) -> str | None:
    """Why a redirect tells that a page is gone: it leads to an error page, or to a site's front page."""
    before, after = urlsplit(asked), urlsplit(found)
    if (before.netloc, before.path, before.query) == (after.netloc, after.path, after.query):
        return None
    if _ERROR_PAGE.search(after.path) and not _ERROR_PAGE.search(before.path):
        return f"redirected to {after.path}"
    if _ROOT.fullmatch(after.path) and not after.query and not _ROOT.fullmatch(before.path):
        return "redirected to the front page"
    return None

"""Logs without secrets: passwords and tokens of URLs, headers and settings."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_MASK = "***"
_NAMES = (
    r"(?:token|passw(?:or)?d|passwd|pwd|pass|secret|api_?key|access_?key|auth|signature|session_?id|sid|key)"
)
# Each begins with a fixed character, has no part that could be split in two ways, and is bounded: linear.
_RULES = (
    # https://user:password@host
    (re.compile(r"(?<=://)[^\s/?#@'\"<>]{1,300}@"), f"{_MASK}@"),
    # ?token=…&x_api_key=…
    (re.compile(rf"([?&;][\w.-]{{0,40}}?{_NAMES}=)[^&;#\s'\"<>]+", re.IGNORECASE), rf"\1{_MASK}"),
    # 'AWS_SECRET_ACCESS_KEY': '…', as settings are shown
    (
        re.compile(
            rf"((['\"])\w{{0,40}}?{_NAMES}\w{{0,20}}\2: )(?:'[^']*'|\"[^\"]*\"|b'[^']*')", re.IGNORECASE
        ),
        rf"\1'{_MASK}'",
    ),
    # Authorization: Basic …
    (
        re.compile(
            r"((?:Authorization|Cookie)['\"]?: ?\[?b?['\"]?(?:Basic |Bearer )?)[^\s'\"]+", re.IGNORECASE
        ),
        rf"\1{_MASK}",
    ),
)


def redact(text: str) -> str:
    """The text with secrets masked; linear, never raises."""
    for pattern, mask in _RULES:
        text = pattern.sub(mask, text)
    return text


class RedactingFilter(logging.Filter):
    """Masks secrets in a record's message and traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; never drop it."""
        try:
            text = record.getMessage()
        except Exception:  # noqa: BLE001 - a record that cannot be formatted is for logging itself to report
            return True
        masked = redact(text)
        if masked != text:
            record.msg, record.args = masked, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
        return True


class Redaction:
    """Scrapy add-on: puts the filter on every handler of the root logger, before the settings are logged."""

    def update_settings(self, settings: BaseSettings) -> None:  # noqa: ARG002 - Scrapy's signature
        """Called first of all when a crawler is made."""
        for handler in logging.root.handlers:
            if not any(isinstance(one, RedactingFilter) for one in handler.filters):
                handler.addFilter(RedactingFilter())

"""MHTML: the page inside a saved web archive."""

from __future__ import annotations

import email
import email.policy
import re

_HEAD = re.compile(rb"\A(?:[\w-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){1,60}")


def unwrap(content: bytes) -> tuple[bytes, str, str | None] | None:
    """The HTML part of an MHTML file: its bytes, content type and address; None if ``content`` is no MHTML."""
    head = _HEAD.match(content[:60_000])
    if not head or b"multipart/related" not in head[0].lower():
        return None
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                location = part.get("Content-Location") or message.get("Snapshot-Content-Location")
                return (
                    payload,
                    str(part.get("Content-Type", "text/html")),
                    str(location) if location else None,
                )
    return None

"""Pages that stand before the page: JavaScript challenges, captchas, log-ins, blocks. They are no articles."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from pipelines.decode import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal["javascript", "captcha", "login", "blocked"]

_SENTENCES = {
    "javascript": "is behind a JavaScript challenge",
    "captcha": "is behind a captcha",
    "login": "is behind a log-in",
    "blocked": "was blocked by a firewall",
}
# Pages have hundreds of tags, walls a handful; log-in forms, to which one is redirected, some more.
_FEW_TAGS = 60
_HEAD = 256 * 1024
_SILENT = re.compile(r"<(script|style|noscript|title|textarea|template)\b|<!--", re.IGNORECASE)
_END = {
    name: re.compile(f"</{name}[^<>]*>", re.IGNORECASE)
    for name in ("script", "style", "noscript", "title", "textarea", "template")
} | {"": re.compile("-->")}
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"(?:\s|&nbsp;)+")
_PASSWORD = re.compile(r"""type\s*=\s*["']?password""", re.IGNORECASE)
_LOGIN_PATH = re.compile(
    r"(?:^|[/._-])(?:log-?in|sign-?in|logon|sso|cas|passport|oauth2?)(?:$|[/._-])", re.IGNORECASE
)
_LOGIN_TEXT = 600
# A script that sets a cookie and loads the page again, and nothing to read: a challenge of whatever make.
_SETS_COOKIE = re.compile(r"document\s*\.\s*cookie\s*=|document\[|\\x63\\x6f\\x6f\\x6b\\x69\\x65")
_LOADS_AGAIN = re.compile(
    r"location(?:\.(?:href|pathname|search)|\s*=|\[|\.reload|\.replace)|\.reload\(|\.submit\("
)
_NOTHING = 30
# Statuses that make no sense for a plain GET, except that challenges are known by them.
_CHALLENGES = (412, 521)


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands before a page: its kind, and the product or the feature that it was recognised by."""

    kind: Kind
    name: str

    @property
    def reason(self) -> str:
        """One line that completes «the page …»."""
        return f"{_SENTENCES[self.kind]} ({self.name})"


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    kind: Kind
    status: tuple[int, ...] = ()
    cookies: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    text: int = 400


@cache
def _rules() -> tuple[_Rule, ...]:
    data = tomllib.loads(Path(__file__).with_name("walls.toml").read_text("utf-8"))
    return tuple(_rule(**rule) for rule in data["wall"])


def _rule(**values: Any) -> _Rule:
    """A rule of the file, its lists as tuples."""
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
    return _Rule(**given)


def find_wall(
    status: int,
    headers: Mapping[str, Sequence[str]],
    body: bytes,
    *,
    url: str = "",
    redirected: bool = False,
) -> Wall | None:
    """What stands before the page; None for a page. Linear in the body, never raises.

    Args:
        status: of the response.
        headers: by lower-case name.
        body: decompressed.
        url: of the response.
        redirected: whether another path was asked for.
    """
    kind = " ".join(headers.get("content-type", ())).lower()
    if kind and not any(word in kind for word in ("html", "text/plain", "javascript", "octet")):
        body = b""
    elif status == 200 and not redirected and body.count(b"</") > _FEW_TAGS:
        return None
    html = decode(body[:_HEAD], kind or None).text if body else ""
    length = _visible(html)
    for rule in _rules():
        if length <= rule.text and _matches(rule, status, headers, html):
            return Wall(rule.kind, rule.name)
    if length <= _NOTHING and "<script" in html:
        if status in _CHALLENGES:
            return Wall("javascript", f"a script with status {status}")
        if _SETS_COOKIE.search(html) and _LOADS_AGAIN.search(html):
            return Wall("javascript", "a script that sets a cookie")
    if length <= _LOGIN_TEXT:
        path = urlsplit(url).path if url.isprintable() and "[" not in url else ""
        to_login = _LOGIN_PATH.search(path) is not None
        if (redirected or status in (401, 403) or to_login) and _PASSWORD.search(html):
            return Wall("login", "password asked")
        if redirected and to_login:  # a code to scan, or a form that a script makes
            return Wall("login", "redirected to it")
    return None


def _matches(rule: _Rule, status: int, headers: Mapping[str, Sequence[str]], html: str) -> bool:
    if rule.status and status not in rule.status:
        return False
    if rule.headers and not any(_has(headers, header) for header in rule.headers):
        return False
    if rule.cookies and not any(
        cookie.lstrip().startswith(rule.cookies) for cookie in headers.get("set-cookie", ())
    ):
        return False
    return all(not strings or any(string in html for string in strings) for strings in (rule.body, rule.also))


def _has(headers: Mapping[str, Sequence[str]], wanted: str) -> bool:
    name, _, value = wanted.partition(": ")
    return any(found.strip().lower().startswith(value) for found in headers.get(name, ()))


def _visible(html: str) -> int:
    """How many characters a reader would see, white space aside."""
    parts, at = [], 0
    while match := _SILENT.search(html, at):
        parts.append(html[at : match.start()])
        end = _END[(match[1] or "").lower()].search(html, match.end())
        if end is None:
            break
        at = end.end()
    else:
        parts.append(html[at:])
    return len(_SPACE.sub("", _TAG.sub("", "".join(parts))))

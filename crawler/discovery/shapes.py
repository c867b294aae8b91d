"""The form of an address: what stays the same in all addresses that a CMS makes for one kind of page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_]?(?:0[1-9]|1[0-2])[-_]?(?:0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)(?:19|20)\d\d[-_]?(?:0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# Hexadecimal, or letters and digits mixed in a long run: what stands in it says nothing.
_HASH = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-z]{0,20}\d)(?=\d{0,20}[a-z])"
    r"(?:[0-9a-f]{12,64}|(?=[a-z]{0,20}\d{1,20}[a-z]{1,20}\d)[0-9a-z]{14,64}))(?![0-9a-z])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[a-z%][\w%.~-]*", re.IGNORECASE)
_LONGEST = 400


@lru_cache(maxsize=4096)
def shape(url: str, host: str = "") -> str:
    """The form of an address: ``/*/D/tD_#.html``.

    ``#`` stands for digits, ``Y``, ``M`` and ``D`` for a year, a month and a day with all above them, ``H`` for a
    hash, ``*`` for any number of folders with names. Parameters are named without values, in order of their names.

    Args:
        url: absolute.
        host: of the page that links it; another one is part of the form.
    """
    try:
        parts = urlsplit(url[:_LONGEST])
    except ValueError:
        return ""
    *folders, name = parts.path.split("/")[1:] or [""]
    form: list[str] = []
    for folder in folders:
        general = _general(folder)
        if general == folder and _WORD.fullmatch(folder):
            general = "*"
        if general != "*" or not form or form[-1] != "*":
            form.append(general)
    form.append(_general(name))
    text = "/" + "/".join(form)
    if parts.query:
        names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")[:12]})
        text += "?" + "&".join(f"{_general(key)}={_value(key, parts.query)}" for key in names)
    return text if not host or parts.netloc == host else f"//{parts.netloc}{text}"


def _general(text: str) -> str:
    text = _HASH.sub("\x01", text)
    text = _DAY.sub("\x02", text)
    text = _MONTH.sub("\x03", text)
    text = _YEAR.sub("\x04", text)
    return _DIGITS.sub("#", text).translate(_NAMES)


_NAMES = {1: "H", 2: "D", 3: "M", 4: "Y"}


def _value(name: str, query: str) -> str:
    """Of a parameter: its form where it selects pages, its value where that is a word (m=content, a=lists)."""
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if key == name:
            return value if value.isascii() and value.isalpha() and len(value) <= 16 else _general(value)[:20]
    return ""

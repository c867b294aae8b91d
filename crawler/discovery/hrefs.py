"""From what stands in an attribute to an address that can be fetched."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

_LONGEST = 2000  # characters; longer ones are data or traps
_SPACE = re.compile(r"[\t\r\n\x00]+")
# Addresses in scripts: javascript:location.href='…', onclick="window.open('…')", openNews("/a/1.html"). Only the
# first quoted string that looks like an address is taken; numbers and names of functions never do.
_QUOTED = re.compile(r"""['"]([^'"\s<>]{1,500})['"]""")
_LOOKS_LIKE_ADDRESS = re.compile(
    r"(?:https?:/)?/|\.{1,2}/|[\w./-]{1,300}\.(?:s?html?|jsp|do|aspx?|php|pdf|docx?|xlsx?)\b|\?\w"
)
# Parameters that name a visit, not a page. Everything else stays, in its order: old CMSes look at both.
_VISIT = re.compile(
    r"(?:utm_\w{1,30}|spm|from_source|share_token|sharetoken|isappinstalled|jsessionid|phpsessid|aspsessionid\w{0,20}"
    r"|session_?id|_t|timestamp|nsukey|bd_vid|gclid|fbclid|hmsr|hmpl|hmcu|hmkw|hmci)",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[\w.!-]{1,200}", re.IGNORECASE)
_FILES = frozenset(
    "pdf doc docx xls xlsx ppt pptx wps et ofd rtf csv zip rar 7z tar gz bz2 txt xml json mp3 mp4 avi flv wmv m3u8 "
    "jpg jpeg png gif bmp webp svg ico tif tiff css js apk exe ceb".split()
)
_ATTACHMENTS = frozenset("pdf doc docx xls xlsx ppt pptx wps et ofd rtf csv zip rar 7z ceb".split())
_DOWNLOADS = ("/module/download/downfile.jsp", "/system/_content/download.jsp", "/document/download")
# Most links: a path from the root in which nothing has to be changed.
_PLAIN = re.compile(r"(?:/[\w-]+(?:[.][\w-]+)*)+/?", re.ASCII)
_UNSAFE = re.compile(r"[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]|%(?![0-9A-Fa-f]{2})")


def address_in_script(script: str) -> str:
    """The address that a handler such as ``window.open('…')`` leads to, as written; "" where none can be told."""
    for match in _QUOTED.finditer(script[:4000]):
        if _LOOKS_LIKE_ADDRESS.match(match[1]):
            return match[1].replace("&amp;", "&")
    return ""


def resolve(href: str, base: str) -> str | None:
    """The absolute address of a link, in the form in which it is compared and stored; never raises.

    Only http and https. Fragments and parameters that name a visit (utm_source, jsessionid …) are dropped, default
    ports and ``./`` too; the order of parameters, letter case of paths and slashes at the end are kept, for servers
    tell them apart. Characters that may not stand in an address are written as browsers do (UTF-8, %XX).

    Args:
        href: as written; may be relative, or ``javascript:`` with an address in it.
        base: address of the page, or its ``<base href>``.
    """
    if _PLAIN.fullmatch(href) and len(href) <= _LONGEST:
        return root[:-1] + href if (root := _root(base)) else None
    href = _SPACE.sub("", href[: _LONGEST * 2]).strip()
    if href[:11].lower() == "javascript:":
        href = address_in_script(href[11:])
    if not href or href[0] == "#" or len(href) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, href))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            return None
        host = parts.netloc.lower().rstrip(".")
        if parts.port == (443 if parts.scheme == "https" else 80) or host.endswith(":"):
            host = host.rpartition(":")[0]
        path = parts.path or "/"
        if ";" in path:
            path = _PATH_SESSION.sub("", path)
        query = parts.query
        if query and _VISIT.search(query):
            query = "&".join(
                pair for pair in query.split("&") if not _VISIT.fullmatch(pair.partition("=")[0])
            )
        url = urlunsplit((parts.scheme, host, path, query, ""))
        return safe_url_string(url, encoding="utf-8") if _UNSAFE.search(url) else url
    except (ValueError, UnicodeError):
        return None


@lru_cache(maxsize=64)
def _root(base: str) -> str | None:
    """The root of the site that a page is on."""
    return resolve("/?", base)


def suffix(url: str) -> str:
    """The ending of an address's file name, lower case and without the dot; "" where it has none."""
    name = urlsplit(url).path.rpartition("/")[2]
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot and len(ending) <= 5 else ""


def is_attachment(url: str) -> bool:
    """Whether an address names a document to download: by its ending, a parameter with one, or the CMS's own way."""
    if suffix(url) in _ATTACHMENTS:
        return True
    path, query = urlsplit(url)[2:4]
    if any(path.endswith(download) for download in _DOWNLOADS):
        return True
    return "file" in query.lower() and any(
        "file" in name.lower() and unquote(value).rpartition(".")[2].lower() in _ATTACHMENTS
        for name, value in parse_qsl(query)
    )


def is_file(url: str) -> bool:
    """Whether an address names something that is no page: pictures, sound, archives, scripts, feeds."""
    return suffix(url) in _FILES

"""Text that was read in the wrong encoding: UTF-8 read as GBK or Latin-1, GBK read as Latin-1."""

from __future__ import annotations

import functools
import re
from itertools import product
from typing import TYPE_CHECKING

from pipelines.repair import gbk
from pipelines.repair.edits import Edit
from pipelines.repair.language import NAT, language_model

if TYPE_CHECKING:
    from collections.abc import Iterator

# The first two bytes of frequent UTF-8 characters, read as GBK: 的 是 在 。 ， “ 可 我 党 国 同 最 不 人 ...
AS_GBK = "鐨鏄鍦銆锛鈥鍙鎴鍏鍥鍚鏈涓嶄浜鍒"
# Of them, those that Chinese text has for their own sake.
COMMON = "涓嶄浜"
LETTERS = re.compile(f"[{''.join(sorted(set(AS_GBK) - set(COMMON)))}]")
# A byte of UTF-8 that begins a character and one that continues it, read as Windows-1252.
CONTINUED = "\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
RUN_GBK = re.compile("[\u0080-\U0010ffff][?\u0080-\U0010ffff]+")
RUN_LATIN = re.compile(f"[\xc0-\xff{CONTINUED}]{{3,}}")
SIGNS = re.compile(
    f"[{''.join(sorted(set(AS_GBK) - set(COMMON)))}]|[\xe2-\xef][{CONTINUED}][{CONTINUED}]"
    "|(?:[\xb0-\xf7][\xa1-\xfe]){2}"
)
# What a sign begins with: one set is searched much faster than all of them.
BEGINNING = re.compile(f"{LETTERS.pattern[:-1]}\xb0-\xf7]")
# Characters one of which stands in every such text.
POSSIBLE = re.compile(LETTERS.pattern[:-1] + "\xc0-\xff]")
VALID_SHARE = 0.6  # of a run's bytes: GBK text that was read rightly has less than a fifth by chance
SAMPLE = 2000  # characters at the beginning by which a text is judged that cannot be undone
PLAUSIBLE = 8 * NAT  # cost of a character, on average, in text that somebody wrote


def wrongly_decoded(text: str) -> Iterator[Edit]:
    """The stretches that make sense in another encoding, and only there."""
    if not POSSIBLE.search(text) or not _has_sign(text):
        return
    for line in re.finditer("[^\n]+", text):
        start = line.start()
        if SIGNS.search(line[0]):
            yield from (e._replace(start=e.start + start, end=e.end + start) for e in _line(line[0]))


def _has_sign(text: str) -> bool:
    return any(SIGNS.match(text, beginning.start()) for beginning in BEGINNING.finditer(text))


def is_garbled(text: str) -> bool:
    """Whether a text was read in the wrong encoding, with bytes lost, so that it cannot be undone."""
    sample = text[:SAMPLE]
    letters = LETTERS.findall(sample)
    if len(letters) < 3 or len(letters) * 20 < len(sample):
        return False
    data = b"".join(_bytes(c) for c in sample if ord(c) > 0x7F)
    return _valid_share(data) >= VALID_SHARE


def _line(line: str) -> Iterator[Edit]:
    as_gbk = any(c in AS_GBK for c in line)
    for match in (RUN_GBK if as_gbk else RUN_LATIN).finditer(line):
        meant, certain = _from_gbk(match[0]) if as_gbk else (_from_latin(match[0]), True)
        if meant is not None:
            yield Edit(match.start(), match.end(), meant, "encoding", certain, None if certain else 0.5)


def _from_gbk(run: str) -> tuple[str | None, bool]:
    """What a run says when its GBK bytes are UTF-8, and whether none is lost; None for no sense."""
    data = b"".join(map(_bytes, run))  # a lost byte shows as a question mark
    parts: list[str] = []
    certain = True
    position = 0
    while position < len(data):
        first = data[position]
        piece = data[position : position + (3 if first >= 0xE0 else 2 if first >= 0xC0 else 1)]
        try:
            parts.append(piece.decode("utf-8"))
        except UnicodeDecodeError:
            if len(piece) < 3 or 0x3F not in piece[1:]:
                return None, False
            certain = False
            parts.append(_likeliest(piece, "".join(parts[-2:])))
        position += len(piece)
    meant = "".join(parts)
    return (meant, certain) if _sensible(meant) and _cost(meant) < _cost(run) else (None, False)


def _likeliest(piece: bytes, before: str) -> str:
    """The likeliest character of these bytes, those that are lost (?) filled in."""
    model = language_model()
    bytes_of = [[byte] if byte != 0x3F else range(0x80, 0xC0) for byte in piece]
    options = (bytes(option).decode("utf-8", "ignore") for option in product(*bytes_of))
    return min((c for c in options if c.strip()), key=lambda c: model.text_cost(before + c), default="\ufffd")


def _from_latin(run: str) -> str | None:
    """What a run says when its bytes are read as UTF-8 or as GBK; None where neither makes sense."""
    try:
        data = b"".join(_cp1252(c) for c in run)
    except UnicodeEncodeError:
        return None
    for encoding in ("utf-8", "gbk"):
        try:
            meant = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _sensible(meant) and (encoding == "utf-8" or (len(meant) > 1 and _cost(meant) < PLAUSIBLE)):
            return meant
    return None


def _sensible(meant: str) -> bool:
    """Whether a text holds nothing but Chinese, with an ideograph or a mark of Chinese text in it."""
    return all(c == "?" or "\u2010" <= c <= "\u206f" or "\u2460" <= c <= "\uffe6" for c in meant) and any(
        "\u3000" <= c <= "\u9fff" for c in meant
    )


def _cost(text: str) -> float:
    return language_model().text_cost(text[:200]) / max(1, len(text[:200]))


@functools.cache
def _cp1252(c: str) -> bytes:
    try:
        return c.encode("cp1252")
    except UnicodeEncodeError:
        return c.encode("latin-1")


def _bytes(c: str) -> bytes:
    code = gbk.codes().get(c, 0) if c != "?" else 0
    return bytes((code >> 8, code & 0xFF)) if code else b"?"


def _valid_share(data: bytes) -> float:
    """How much of the bytes is valid UTF-8 beyond ASCII."""
    valid = data.decode("utf-8", "ignore")
    return sum(3 for c in valid if c > "\u07ff") / max(1, len(data))

"""Disguises: how spam hides words from filters, how editors leave clean text, and what is no prose at all."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.repair.pinyin import DATA, bare

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

SIGNS = "★☆●◆■㊣♀♂※▲*^`﹏~＿.·"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f"
CIRCLED = {chr(ord("a") + i): chr(0x24D0 + i) for i in range(26)}


def noise(source: str, latin: Sequence[str], rng: random.Random) -> str:
    """Text that is no Chinese prose: wrong decodings, other languages, numbers, addresses, random signs.

    Without it the model takes whatever it has never seen for spam or clean by chance.
    """
    kind = rng.randrange(11)
    if kind in {0, 10}:  # the commonest of all
        return source.encode().decode("gb18030", "replace")
    if kind == 1:
        return source.encode("gb18030").decode(
            rng.choice(("big5", "cp1252", "shift_jis", "utf-8")), "replace"
        )
    if kind == 2:
        return "".join(chr(rng.randint(0x4E00, 0x8FFF)) for _ in range(rng.randint(2, 40)))
    if kind == 3:
        words = (rng.choice(latin) * rng.randint(1, 2) for _ in range(rng.randint(2, 40)))
        return "".join(part + rng.choice(("", "", " ", " ", ". ", "-", "/", "_")) for part in words)
    if kind == 4:
        return rng.choice((" ", ", ", "/", "-", "|", "\n")).join(
            str(rng.randint(0, 3000)) for _ in range(rng.randint(1, 40))
        )
    if kind == 5:
        return "".join(
            chr(
                rng.choice(
                    (rng.randint(0x3041, 0x3093), rng.randint(0x30A1, 0x30F3), rng.randint(0x4E00, 0x6FFF))
                )
            )
            for _ in range(rng.randint(4, 60))
        )
    if kind == 6:
        return rng.choice("_-—.…*=~·★◆●") * rng.randint(2, 60) + rng.choice(("", source))
    if kind == 7:
        return "".join(char + rng.choice(("", "", "______", " ")) for char in source)
    if kind == 8:  # names that programs give
        return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(rng.randint(5, 16)))
    return (
        rng.choice(("https://", "http://", "mailto:", ""))
        + "".join(rng.choice(latin) for _ in range(rng.randint(2, 12)))
        + rng.choice((".com", ".gov.cn", "@163.com", ".html", ".jpg", ".doc"))
    )


def obfuscate(text: str, homophones: Mapping[str, str], rng: random.Random) -> str:
    """The text, in three of ten cases hidden from filters in one of the known ways."""
    if rng.random() > 0.3:
        return text
    if rng.random() < 0.2:
        return _homophones(text, homophones, rng)
    return rng.choice(_WAYS)(text, rng)


def dress(text: str, rng: random.Random) -> str:
    """Clean text as editors leave it: bullets, stray zero-width characters, references, other script."""
    choice = rng.random()
    if choice < 0.04:
        return rng.choice("●■◆★▲※□·") + text
    if choice < 0.07:
        return rng.choice(INVISIBLE) + text
    if choice < 0.10:
        return rng.choice(("&nbsp;&nbsp;", "\u3000\u3000", "&emsp;")) + text
    if choice < 0.13:
        return text.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("，", "，&#160;")
    if choice < 0.16:
        return _wide(text, rng)
    if choice < 0.21:
        return _traditional(text, rng)
    if choice < 0.22:
        return _pinyin(text, rng)
    if choice < 0.24:
        return text.replace("，", ",").replace("。", ".")
    return text


def _invisible(text: str, rng: random.Random) -> str:
    share = rng.choice((0.2, 0.5, 0.9))
    return "".join(char + (rng.choice(INVISIBLE) if rng.random() < share else "") for char in text)


def _signs(text: str, rng: random.Random) -> str:
    sign, share = rng.choice(SIGNS), rng.choice((0.2, 0.4, 0.7))
    return "".join(char + (sign if rng.random() < share else "") for char in text)


def _spread(text: str, rng: random.Random) -> str:
    sign = rng.choice((" ", "/", ".", "-", "_", "、"))
    return "".join(char + (sign if rng.random() < 0.5 else "") for char in text)


def _wide(text: str, _rng: random.Random) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _references(text: str, rng: random.Random) -> str:
    pattern = rng.choice(("&#x{:X};", "&#{};", "&#x{:x};"))
    return "".join(
        pattern.format(ord(char)) if ord(char) > 127 or rng.random() < 0.2 else char for char in text
    )


def _homophones(text: str, homophones: Mapping[str, str], rng: random.Random) -> str:
    for word, other in homophones.items():
        if rng.random() < 0.8:
            text = text.replace(word, other)
    return text


def _circled(text: str, rng: random.Random) -> str:
    return "".join(
        CIRCLED.get(
            char.lower(), chr(0x245F + int(char)) if char in "123456789" and rng.random() < 0.7 else char
        )
        for char in text
    )


def _pinyin(text: str, rng: random.Random) -> str:
    share, sign = rng.choice((0.3, 0.6, 1.0)), rng.choice(("", "", " "))
    readings = _readings()
    return "".join(
        readings[char] + sign if char in readings and rng.random() < share else char for char in text
    )


@cache
def _readings() -> dict[str, str]:
    """One reading of each usual character, without tones."""
    found: dict[str, str] = {}
    for row in DATA.read_text(encoding="utf-8").splitlines():
        reading, usual, _ = row.split("\t")
        for char in usual:
            found.setdefault(char, bare(reading))
    return found


def _traditional(text: str, _rng: random.Random) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


_WAYS = (_invisible, _invisible, _signs, _wide, _references, _traditional, _circled, _spread, _pinyin)

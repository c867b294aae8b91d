"""Composes training blocks, spam and clean look-alikes, from the rules in ``spam_grammar.toml``."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SLOT = re.compile(r"\{([^{}]*)\}")
SEPARATORS = (
    "|",
    " | ",
    "_",
    "-",
    " - ",
    ",",
    "，",
    "、",
    " ",
    "  ",
    "\n",
    "丨",
    "/",
    ">",
    ";",
    "；",
    "·",
    "| ",
    "\u3000",
    "—",
    "I",
    "\t",
)
SIGNS = "★☆●◆■㊣♀♂※▲*^`﹏~＿.·"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f"
CIRCLED = {chr(ord("a") + i): chr(0x24D0 + i) for i in range(26)}
# What spam writes for words that filters know.
HOMOPHONES = dict(
    pair.split("=")
    for pair in [
        "博彩=菠菜",
        "微信=薇信",
        "平台=坪苔",
        "下载=下栽",
        "成人=荿人",
        "加速=伽速",
        "电话=電hua",
        "开发票=开髪票",
        "发票=發嘌",
        "代开=岱开",
        "赌博=堵博",
        "赌=睹",
        "色情=銫情",
        "贷款=袋款",
        "套现=T现",
        "代孕=代yun",
        "办证=板证",
        "毕业证=毕业證",
        "彩票=采票",
        "视频=视頻",
        "裸聊=果聊",
        "约炮=约pao",
        "充值=冲直",
        "棋牌=奇牌",
        "外围=外圍",
        "官网=关网",
        "注册=註冊",
        "加微=加葳",
        "私服=私f",
        "外挂=外gua",
        "刻章=克章",
        "小姐=小jie",
        "迷药=迷yao",
        "联系=聯系",
    ]
)


@cache
def grammar() -> dict[str, Any]:
    """The rules as data."""
    return tomllib.loads(Path(__file__).with_name("spam_grammar.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, list[str]]:
    return {name: entries.split() for name, entries in grammar()["words"].items()}


def expand(pattern: str, rng: random.Random) -> str:
    """The pattern with every slot filled."""

    def fill(match: re.Match[str]) -> str:
        slot = match[1]
        return rng.choice(slot.split("|")) if "|" in slot else rng.choice(_words()[slot])

    while _SLOT.search(pattern):
        pattern = _SLOT.sub(fill, pattern)
    return pattern


def spam(rng: random.Random) -> tuple[str, str]:
    """A spam block and its category."""
    rules = grammar()["spam"]
    category = rng.choice(list(rules))
    kind = rng.random()
    if kind < 0.34:
        text = expand(rng.choice(rules[category]["phrases"]), rng)
        if rng.random() < 0.25:
            text = (
                expand(
                    rng.choice(
                        (
                            "{site}",
                            "{text}_{place}信息港",
                            "{text} - 百度百科",
                            "{text}【官方】",
                            "✅{text}✅",
                            "{text}？",
                        )
                    ).replace("{text}", "\0"),
                    rng,
                ).replace("\0", text)
                if rng.random() < 0.3
                else text + expand("{-|_| |·}{domain}", rng)
            )
    elif kind < 0.66:
        text = " ".join(
            expand(rng.choice(rules[category]["prose"]), rng) for _ in range(rng.choice((1, 1, 1, 2, 3)))
        )
        if rng.random() < 0.2:  # without the contact: what is left must still read like an advertisement
            text = re.sub(r"[，。](?:加|联系|详情|咨询)?[^，。]*\d{6}[^，。]*", "", text) + "。"
    else:
        mixed = rng.random() < 0.25
        names = [
            rng.choice(list(rules)) if mixed else category
            for _ in range(rng.choice((2, 3, 3, 4, 5, 6, 8, 12, 20, 40)))
        ]
        text = rng.choice(SEPARATORS).join(expand(rng.choice(rules[name]["phrases"]), rng) for name in names)
        if rng.random() < 0.15:
            text = expand("{lead}", rng) + rng.choice(("", " ", "\n")) + text
    return obfuscate(text, rng), category


def clean(rng: random.Random) -> tuple[str, str]:
    """A clean block that looks like spam, and its kind."""
    rules = grammar()["clean"]
    kind = rng.choice(list(rules))
    lines = rules[kind]["lines"]
    choice = rng.random()
    if choice < 0.55 and kind != "lists":
        text = expand(rng.choice(lines), rng)
    elif choice < 0.68 and kind not in {"lists", "furniture", "shops"}:
        text = "".join(expand(rng.choice(lines), rng).rstrip("。") + "。" for _ in range(rng.randint(2, 5)))
    else:
        mixed = rng.random() < 0.4
        kinds = [
            rng.choice(list(rules)) if mixed else kind
            for _ in range(rng.choice((2, 3, 4, 5, 6, 8, 12, 20, 40)))
        ]
        pool = rng.choice(lines) if kind == "lists" and not mixed else None
        items = [expand(pool or rng.choice(rules[name]["lines"]), rng).rstrip("。") for name in kinds]
        if rng.random() < 0.3:
            items = [item + expand(" {month}-{day}", rng) for item in items]
        text = rng.choice(SEPARATORS).join(items)
        if rng.random() < 0.35:
            text = expand("{lead}", rng) + rng.choice(("", " ", "\n")) + text
    return dress(text, rng), kind


def obfuscate(text: str, rng: random.Random) -> str:
    """The text, in three of ten cases hidden from filters in one of the known ways."""
    if rng.random() > 0.3:
        return text
    ways: tuple[Callable[[str, random.Random], str], ...] = (
        _invisible, _invisible, _signs, _wide, _references, _homophones, _homophones, _traditional, _circled,
        _spread,
    )  # fmt: skip
    return rng.choice(ways)(text, rng)


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
    if choice < 0.23:
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


def _homophones(text: str, rng: random.Random) -> str:
    for word, other in HOMOPHONES.items():
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


def _traditional(text: str, _rng: random.Random) -> str:
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def blocks(count: int, seed: int) -> Iterator[tuple[str, bool, str]]:
    """So many spam and so many clean blocks: text, whether spam, category or kind."""
    rng = random.Random(seed)
    for _ in range(count):
        yield (*_labelled(spam(rng), spam=True),)
        yield (*_labelled(clean(rng), spam=False),)


def _labelled(made: tuple[str, str], *, spam: bool) -> tuple[str, bool, str]:
    return made[0], spam, made[1]

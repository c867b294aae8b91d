"""A small mirror: does to a text what hijacked mirrors do, so that tests can undo it."""

from __future__ import annotations

import functools
import random
import re

from pipelines.repair import gbk
from pipelines.repair.pinyin import ANNOTATION, _tables
from pipelines.repair.script import converter

STAYS = set("后里干愿系于并咨制面只台着么")  # characters that mirrors leave as they are
MARKS = [mark.encode("gbk") for mark in "。、，；！？："]


@functools.cache
def traditional(character: str) -> str:
    form: str = converter("s2tw").convert(character) if character not in STAYS else character
    try:
        form.encode("gbk")
    except UnicodeEncodeError:
        return character
    return form if len(form) == 1 else character


@functools.cache
def reading(character: str) -> str:
    toned = _tables()[0]
    return next((syllable for syllable, characters in toned.items() if character in characters), "")


def mirrored(text: str, annotated: str = "", *, slips: bool = True, commas: float = 0, seed: int = 0) -> str:
    """The text converted by characters, annotated, its bytes slipped, half-width.

    Args:
        text: clean, Simplified.
        annotated: Traditional characters that get their reading.
        slips: whether a byte is put before each mark, also where that is none.
        commas: how likely it shows as a comma where it is one.
        seed: of the commas.
    """
    rng = random.Random(seed)
    data = "".join(map(traditional, text)).encode("gbk", "replace")
    for character in annotated:
        code = character.encode("gbk")
        data = data.replace(code, code + f"({reading(character)})".encode("gbk"))
    out = bytearray()
    whole = starts(data)
    for i, byte in enumerate(data):
        if data[i : i + 2] in MARKS:
            if i in whole:
                out += b"," if rng.random() < commas else b"\1"
            elif slips:
                out += b"\1"
        out.append(byte)
    return decoded(bytes(out)).replace("\1", "").translate(str.maketrans("，：；？！（）", ",:;?!()"))


def starts(data: bytes) -> set[int]:
    places, i = set(), 0
    while i < len(data):
        places.add(i)
        i += 2 if data[i] > 0x80 else 1
    return places


def decoded(data: bytes) -> str:
    out, i = [], 0
    while i < len(data):
        if data[i] < 0x80:
            out.append(chr(data[i]))
            i += 1
        else:
            pair = data[i : i + 2]
            out.append((gbk.characters()[pair[0] << 8 | pair[1]] if len(pair) == 2 else "") or "?")
            i += 2
    return "".join(out)


def stripped(text: str) -> str:
    """What a regular expression can do: readings out, Simplified by OpenCC."""
    simplified: str = converter("t2s").convert(ANNOTATION.sub("", text))
    return simplified


def form(text: str) -> str:
    """What texts are compared in: full-width marks, no blanks."""
    return re.sub(r"\s", "", text.translate(str.maketrans(",:;?!()", "，：；？！（）")))

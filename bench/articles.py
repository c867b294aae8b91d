"""Articles composed by rules, fast: words as frequent as a language's, invented outlets and people, places by code.

The same seed gives the same articles, so that two runs compare.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipelines.metadata import divisions
from pipelines.store import Fetch
from pipelines.types import CleanPage, Figure, Notes, Person, Quarantined, Repair

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters of ordinary news text; words are composed of them.
_CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
    "五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战"
    "先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白"
    "教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且"
)
_COMMON = "创城 创建 全国文明城市 文明 城市 工作 活动 市民 社区 街道 志愿者 环境 整治 精神 推进 督导 迎检 卫生".split()
_CAMPAIGNS = (
    "全国文明城市",
    "国家卫生城市",
    "国家森林城市",
    "全国双拥模范城",
    "国家园林城市",
    "国家食品安全示范城市",
)
_HOSTS = tuple(
    f"{name}{number}.example" for name in ("news", "www.gov", "paper", "mirror") for number in range(60)
)
_WORDS = 30_000
_SENTENCES = (9, 10, 11, 12)  # words between two marks
RARE = "鼋鼍"  # two characters that only a few articles have


def compose(count: int, *, seed: int = 1, length: int = 380) -> Iterator[tuple[str, CleanPage, Fetch]]:
    """Articles with their addresses and fetches.

    Args:
        count: how many.
        seed: of everything random.
        length: words of a body; a word has some 2.3 characters.
    """
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    words = _vocabulary(rng)
    weights = np.cumsum(1.0 / (np.arange(len(words)) + 12.0))
    codes = [code for code in divisions.load().names if len(code) == 6]
    places = [divisions.place_of(code) for code in rng.sample(codes, 400)]
    outlets = [
        f"{a}{b}{c}" for a in "青清明远宁安" for b in "河山州江原" for c in ("日报", "晚报", "发布", "新闻网")
    ]
    start, fetched = datetime(2005, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        drawn = np.searchsorted(weights, numbers.random(length) * weights[-1]).tolist()
        body = _text([words[index] for index in drawn], rng)
        if number % 5000 == 17:
            body += f"{RARE}出没。"
        day = start + timedelta(days=rng.random() ** 0.6 * 7600)
        name = rng.choice(outlets)
        page = CleanPage(
            verdict="article",
            title="".join(words[index] for index in drawn[:6]),
            body=body,
            published=day.strftime("%Y-%m-%dT%H:%M:%S+08:00") if number % 20 else None,
            source=name,
            authors=(f"{rng.choice('赵钱孙李周吴')}{rng.choice('明芳伟娜')}",),
            people=(Person("李明", "记者", "author"),),
            sources=(name,),
            campaigns=(rng.choice(_CAMPAIGNS),) if number % 4 else (),
            place=rng.choice(places),
            relevance=0.8,
            images=(f"http://news.example/{number}.jpg",),
            captions=("",),
            basis=Notes({"published": "meta", "source": "byline", "title": "heading", "place": "title"}),
            encoding="utf-8",
            figures=(
                Figure(
                    120.0, "120名", "名", approximate=False, counts="志愿者", sentence=body[:40], offset=3
                ),
            ),
            quarantined=(Quarantined("加微信看直播", ("spam-words",), 0.98, category="porn", model="1"),)
            if number % 3 == 0
            else (),
            repairs=(Repair("slip", "请", "清", 0), Repair("pinyin", "shi", "市", 2)) if number % 2 else (),
        )
        host = _HOSTS[min(int(rng.expovariate(0.03)), len(_HOSTS) - 1)]
        at = fetched + timedelta(seconds=number)
        yield f"http://{host}/{day:%Y/%m%d}/{number}.html", page, Fetch(at=at, status=200, size=20_000)


def _vocabulary(rng: random.Random) -> list[str]:
    """Words by falling frequency; the first are the language's own characters and those of the subject."""
    found = dict.fromkeys([*_CHARACTERS[:12], *_COMMON])
    while len(found) < _WORDS:
        # The more frequent a character, the more words it is in.
        size = rng.choice((1, 2, 2, 2, 2, 3, 4))
        found["".join(_CHARACTERS[int(rng.random() ** 1.6 * len(_CHARACTERS))] for _ in range(size))] = None
    return list(found)


def _text(words: list[str], rng: random.Random) -> str:
    """Words in sentences and paragraphs."""
    parts: list[str] = []
    start, clauses = 0, 0
    while start < len(words):
        end = start + rng.choice(_SENTENCES)
        clauses += 1
        parts.append("".join(words[start:end]))
        parts.append("。\n" if clauses % 8 == 0 else "。" if clauses % 2 == 0 else "，")
        start = end
    return "".join(parts).strip()

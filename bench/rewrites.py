"""Composes articles, what becomes of them on other hosts, and others that look like them and are not the same.

Invented by a seeded draw over rewrites.toml; where ../shared is there, its clean news texts are rewritten too.
"""

from __future__ import annotations

import json
import lzma
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from random import Random

CASES = Path(__file__).parents[2] / "shared" / "cases"
_SLOT = re.compile(r"\{([^{}]*)\}")
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_BRANDED = re.compile(
    r"文明办|住建局|城管局|教育局|文旅局|民政局|水利局|市政府|县政府|区政府|县委|市委|区委|公司"
)
_SENTENCE = re.compile(r"[^。！？\n]+[。！？\n]?")


@dataclass(frozen=True, slots=True)
class Story:
    """A composed article."""

    title: str
    body: str


@cache
def data() -> dict[str, Any]:
    """The patterns."""
    return tomllib.loads(Path(__file__).with_name("rewrites.toml").read_text("utf-8"))


def fill(pattern: str, rng: Random, bound: Mapping[str, str]) -> str:
    """The text of a pattern."""
    words = data()["words"]

    def put(slot: re.Match[str]) -> str:
        name = slot[1]
        if name in bound:
            return bound[name]
        if name in words:
            return str(rng.choice(words[name].split()))
        return str(rng.choice(name.split("|")))

    for _ in range(4):  # entries hold slots themselves
        pattern = _SLOT.sub(put, pattern)
    return pattern


def scene(rng: Random) -> dict[str, str]:
    """Where and about what an article is."""
    place = rng.choice(data()["words"]["first"].split()) + rng.choice(data()["words"]["second"].split())
    return {
        "place": place,
        "county": place + rng.choice(data()["words"]["kind"].split()),
        "campaign": rng.choice(data()["campaigns"]["list"].split()),
        "year": str(rng.randint(2012, 2023)),
        "phone": f"0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}",
    }


def news(rng: Random, bound: Mapping[str, str] | None = None) -> Story:
    """A news article of 250 to 1,100 characters."""
    bound = bound or scene(rng)
    lines = rng.sample(data()["news"]["lines"], rng.randint(5, 14))
    sentences = [fill(line, rng, bound) for line in lines]
    paragraphs, i = [], 0
    while i < len(sentences):
        step = rng.choice((1, 2, 2, 3))
        paragraphs.append("".join(sentences[i : i + step]))
        i += step
    return Story(fill(rng.choice(data()["news"]["titles"]), rng, bound), "\n".join(paragraphs))


def notice(rng: Random, form: Mapping[str, Any], bound: Mapping[str, str] | None = None) -> Story:
    """A form, filled in by a county."""
    bound = bound or scene(rng)
    return Story(fill(form["title"], rng, bound), "\n".join(fill(line, rng, bound) for line in form["lines"]))


def serial(rng: Random, bound: Mapping[str, str], number: str) -> Story:
    """A report of a series."""
    form, bound = data()["serial"], {**bound, "number": number}
    items = [fill(form["item"], rng, bound) for _ in range(rng.randint(4, 12))]
    body = [fill(form["head"], rng, bound), *(f"{i}、{item}" for i, item in enumerate(items, 1))]
    return Story(fill(form["title"], rng, bound), "\n".join([*body, fill(form["tail"], rng, bound)]))


def briefing(rng: Random, bound: Mapping[str, str]) -> Story:
    """A day's briefing: its frame, the weather, some items of news."""
    form = data()["briefing"]
    day = {**bound, "month": str(rng.randint(1, 12)), "day": str(rng.randint(1, 28))}
    items = [fill(line, rng, bound) for line in rng.sample(data()["news"]["lines"], rng.randint(3, 6))]
    body = [
        fill(form["head"], rng, day),
        fill(form["weather"], rng, day),
        *items,
        fill(form["tail"], rng, day),
    ]
    return Story(fill(form["title"], rng, day), "\n".join(body))


def event(rng: Random) -> tuple[Story, Story]:
    """One event, told by two outlets."""
    bound = scene(rng)
    slots = {
        "leader": "person",
        "helper": "person",
        "unit": "bureau",
        "count": "big",
        "teams": "n",
        "where": "street",
    }
    slots |= {"tons": "n", "times": "big", "month": "month", "day": "day"}
    bound |= {name: fill("{" + slot + "}", rng, bound) for name, slot in slots.items()}
    form = data()["event"]
    one, two = (
        Story(f"{bound['place']}志愿服务{word}", "\n".join(fill(line, rng, bound) for line in form[name]))
        for name, word in (("first", "启动"), ("second", "见闻"))
    )
    return one, two


@cache
def shared_texts() -> tuple[Story, ...]:
    """News texts of ../shared, long enough and unlike each other; none where it is absent."""
    path = CASES / "clean_texts.jsonl.xz"
    if not path.exists():
        return ()
    with lzma.open(path, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    known: set[str] = set()
    kept = []
    for text in texts:
        runs = {text[i : i + 8] for i in range(len(text) - 7)}
        if len(text) > 250 and len(runs & known) < 0.05 * len(runs):
            kept.append(Story(text.split("\n")[0][:30], text))
        known |= runs
    return tuple(kept)


@cache
def synonyms() -> dict[str, str]:
    """Word to another word, as a spinner's table has them: frequent pairs of characters of what there is to read."""
    texts = [*data()["news"]["lines"], *(story.body for story in shared_texts())]
    counts = Counter(word for text in texts for word in _WORD.findall(_SLOT.sub("", text)))
    common = sorted(word for word, count in counts.items() if count >= (5 if len(texts) > 100 else 1))
    moved = common[len(common) // 3 :] + common[: len(common) // 3]
    return dict(zip(common, moved, strict=True))


def spun(story: Story, rng: Random, share: float) -> Story:
    """So much of the words replaced, the same word by the same word everywhere."""
    table = synonyms()
    words = sorted({word for word in _WORD.findall(story.body) if word in table})
    chosen, left = {}, share * len(story.body) / 2
    counts = Counter(_WORD.findall(story.body))
    for word in rng.sample(words, len(words)):
        if left <= 0:
            break
        chosen[word] = table[word]
        left -= counts[word]
    return Story(story.title, _WORD.sub(lambda word: chosen.get(word[0], word[0]), story.body))


def retitled(story: Story, rng: Random) -> Story:
    """Another title, another byline, something after the end."""
    bound = scene(rng)
    first, *rest = story.body.split("\n")
    opening = fill(rng.choice(("本报讯（记者 {person}）", "{outlet}讯 ", "据{outlet}报道，", "")), rng, bound)
    trailers = [fill(line, rng, bound) for line in rng.sample(data()["trailers"]["list"], rng.randint(0, 3))]
    return Story(
        fill(rng.choice(data()["news"]["titles"]), rng, bound), "\n".join([opening + first, *rest, *trailers])
    )


def cut(story: Story, rng: Random) -> Story:
    """The beginning, as of a summary with "read more", from a third on."""
    sentences = _SENTENCE.findall(story.body)
    size, kept, wanted = 0, [], max(120, rng.uniform(0.33, 0.85) * len(story.body))
    for sentence in sentences:
        kept.append(sentence)
        size += len(sentence)
        if size >= wanted:
            break
    return Story(story.title, "".join(kept))


def damaged(story: Story, rng: Random) -> Story:
    """What repair leaves of a mirror's damage: characters that stay lost or wrong, some converted, marks changed."""
    out = []
    rate = rng.choice((0.002, 0.01, 0.03))
    for char in story.body:
        draw = rng.random()
        if draw < rate:
            out.append(rng.choice(("", "?", "\ufffd", chr(rng.randint(0x4E00, 0x9FA0)))))
        elif char in "，。、" and draw < 0.1:
            out.append(rng.choice((",", ".", "")))
        else:
            out.append(char)
    return Story(story.title, "".join(out))


def branded(story: Story, rng: Random, brand: str = "") -> Story:
    """A brand in the place of authorities and of other words, as clones have it."""
    brand = brand or fill("{brand}", rng, {})
    body = _BRANDED.sub(lambda word: brand if rng.random() < 0.7 else word[0], story.body)
    sentences = _SENTENCE.findall(body)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(sentences))
        sentences[at] = brand + sentences[at]
    return Story(f"{brand}_{story.title}", "".join(sentences))


def shuffled(story: Story, rng: Random) -> Story:
    """Its paragraphs in another order; a single one by its sentences."""
    parts = story.body.split("\n")
    if len(parts) < 3:
        parts = _SENTENCE.findall(story.body)
    return Story(story.title, "\n".join(rng.sample(parts, len(parts))))


def two_in_one(story: Story, other: Story, rng: Random) -> Story:
    """Two articles on a page, in either order."""
    parts = [f"{story.title}\n{story.body}", f"{other.title}\n{other.body}"]
    rng.shuffle(parts)
    return Story(story.title, "\n".join(parts))


REWRITES: dict[str, Callable[[Story, Random], Story]] = {
    "title, byline, trailer": retitled,
    "truncated": cut,
    "truncated and retitled": lambda story, rng: retitled(cut(story, rng), rng),
    "damaged, then repaired": damaged,
    "brands put in": branded,
    "synonyms 5%": lambda story, rng: spun(story, rng, 0.05),
    "synonyms 10%": lambda story, rng: spun(story, rng, 0.1),
    "synonyms 20%": lambda story, rng: spun(story, rng, 0.2),
    "synonyms 30%": lambda story, rng: spun(story, rng, 0.3),
    "paragraphs shuffled": shuffled,
    "spun, branded and shuffled": lambda story, rng: shuffled(branded(spun(story, rng, 0.15), rng), rng),
}


def look_alikes(rng: Random, each: int) -> Iterator[tuple[str, tuple[Story, ...]]]:
    """Stories that look alike and are not the same, ``each`` times of every kind."""
    for _ in range(each):
        form, bound = rng.choice(data()["templates"]), scene(rng)
        yield "one form, other county", (notice(rng, form), cut(notice(rng, form), rng))
        yield "one form, other year", (notice(rng, form, bound), notice(rng, form, bound | {"year": "2024"}))
        yield "one series", (serial(rng, bound, "一"), serial(rng, bound, "二"), serial(rng, bound, "三"))
        yield "one newsroom", (news(rng, bound), news(rng, bound))
        yield "two outlets, one event", event(rng)
        yield "two days' briefings", (briefing(rng, bound), briefing(rng, bound))
        yield "form without numbers", (notice(rng, data()["pledge"]), notice(rng, data()["pledge"]))

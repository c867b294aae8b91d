"""Clones: articles with a brand nobody has seen in the place of authorities, and articles as they are.

Names are composed by four writers of ``spam_clones.toml``, by the grammar the judge learns from and by the composer of
``bench/rewrites.py``; articles are composed news of campaigns and the shared news that names authorities. Clean are
these, all shared news and pages, and look-alikes: companies, clubs, compounds, zones and towns of ``spam_alike.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from bench import rewrites, spam_alike
from pipelines import clean_page
from pipelines.metadata.divisions import load
from pipelines.spam import spun as spun_phrases
from tools import spam_corpus as corpus
from tools.spam_grammar import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SPUN = Path(spun_phrases.__file__).with_suffix(".toml")
COMPOSED = 120  # articles
_SLOT = re.compile(r"\{([a-z]+)\}")
_ACTS = "召开|印发|部署|出台|通报|调研|审议|要求|强调|指出|举行"
# The name of an authority before what it does.
ACTOR = re.compile(
    rf"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{2,8}}?(?:政府|委员会|委|局|办|市|县|区|镇|乡|街道|社区|部)(?=[\u4e00-\u9fff]{{0,4}}(?:{_ACTS}))"
)
# The name of a place before what sits there: 某某|市委, 某某县|城管局.
SEAT = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,3}(?=[市县区]委|[市县区]政府|街道|[市县区]城管|[市县区]住建|[市县区]文明办|[市县区]公安|镇党委|社区居)|"
    r"(?<=[，。\n、在])[\u4e00-\u9fff]{2,3}[市县区](?=城管|住建|教育|文明|公安|卫健|街道|[^\n]{0,2}党委|干部|机关)"
)
# The whole name of an authority wherever it stands, and what calls a place ours.
WHOLE = re.compile(
    r"(?:[\u4e00-\u9fff]{2}[市县区])?(?:[\u4e00-\u9fff]{2})?(?:[市县区](?:委|人民政府|政府|文明办|城管局|住建局|教育局|公安局)|街道办事处|街道办|社区居委会)|"
    r"(?:城管局|住建局|教育局|交警大队|市场监管局|文旅局|卫健局|总工会|水利局|民政局|商务局)"
)
OURS = re.compile(r"[我全本该][市县区](?![场长区里级])|市民|全[市县区]上下")
PLACE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2}(?=[市县区镇])")
WAYS = {"before what it does": ACTOR, "in the name of a seat": SEAT}


@cache
def _writers() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def brands() -> dict[str, Callable[[Random], str]]:
    """Composers of one brand each, by name."""

    def writer(name: str) -> Callable[[Random], str]:
        rules = _writers()[name]

        def compose(rng: Random) -> str:
            return _SLOT.sub(lambda slot: rng.choice(rules[slot[1]].split()), rng.choice(rules["patterns"]))

        return compose

    grammar = Writer(99)
    return {
        "writer a": writer("a"),
        "writer b": writer("b"),
        "writer c: bare names": writer("c"),
        "writer d": writer("d"),
        "the judge's grammar": lambda _: grammar.expand("{brand}{venue}"),
        "bench/rewrites.py": lambda rng: rewrites.fill("{brand}", rng, {}),
    }


def articles(cases: Path) -> list[str]:
    """Composed news of campaigns, and shared news in which an authority acts at least twice."""
    rng = Random(17)
    texts = [f"{story.title}\n{story.body}" for story in (rewrites.news(rng) for _ in range(COMPOSED))]
    shared = [row["text"] for row in corpus.rows_of(cases / "clean_texts.jsonl.xz")]
    shared += [
        f"{page['gold_title']}\n{page['gold_text']}"
        for page in corpus.rows_of(cases / "extraction_pages.jsonl.xz")
        if page.get("gold_title") and page["gold_text"]
    ]
    return texts + [text for text in shared if len(ACTOR.findall(text)) > 1]


def cloned(texts: Sequence[str], way: re.Pattern[str], compose: Callable[[Random], str]) -> Iterator[str]:
    """The articles in which one brand takes at least two places."""
    rng = Random(5)
    for text in texts:
        changed, count = way.subn(compose(rng), text)
        if count > 1:
            yield changed


def swapped(texts: Sequence[str], compose: Callable[[Random], str]) -> Iterator[str]:
    """The articles with a brand for whole names of authorities, and for some words that call a place ours."""
    rng = Random(31)
    for text in texts:
        brand = compose(rng)
        changed, times = WHOLE.subn(lambda found: brand if rng.random() < 0.8 else found[0], text)  # noqa: B023
        changed, more = OURS.subn(lambda found: brand if rng.random() < 0.5 else found[0], changed)  # noqa: B023
        if times + more > 2 and changed.count(brand) > 2:
            yield changed


def renamed(texts: Sequence[str], compose: Callable[[Random], str]) -> Iterator[str]:
    """The articles with a brand for the name of their town, wherever it stands, and nothing else changed."""
    rng = Random(41)
    for text in texts:
        stem, times = (Counter(PLACE.findall(text)).most_common(1) or [("", 0)])[0]
        brand = compose(rng)
        if times > 1:
            yield text.replace(stem, brand)


def towns() -> list[str]:
    """Names of cities and counties that there are, without what they are."""
    full = {name for code, name in load().names.items() if len(code) in (4, 6)}
    return sorted(name[:2] for name in full if len(name) == 3 and name.endswith(("市", "县")))


def in_real_towns(compose: Callable[[Random], str]) -> Iterator[str]:
    """News of towns that there are, with a brand for most names of the town."""
    rng = Random(43)
    for town in rng.sample(towns(), COMPOSED // 2):
        brand, text = compose(rng), rng.choice(spam_alike.articles("county", [town]))
        yield re.sub(town, lambda found: brand if rng.random() < 0.7 else found[0], text)  # noqa: B023


def measure(cases: Path) -> list[str]:
    """The tables: how many clones are flagged, and how many articles as they are."""
    texts = articles(cases)
    lines = [
        (
            f"Clones: a brand in two or more places of authorities; of {len(texts)} articles as they are "
            f"{count(texts)} are flagged."
        ),
        "",
        "| brands by | "
        + " | ".join(WAYS)
        + " | as bench/rewrites.py puts them | for whole names and 我市 | for a town's name | for most names of a town that there is |",
        "|---|" + "---|" * (len(WAYS) + 4),
    ]
    for name, compose in brands().items():
        rng = Random(23)
        stories = [rewrites.branded(rewrites.news(rng), rng, compose(rng)) for _ in range(COMPOSED)]
        sets = [list(cloned(texts, way, compose)) for way in WAYS.values()]
        sets.append([f"{story.title}\n{story.body}" for story in stories])
        sets += [list(swapped(texts, compose)), list(renamed(texts, compose)), list(in_real_towns(compose))]
        lines.append(
            f"| {name} | " + " | ".join(f"{count(clones)} of {len(clones)}" for clones in sets) + " |"
        )
    return [*lines, "", *clean(cases), "", *spun()]


def spun() -> list[str]:
    """How many articles are flagged whose words were replaced from the detector's own table."""
    rng, table = Random(3), tomllib.loads(SPUN.read_text("utf-8"))["words"]
    words = re.compile("|".join(table))
    texts = [rewrites.news(rng).body for _ in range(COMPOSED)]
    lines = ["| words of the table that are replaced | flagged as spun |", "|---|---|"]
    for share in (0.0, 0.3, 0.6, 1.0):

        def put(word: re.Match[str], share: float = share) -> str:
            return rng.choice(table[word[0]].split()) if rng.random() < share else word[0]

        flags = [clean_page(words.sub(put, text)).flags for text in texts]
        found = sum(any("synonyms" in flag for flag in some) for some in flags)
        lines.append(f"| {share:.0%} | {found} of {len(texts)} |")
    return lines


def clean(cases: Path) -> list[str]:
    """The table of alarms among articles as they are, by kind."""
    kinds = {f"composed: {kind}": spam_alike.articles(kind) for kind in spam_alike.kinds()}
    kinds["composed: towns that there are"] = spam_alike.articles("county", towns())
    kinds["shared news"] = [row["text"] for row in corpus.rows_of(cases / "clean_texts.jsonl.xz")]
    kinds["shared pages, their own articles"] = [
        f"{page['gold_title']}\n{page['gold_text']}"
        for page in corpus.rows_of(cases / "extraction_pages.jsonl.xz")
        if page.get("gold_title") and page["gold_text"]
    ]
    lines = ["| articles of companies, clubs, zones and towns as they are | flagged |", "|---|---|"]
    return lines + [f"| {kind} | {count(texts)} of {len(texts)} |" for kind, texts in kinds.items()]


def count(texts: Sequence[str]) -> int:
    """How many of these pages are flagged."""
    return sum(map(shows_brand, texts))


def shows_brand(text: str) -> bool:
    """Whether the page is flagged for a brand in the place of an authority, or for synonyms."""
    return any(
        flag.startswith(("suspicious: brand", "suspicious: synonyms")) for flag in clean_page(text).flags
    )

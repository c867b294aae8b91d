"""What a page shows of the damage done to it: counted once over all its lines, believed for each of them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.repair import script
from pipelines.repair.kinds import Counts
from pipelines.repair.language import language_model
from pipelines.repair.pinyin import ANNOTATION, is_reading

if TYPE_CHECKING:
    from collections.abc import Sequence

# A page counts as Traditional with so many characters that only Traditional has, and such a share of all
# ideographs: at 2% a page about 清濛, and Japanese ones, were taken for it.
LEAST_CHARACTERS = 4
LEAST_SHARE = 0.05
# Kana in earnest: shifted bytes show some, a Japanese page shows more than a fifth.
KANA_SHARE = 0.2
# Where no byte was lost nothing is shifted, and kana are the writer's;.
KANA_WHOLE = 0.08
LEAST_ANNOTATIONS = 2
LEAST_NOISE = 3
LEAST_KEPT = 2
# What a wrong encoding shows is full of rare characters; so many of a sample must be frequent ones.
SAMPLE = 200
FREQUENT = 3500
LEAST_FREQUENT = 0.75

IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")
# The byte put in is an ASCII comma; a row of them is a careless writer's.
NOISE = re.compile(",(?=[。、，；！？：,;:])(?!,,,)")
# Characters that a mirror leaves as they are, and what Traditional text has for them.
KEPT = re.compile("[后里于并干愿系咨]")
NATIVE = re.compile("[後裡裏於並幹願係諮]")
QUOTES = re.compile("[「『]")
MAINLAND_QUOTES = re.compile("[“”]")
WORDS = Path(__file__).parent / "data" / "native.txt"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the lines of one page show together.

    Attributes:
        traditional: the page is Traditional throughout, whether written so or converted.
        annotated: characters bear readings that a machine put there.
        noisy: commas were inserted before marks.
        charwise: it was converted character by character, as no writer of Traditional would write.
        native: it was written in Traditional, in Taiwan or Hong Kong.
    """

    traditional: bool = False
    annotated: bool = False
    noisy: bool = False
    charwise: bool = False
    native: bool = False

    @property
    def converted(self) -> bool:
        """Whether mainland text was put into Traditional characters."""
        return self.traditional and not self.native

    @property
    def mirrored(self) -> bool:
        """Whether a mirror's own marks are there, so that a repair without proof of its own is believed."""
        return self.traditional and (self.annotated or self.noisy or self.charwise)


def is_traditional(counts: Counts) -> bool:
    """Whether so many characters are Traditional that more than a name or two is."""
    return counts.traditional >= LEAST_CHARACTERS and (counts.traditional >= LEAST_SHARE * counts.ideographs)


def gather(texts: Sequence[str], *, simplified: bool = False) -> Evidence:
    """The evidence of a page; ``simplified`` where it is known to have no Traditional character."""
    noisy = sum(map(_noise, texts)) >= LEAST_NOISE
    if simplified:
        return Evidence(noisy=noisy)
    counts = Counts("\n".join(texts))
    traditional = (
        is_traditional(counts)
        and counts.kana <= (KANA_SHARE if any(map(_has_lost, texts)) else KANA_WHOLE) * counts.ideographs
        and _is_language(texts)
    )
    if not traditional:
        return Evidence(noisy=noisy)
    annotated = _is_annotated(texts)
    kept = _count(KEPT, texts)
    charwise = kept >= LEAST_KEPT and kept > 4 * _count(NATIVE, texts)
    native = not (annotated or noisy or charwise) and _is_native(texts)
    return Evidence(traditional, annotated, noisy, charwise, native)


def _count(pattern: re.Pattern[str], texts: Sequence[str]) -> int:
    """How many characters the pattern's matches have."""
    return sum(len("".join(pattern.findall(text))) for text in texts)


def _noise(text: str) -> int:
    """How many commas stand before marks and behind none; a pattern that looks back would be slow."""
    if "," not in text:
        return 0
    return sum(text[match.start() - 1 : match.start()] != "," for match in NOISE.finditer(text))


def _is_annotated(texts: Sequence[str]) -> bool:
    """Whether several characters that conversion changes bear their readings."""
    table = script.simplified()
    annotated: list[str] = []
    for text in texts:
        for match in ANNOTATION.finditer(text):
            character = text[match.start() - 1 : match.start()]
            if character in table and is_reading(character, match[1]):
                annotated.append(character)
                if len(annotated) >= LEAST_ANNOTATIONS and len(set(annotated)) >= LEAST_ANNOTATIONS:
                    return True
    return False


def _is_language(texts: Sequence[str]) -> bool:
    """Whether the ideographs are those that people write, not what a wrong encoding shows."""
    sample = ""
    for text in texts:
        sample += "".join(IDEOGRAPHS.findall(text[: 4 * SAMPLE]))
        if len(sample) >= SAMPLE:
            break
    sample = sample[:SAMPLE]
    return len(sample.translate(frequent())) <= (1 - LEAST_FREQUENT) * len(sample)


def _has_lost(text: str) -> bool:
    """Whether there is a sign for a lost byte."""
    return "?" in text or "\ufffd" in text


@functools.cache
def frequent() -> dict[int, None]:
    """The frequent characters in either script, as a table that deletes them."""
    numbers = language_model().numbers
    both = [*numbers, *script.simplified()]
    forms = script.simplified()
    return {ord(c): None for c in both if numbers.get(forms.get(c, c), FREQUENT) < FREQUENT}


@functools.cache
def native_words() -> re.Pattern[str]:
    """Words that only native Traditional text has."""
    rows = WORDS.read_text(encoding="utf-8").splitlines()
    return re.compile("|".join(re.escape(row) for row in rows if row and not row.startswith("#")))


def _is_native(texts: Sequence[str]) -> bool:
    """Whether words or quotation marks are those of Taiwan or Hong Kong."""
    if _count(QUOTES, texts) > _count(MAINLAND_QUOTES, texts):
        return True
    return any(native_words().search(text) for text in texts)

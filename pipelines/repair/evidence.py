"""What a page shows of the damage done to it: counted once over all its lines, believed for each of them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.repair.pinyin import ANNOTATION, is_reading
from pipelines.repair.script import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable

# A page counts as Traditional with so many characters that only Traditional has, and such a share of all
# ideographs: at 2% a page about 清濛, and Japanese ones, were taken for it.
LEAST_CHARACTERS = 4
LEAST_SHARE = 0.05
# Kana in earnest: shifted bytes show some, a Japanese page shows more than a fifth.
KANA_SHARE = 0.2
LEAST_ANNOTATIONS = 2
LEAST_NOISE = 3

IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")
KANA = re.compile("[\u3041-\u30fa]+")
NOISE = re.compile("[,，](?=[。、，；！？：,;:])")


@functools.cache
def traditional_run() -> re.Pattern[str]:
    """Runs of characters that only Traditional text has."""
    return re.compile(f"[{''.join(sorted(simplified()))}]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the lines of one page show together.

    Attributes:
        traditional: the page is Traditional throughout, whether written so or converted.
        annotated: characters bear readings that a machine put there.
        noisy: commas were inserted before marks.
        annotated_characters: which characters bear them.
    """

    traditional: bool = False
    annotated: bool = False
    noisy: bool = False
    annotated_characters: frozenset[str] = frozenset()

    @property
    def mirrored(self) -> bool:
        """Whether a mirror's own marks are there, so that a repair without proof of its own is believed."""
        return self.annotated or self.noisy


def gather(texts: Iterable[str]) -> Evidence:
    """The evidence of a page."""
    changed = ideographs = kana = noise = annotations = 0
    annotated: set[str] = set()
    table = simplified()
    for text in texts:
        changed += sum(map(len, traditional_run().findall(text)))
        ideographs += sum(map(len, IDEOGRAPHS.findall(text)))
        kana += sum(map(len, KANA.findall(text)))
        noise += len(NOISE.findall(text))
        for match in ANNOTATION.finditer(text):
            character = text[match.start() - 1 : match.start()]
            if character in table and is_reading(character, match[1]):
                annotations += 1
                annotated.add(character)
    traditional = (
        changed >= LEAST_CHARACTERS
        and changed >= LEAST_SHARE * ideographs
        and kana <= KANA_SHARE * ideographs
    )
    return Evidence(
        traditional=traditional,
        annotated=traditional and annotations >= LEAST_ANNOTATIONS and len(annotated) >= LEAST_ANNOTATIONS,
        noisy=noise >= LEAST_NOISE,
        annotated_characters=frozenset(annotated),
    )

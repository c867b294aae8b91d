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
LEAST_KEPT = 2

IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")
KANA = re.compile("[\u3041-\u30fa]+")
# Characters that a mirror leaves as they are, and what Traditional text has for them.
KEPT = re.compile("[后里于并干愿系咨]")
NATIVE = re.compile("[後裡裏於並幹願係諮]")
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
        charwise: it was converted character by character, as no writer of Traditional would write.
    """

    traditional: bool = False
    annotated: bool = False
    noisy: bool = False
    charwise: bool = False

    @property
    def mirrored(self) -> bool:
        """Whether a mirror's own marks are there, so that a repair without proof of its own is believed."""
        return self.traditional and (self.annotated or self.noisy or self.charwise)


def gather(texts: Iterable[str]) -> Evidence:
    """The evidence of a page."""
    changed = ideographs = kana = noise = annotations = kept = native = 0
    annotated: set[str] = set()
    table = simplified()
    for text in texts:
        changed += sum(map(len, traditional_run().findall(text)))
        ideographs += sum(map(len, IDEOGRAPHS.findall(text)))
        kana += sum(map(len, KANA.findall(text)))
        kept += len(KEPT.findall(text))
        native += len(NATIVE.findall(text))
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
        charwise=traditional and kept >= LEAST_KEPT and kept > 4 * native,
    )

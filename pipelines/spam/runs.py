"""Spam phrases joined to a title or standing in one block with clean text: found, and taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from pipelines.spam.lexicon import hits, rules
from pipelines.spam.model import default_model
from pipelines.spam.rows import MARKS, whole_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_JOINT = re.compile(r"[_|,，\-–—丨│｜;；>＞·/\s]+")
_END = re.compile(r"[\n。！？!?]+|(?<=[|_丨｜])")


_MARKS = "|_丨｜,， \n-"


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    score: float


def split_title(title: str, body: str = "") -> tuple[str, tuple[str, ...]]:
    """What a title says without the spam phrases joined to its head or end, and these phrases.

    Phrases are joined by ``_ | , -`` or blanks. A part that the body speaks of is the title's own; a part
    that stands between spam and the title's own words goes with the spam where the body does not know it.
    A title that is all spam comes back empty, a text too long for a title as it is.

    Args:
        title: as found, without the site's name where that is known.
        body: clean text of the article, where it is known.
    """
    if len(title) > rules()["title"]["longest"]:
        return title, ()
    parts = _parts(title, _JOINT)
    texts = [title[part.start : part.end] for part in parts]
    first, last = _cleanest([_doubt(text, part.score, body) for text, part in zip(texts, parts, strict=True)])
    if first == last:
        return ("", (title.strip(),)) if _are_spam(parts, texts, body) else (title, ())
    first = first if _are_spam(parts[:first], texts[:first], body) else 0
    last = last if _are_spam(parts[last:], texts[last:], body) else len(parts)
    kept = title[
        parts[first].start if first else 0 : parts[last - 1].end if last < len(parts) else len(title)
    ]
    sides = (
        title[: parts[first].start] if first else "",
        title[parts[last - 1].end :] if last < len(parts) else "",
    )
    phrases = tuple(phrase for side in sides if (phrase := _trim(side)))
    return (kept.strip(), phrases) if phrases else (title, ())


def _doubt(text: str, score: float, body: str) -> float:
    """How much speaks against a part of a title, in log-odds; below zero it is the title's own."""
    rule = rules()["title"]
    doubt = min(max(log(max(score, 1e-6) / max(1 - score, 1e-6)), -rule["most"]), rule["most"])
    doubt += rule["covered"] * hits(text).coverage
    if not body:
        return doubt
    if _known(text, body):
        return doubt - rule["known"]
    return doubt + (rule["short"] if len(text) <= rule["short_length"] else rule["unknown"])


def _cleanest(doubts: Sequence[float]) -> tuple[int, int]:
    """Where the run of parts with the least doubt begins and ends; empty where every part is doubtful."""
    best, span, total, start = 0.0, (0, 0), 0.0, 0
    for i, doubt in enumerate(doubts):
        if total >= 0:
            total, start = 0.0, i
        total += doubt
        if total < best:
            best, span = total, (start, i + 1)
    return span


def strip_spam_runs(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the runs of spam in it, and these runs in their order.

    A run is a line, a sentence or a row of keywords; the text around it stays as it is. Text that is clean or
    spam throughout comes back unchanged, the latter because the block judge decides on it.
    """
    parts = _parts(text, _END)
    limit = rules()["phrase"]["beside"]
    spam = [_is_run(text, part) for part in parts]
    for i in (*range(1, len(parts)), *reversed(range(len(parts) - 1))):
        for j in (i - 1, i + 1):
            if 0 <= j < len(parts) and spam[j] and parts[i].score >= limit:
                spam[i] = spam[i] or _same_line(text, parts[min(i, j)], parts[max(i, j)])
    runs: list[tuple[int, int]] = []
    for part, is_spam in zip(parts, spam, strict=True):
        if is_spam and runs and not text[runs[-1][1] : part.start].strip(_MARKS):
            runs[-1] = (runs[-1][0], part.end)
        elif is_spam:
            runs.append((part.start, part.end))
    runs = whole_rows(text, runs)
    clean = len(text.strip()) - sum(end - start for start, end in runs)
    if not runs or clean < rules()["run"]["clean"]:
        return text, ()
    kept, position = [], 0
    for start, end in runs:
        kept.append(text[position:start])
        position = end
    kept.append(text[position:])
    return "".join(kept).strip("|_丨｜ \n"), tuple(text[start:end].strip() for start, end in runs)


def _is_run(text: str, part: _Part) -> bool:
    """Whether a part is spam by itself; of the thousands of sentences that are tried, one without a word of spam must be surer."""
    if part.score < rules()["block"]["threshold"]:
        return False
    row = text[part.end - 1] in MARKS or (part.start > 0 and text[part.start - 1] in MARKS)
    return row or part.score >= rules()["run"]["sure"] or hits(text[part.start : part.end]).count > 0


def _same_line(text: str, left: _Part, right: _Part) -> bool:
    return not text[left.end : right.start].strip("|_丨｜,， -")


def _parts(text: str, joint: re.Pattern[str]) -> list[_Part]:
    spans, position = [], 0
    for match in joint.finditer(text):
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, len(text)))
    spans = [(start, end) for start, end in spans if text[start:end].strip()]
    scores = default_model().scores([text[start:end] for start, end in spans])
    return [_Part(start, end, float(score)) for (start, end), score in zip(spans, scores, strict=True)]


def _are_spam(parts: Sequence[_Part], texts: Sequence[str], body: str) -> bool:
    """True where what would be cut off says so by itself.

    A short phrase says little to the model: words that cover most of it make up for that, and so do its
    neighbours, more so where the body knows none of them.
    """
    limit = rules()["phrase"]
    if any(
        part.score >= limit["threshold"]
        or (part.score >= limit["suspected"] and hits(text).coverage >= limit["coverage"])
        for part, text in zip(parts, texts, strict=True)
    ):
        return True
    if len(parts) < 2:
        return False
    together = float(default_model().scores([" ".join(texts)])[0])
    unknown = bool(body) and not any(_known(text, body) for text in texts)
    return together >= (limit["together"] if unknown else limit["threshold"])


def _known(part: str, body: str) -> bool:
    """True where the body speaks of much of what the part says."""
    pairs = {part[i : i + 2] for i in range(len(part) - 1)}
    return bool(pairs) and sum(pair in body for pair in pairs) > 0.4 * len(pairs)


def _trim(text: str) -> str:
    return _JOINT.sub(" ", text).strip()

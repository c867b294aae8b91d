"""Spam phrases joined to a title or standing in one block with clean text: found, and taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.spam.lexicon import hits, rules
from pipelines.spam.model import default_model

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
    A title that is all spam comes back empty.

    Args:
        title: as found, without the site's name where that is known.
        body: clean text of the article, where it is known.
    """
    parts = _parts(title, _JOINT)
    texts = [title[part.start : part.end] for part in parts]
    if not parts:
        return title, ()
    known = [_known(text, body) for text in texts]
    spam = [
        _is_spam(text, part.score) and not sure for text, part, sure in zip(texts, parts, known, strict=True)
    ]
    if any(spam):  # what stands beside spam needs less to be spam
        limit = rules()["phrase"]["beside"]
        for i in (*range(1, len(parts)), *reversed(range(len(parts) - 1))):
            unsure = not known[i] and (bool(body) or parts[i].score >= limit)
            spam[i] = spam[i] or (unsure and _beside(spam, i))
    head = next((i for i, is_spam in enumerate(spam) if not is_spam), len(parts))
    tail = next((i for i, is_spam in enumerate(reversed(spam)) if not is_spam), len(parts))
    if head == len(parts):
        return "", (title.strip(),)
    last = len(parts) - tail
    cut = [title[: parts[head].start], title[parts[last - 1].end :]]
    kept = title[parts[head].start : parts[last - 1].end]
    phrases = tuple(
        phrase for side, used in zip(cut, (head, tail), strict=True) if used and (phrase := _trim(side))
    )
    return (kept.strip(), phrases) if phrases else (title, ())


def strip_spam_runs(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the runs of spam in it, and these runs in their order.

    A run is a line, a sentence or a row of keywords; the text around it stays as it is. Text that is clean or
    spam throughout comes back unchanged, the latter because the block judge decides on it.
    """
    parts = _parts(text, _END)
    threshold = rules()["block"]["threshold"]
    limit = rules()["phrase"]["beside"]
    spam = [part.score >= threshold for part in parts]
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
    clean = len(text.strip()) - sum(end - start for start, end in runs)
    if not runs or clean < rules()["run"]["clean"]:
        return text, ()
    kept, position = [], 0
    for start, end in runs:
        kept.append(text[position:start])
        position = end
    kept.append(text[position:])
    return "".join(kept).strip("|_丨｜ \n"), tuple(text[start:end].strip() for start, end in runs)


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


def _is_spam(text: str, score: float) -> bool:
    """A short phrase says little to the model: words that cover most of it make up for that."""
    limit = rules()["phrase"]
    if score >= limit["threshold"]:
        return True
    return score >= limit["suspected"] and hits(text).coverage >= limit["coverage"]


def _known(part: str, body: str) -> bool:
    """True where the body speaks of most of what the part says."""
    pairs = {part[i : i + 2] for i in range(len(part) - 1)}
    return bool(pairs) and sum(pair in body for pair in pairs) * 2 > len(pairs)


def _beside(spam: Sequence[bool], i: int) -> bool:
    return (i > 0 and spam[i - 1]) or (i + 1 < len(spam) and spam[i + 1])


def _trim(text: str) -> str:
    return _JOINT.sub(" ", text).strip()

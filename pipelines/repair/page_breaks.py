"""What document-sharing sites do: numbered pages that cut sentences, titles told twice and thrice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit, applied
from pipelines.repair.language import language_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MARKER = re.compile(r"(?m)(?:^|\n)[ \t\u3000]*\n?[ \t\u3000]*(\d{1,3})、")
SENTENCE_END = frozenset("。！？；：…”』」）》!?;:)")
# A page is longer than an item's heading; shorter halves are joined only where the language model agrees.
PAGE_LENGTH = 150
TITLE_LENGTH = range(4, 81)


def page_breaks(text: str) -> Iterator[Edit]:
    """The page markers to take out, with the line ends before them where they cut a sentence."""
    for series in _series(text):
        cuts = [_cuts(text, match) for match in series[1:]]
        if sum(cuts) * 2 < len(cuts) or not any(cuts):
            continue
        for match, cut in zip(series, [False, *cuts], strict=True):
            # a marker at the end of a sentence goes too, but the paragraphs stay apart
            start = match.start() if cut else match.end() - len(match[1]) - 1
            while cut and start and text[start - 1] in " \t\n\u3000":
                start -= 1
            yield Edit(start, match.end(), "", "page-break")


def _series(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of markers that count 1, 2, 3 ...; a lone one is no series."""
    run: list[re.Match[str]] = []
    for match in MARKER.finditer(text):
        number = int(match[1])
        if run and number == int(run[-1][1]) + 1:
            run.append(match)
            continue
        if len(run) > 1:
            yield run
        run = [match] if number == 1 else []
    if len(run) > 1:
        yield run


def _cuts(text: str, match: re.Match[str]) -> bool:
    """Whether the marker stands inside a sentence."""
    end = match.start()
    while end and text[end - 1].isspace():
        end -= 1
    after = text[match.end() : match.end() + 12].lstrip(" \u3000")
    if not end or not after or text[end - 1] in SENTENCE_END:
        return False
    if after[0] in "，。、；：！？,;:!?)）”":
        return True
    line = text.rfind("\n", 0, end)
    if end - line < PAGE_LENGTH:
        return False
    return _belongs(text[max(0, end - 12) : end], after)


def _belongs(left: str, right: str) -> bool:
    """Whether the language model would rather read on than begin anew."""
    model = language_model()
    joined = model.text_cost(left + right)
    apart = model.text_cost(left + "\n") + model.text_cost(right)
    return joined < apart


def stuttered_title(text: str) -> Iterator[Edit]:
    """A title at the head that is told piece by piece twice and then whole, as converters of documents do."""
    line_end = text.find("\n")
    head = text[: line_end if line_end >= 0 else len(text)][: 4 * TITLE_LENGTH.stop]
    places = [i for i, c in enumerate(head) if c not in " \u3000\xa0"]
    letters = "".join(head[i] for i in places)
    # A piece told twice must come first: cheap to see, and rare.
    if not any(letters[:n] == letters[n : 2 * n] for n in TITLE_LENGTH if 2 * n <= len(letters)):
        return
    for n in reversed(TITLE_LENGTH):
        if 3 * n < len(letters) and _doubles(letters[: 2 * n], letters[2 * n : 3 * n]):
            yield Edit(0, places[3 * n], "", "stutter")
            return


def _doubles(twice: str, once: str) -> bool:
    """Whether ``twice`` is ``once`` with each of its pieces repeated."""
    reached = [True] + [False] * len(once)
    for start in range(len(once)):
        if not reached[start]:
            continue
        for end in range(start + 1, len(once) + 1):
            piece = once[start:end]
            if twice[2 * start : 2 * end] == piece + piece:
                reached[end] = True
    return reached[-1]


def repeated_lines(text: str, least: int = 20) -> Iterator[Edit]:
    """Paragraphs that stand twice in a row, at least ``least`` characters long."""
    last = ""
    position = 0
    end_of_last = 0
    for line in text.split("\n"):
        stripped = line.strip()
        end = position + len(line)
        if len(stripped) >= least and stripped == last:
            yield Edit(end_of_last, end, "", "stutter")
        elif stripped:
            last = stripped
        if stripped:
            end_of_last = end
        position = end + 1


def join_page_breaks(paragraphs: Iterable[str]) -> list[str]:
    """Paragraphs with the page markers gone, the halves of cut sentences joined, and real numbering kept."""
    text = "\n".join(paragraphs)
    return applied(text, page_breaks(text)).split("\n")


def titles_out(text: str, titles: Sequence[str]) -> Iterator[Edit]:
    """A claimed title at the head of a paragraph of the body, apart from it by a blank."""
    for title in titles:
        if len(title) >= TITLE_LENGTH.start and text.startswith((title + " ", title + "\u3000")):
            yield Edit(0, len(title) + 1, "", "stutter")
            return

"""What document-sharing sites do: numbered pages that cut sentences, titles told twice and thrice."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from pipelines.repair.edits import Edit, applied
from pipelines.repair.language import language_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# A marker at the beginning of the text, and of a line or behind an empty one.
HEAD = re.compile(r"[ \t\u3000]*(?:\n[ \t\u3000]*)?(\d{1,3})、")
MARKER = re.compile(rf"\n{HEAD.pattern}")
NUMBERED = ("1、", "１、")  # the first marker of a series
FIRST, SECOND = re.compile(r"\n[ \t\u3000]*[0０]{0,2}[1１]、"), re.compile(r"\n[ \t\u3000]*[0０]{0,2}[2２]、")
SENTENCE_END = frozenset("。！？；：…”』」）》!?;:)")
CLAUSE_END = re.compile("[，。；,;]")
PAGE_LENGTH, LEAST_PAGE = 150, 30
TITLE_LENGTH = range(6, 81)
LEAST_LINE = 20  # characters of a paragraph that is taken out where it stands again
DISTINCT = 5  # characters that a title has at the least, so that 哈哈哈哈哈哈 is none
IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
BLANKS = " \t\u3000\xa0"


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


def has_series(text: str) -> bool:
    """Whether a first and a second marker begin lines; a quick look for what most texts do not have."""
    if not any(first in text for first in NUMBERED):
        return False
    text = "\n" + text
    return FIRST.search(text) is not None and SECOND.search(text) is not None


def _series(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of markers that count 1, 2, 3 ...; a lone one is no series."""
    if not has_series(text):
        return
    run: list[re.Match[str]] = []
    head = HEAD.match(text)
    for match in chain([head] if head else [], MARKER.finditer(text)):
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
    page = text[text.rfind("\n", 0, end) + 1 : end]
    # an item's heading is short and one clause
    if len(page) < PAGE_LENGTH and (len(page) < LEAST_PAGE or len(CLAUSE_END.findall(page)) < 2):
        return False
    return _belongs(text[max(0, end - 12) : end], after)


def _belongs(left: str, right: str) -> bool:
    """Whether the language model would rather read on than begin anew."""
    model = language_model()
    joined = model.text_cost(left + right)
    apart = model.text_cost(left + "\n") + model.text_cost(right)
    return joined < apart


def stuttered_title(text: str) -> Iterator[Edit]:
    """A title at the head that is told piece by piece twice, as converters of documents do, and then whole.

    It is no part of the text that follows on its line; a line that holds nothing else keeps it once.
    """
    if not tells_twice(text):
        return
    line = text.split("\n", 1)[0]
    head = line[: 4 * TITLE_LENGTH.stop]
    places = [i for i, c in enumerate(head) if c not in BLANKS]
    letters = "".join(head[i] for i in places)
    titles = {n: _halved(letters[: 2 * n]) for n in reversed(TITLE_LENGTH) if 2 * n <= len(letters)}
    told = [(n, title) for n, title in titles.items() if title and _is_title(title)]
    for n, title in sorted(told, key=lambda pair: not letters.startswith(pair[1], 2 * pair[0])):
        end = 3 * n if letters.startswith(title, 2 * n) else 2 * n
        if end == len(letters) and len(head) == len(line):
            yield Edit(places[n], len(line), "", "stutter")
        elif end < len(letters) and (end == 3 * n or _stands_apart(head, places, n)):
            yield Edit(0, places[end], "", "stutter")
        else:
            continue
        return


def stutters(text: str) -> bool:
    """Whether a text begins with a title that is told twice; one that stands alone may be so of its own."""
    return tells_twice(text) and any(edit.start == 0 or "\n" in text for edit in stuttered_title(text))


def tells_twice(text: str) -> bool:
    """Whether anything is told twice at the very beginning of the first line."""
    letters = text[: 2 * TITLE_LENGTH.stop].split("\n", 1)[0]
    for blank in BLANKS:
        letters = letters.replace(blank, "")
    # the first two letters come again where the second telling begins
    n = letters.find(letters[:2], 2)
    while 2 <= n < TITLE_LENGTH.stop:
        if letters.startswith(letters[:n], n):
            return True
        n = letters.find(letters[:2], n + 1)
    return False


def _is_title(text: str) -> bool:
    """Whether it can be one: several ideographs, and no end of a sentence."""
    return len(set(IDEOGRAPH.findall(text))) >= DISTINCT and SENTENCE_END.isdisjoint(text.rstrip("）)》”"))


def _stands_apart(head: str, places: list[int], n: int) -> bool:
    """Whether a title told twice ends at a blank; two titles with a blank between may be a page's own."""
    return head[places[2 * n] - 1] in BLANKS and places[n] - places[n - 1] == 1


def _halved(twice: str) -> str | None:
    """What is left when each piece is told once instead of twice; None where pieces do not repeat."""
    pieces = []
    position = 0
    while position < len(twice):
        rest = len(twice) - position
        for n in range(2, rest // 2 + 1):
            if twice[position : position + n] == twice[position + n : position + 2 * n]:
                pieces.append(twice[position : position + n])
                position += 2 * n
                break
        else:
            return None
    return "".join(pieces)


def repeats_lines(text: str) -> bool:
    """Whether any long line stands twice, in a row or not."""
    lines = list(map(str.strip, text.split("\n")))
    if len(set(lines)) == len(lines):
        return False
    lines = [line for line in lines if len(line) >= LEAST_LINE]
    return len(set(lines)) < len(lines)


def repeated_lines(text: str) -> Iterator[Edit]:
    """Paragraphs that stand twice in a row, at least ``LEAST_LINE`` characters long."""
    if not repeats_lines(text):
        return
    last = ""
    position = 0
    end_of_last = 0
    for line in text.split("\n"):
        stripped = line.strip()
        end = position + len(line)
        if stripped == last and len(stripped) >= LEAST_LINE and len(set(stripped)) >= DISTINCT:
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

"""The chosen blocks without what stands at their edges and is no text: title, bylines, prompts, furniture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.metadata.byline import is_furniture, is_platform_line
from pipelines.metadata.title import is_prose, shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.blocks import Document

# A byline or follow prompt belongs to the article's edges: this many blocks at the head and at the end.
_HEAD, _TAIL = 3, 4
_SIGNED = re.compile(
    r"^附件|^附[:：]|^\d{1,2}[.．、]\s?\S.{2,40}$|^.{2,30}(?:政府|办公室|委员会|[局部委]|指挥部|领导小组|党委|支部)$|^(?:20\d\d|二[〇○零].{2})年.{1,3}月.{1,3}日$"
)
_BY_SCRIPT = frozenset({"visibility:hidden", "opacity:0", "display:none"})
_FAR_MORE = 3
_CLOSING, _SHORT = 12, 50  # lines after the last sentence, and characters of each
_SENTENCE_ENDS = frozenset("。！？…”’：；!?:;")


def reveal(document: Document, spam: Sequence[bool]) -> None:
    """Show the text of pages that hide it until a script has run, as WeChat's do.

    Text hidden by style counts as shown where it is prose, no spam, and far more than all prose that is shown.
    """
    hidden = [i for i, block in enumerate(document.blocks) if block.hidden in _BY_SCRIPT and not spam[i]]
    waiting = sum([len(document.blocks[i].text) for i in hidden if is_prose(document.blocks[i].text)])
    if not waiting:
        return
    shown = sum(len(block.text) for block in document.blocks if not block.hidden and is_prose(block.text))
    if waiting > _FAR_MORE * shown:
        for i in hidden:
            document.blocks[i].hidden = ""


def trim(document: Document, kept: Sequence[int], title: str | None, *, spoken: bool) -> list[int]:
    """The chosen blocks that are the article's text.

    Args:
        document: with repaired blocks.
        kept: indices of the chosen blocks.
        title: of the article.
        spoken: True for plain text: only what stands between its first and its last sentence is kept, for what
            stands about them has no tags to tell it by, but does not speak in sentences.
    """
    form = shape(title) if title else None
    blocks = document.blocks
    found = _filled(document, _sentences(document, kept)) if spoken else list(kept)
    edges = {*found[:_HEAD], *found[-_TAIL:]}
    found = [
        i
        for i in found
        if not is_platform_line(blocks[i].text)
        and (i not in edges or not (shape(blocks[i].text) == form or is_furniture(blocks[i].text)))
    ]
    if not spoken:
        return found
    # A prompt in the form of a sentence may have stood before furniture.
    found = _sentences(document, found)
    return found + _closing(document, found[-1]) if found else found


def _filled(document: Document, kept: list[int]) -> list[int]:
    """The lines from the first to the last chosen one: what stands among prose is a heading or a short line of it."""
    if not kept:
        return []
    return [i for i in range(kept[0], kept[-1] + 1) if not document.blocks[i].hidden]


def _closing(document: Document, last: int) -> list[int]:
    """What a notice ends with after its last sentence: attachments, the office that signs, the date."""
    end = last
    for i in range(last + 1, min(len(document.blocks), last + _CLOSING)):
        block = document.blocks[i]
        signed = _SIGNED.search(block.text) is not None
        if block.hidden or len(block.text) > _SHORT or (is_furniture(block.text) and not signed):
            break
        end = i if signed else end
    return list(range(last + 1, end + 1))


def _sentences(document: Document, kept: Sequence[int]) -> list[int]:
    """The chosen blocks from the first sentence to the last."""
    texts = [document.blocks[i].text for i in kept]
    spoken = [n for n, text in enumerate(texts) if text[-1:] in _SENTENCE_ENDS or is_prose(text)]
    if not spoken:
        return list(kept)
    return list(kept[spoken[0] : spoken[-1] + 1])

"""The order in which damage is undone: bytes first, script and width last."""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.repair import (
    control,
    encoding,
    flags,
    marks,
    page_breaks,
    punctuation,
    remnants,
    script,
    slips,
)
from pipelines.repair.annotations import machine_annotations
from pipelines.repair.edits import Draft, Edit
from pipelines.repair.evidence import Evidence, gather, is_traditional
from pipelines.repair.kinds import (
    COMPOSING,
    CONTROL,
    MARK,
    MISREAD,
    NUMBER,
    REMNANT,
    SIMPLIFIED,
    TELLING,
    TOLD,
    TOLD_TOO,
    TRADITIONAL,
    TWICE,
    Counts,
    kinds,
)
from pipelines.repair.language import NAT
from pipelines.repair.readings import GAP
from pipelines.repair.wording import Wording
from pipelines.types import Repaired

if TYPE_CHECKING:
    from collections.abc import Sequence

# A run with so many characters that bytes alone decide, and so clear a lead, is proof of a slip.
PROOF = 2
LEAD = 4 * NAT
_WITNESSES = 5  # blocks that tell a title's script
_MOST_STUTTERS = 8  # titles told over and over; each takes a pass, so that there is an end to it
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


# What only the bytes and the script can have to do with, and what else shows damage.
_DEEP = TRADITIONAL | MISREAD | CONTROL
_DAMAGED = _DEEP | MARK


def _has_damage(text: str, seen: int, title: str | None) -> bool:
    """Whether there is anything to do in a text that shows these kinds."""
    return bool(
        seen & _DAMAGED
        or (seen & NUMBER and page_breaks.has_series(text))
        or (seen & COMPOSING and not unicodedata.is_normalized("NFC", text))
        or (seen & REMNANT and remnants.has_remnants(text))
        or page_breaks.stutters(text)
        or page_breaks.repeats_lines(text)
        or (title and text.startswith(title))
        or remnants.blanks_in_words(text)
    )


def _is_sound(text: str, seen: int) -> bool:
    """Whether a block shows nothing to do; what concerns the whole text is left to it."""
    return not (seen & _DAMAGED or (seen & REMNANT and remnants.has_remnants(text)))


def _damage_flags(text: str, seen: int, *, garbled: bool = False) -> tuple[str, ...]:
    return flags.damage_flags(
        text, garbled=garbled, told=bool(seen & (TELLING | TOLD | TOLD_TOO)), twice=bool(seen & TWICE)
    )


def repair_text(text: str, *, title: str | None = None) -> Repaired:
    """Undo what mirrors and document-sharing sites did to a text.

    Args:
        text: as found, paragraphs apart by newlines.
        title: the title the page claims; a body that begins with it again loses it.

    Returns:
        The text in Simplified Chinese with full-width marks, the changes, and flags for damage that cannot be
        undone. A text that shows no damage comes back as the same object. Native Traditional text is flagged
        ``native-traditional``; :func:`pipelines.repair.undo` gives it as written. Never raises on foreign
        text.
    """
    seen = _kinds(text)
    if not _has_damage(text, seen, title):
        return Repaired(text, (), _damage_flags(text, seen))
    draft = Draft(text)
    garbled = bool(seen & MISREAD)
    _decode(draft, seen)
    if draft.changes:
        seen = _kinds(draft.text)
        garbled = True
    evidence = Evidence()
    if seen & (TRADITIONAL | MARK | COMPOSING):
        evidence = gather([_nfc(draft.text, seen)], simplified=not seen & TRADITIONAL)
        _undo_mirror(draft, evidence, Wording([draft.text]), seen)
        if evidence.traditional:
            _simplify([draft], evidence)
    draft.apply(page_breaks.page_breaks(draft.text))
    for _ in range(_MOST_STUTTERS):
        stutter = list(page_breaks.stuttered_title(draft.text))
        if not stutter:
            break
        draft.apply(stutter)
    draft.apply(marks.indents(draft.text))
    draft.apply(page_breaks.repeated_lines(draft.text))
    if title:
        draft.apply(page_breaks.titles_out(draft.text, [title]))
    if draft.changes or draft.text is not text:
        seen = kinds(draft.text)
        garbled = True
    _normalise(draft, seen)
    return draft.repaired(_flags(draft, evidence, seen, garbled=garbled))


def repair_lines(texts: Sequence[str]) -> list[Repaired]:
    """Undo what mirrors did to the blocks of one page, block by block, on the evidence of all of them.

    Blocks are neither joined nor dropped. A block that shows no damage comes back as it was, also on a page
    that shows some.
    """
    seen = [kinds(text) for text in texts]
    if all(map(_is_sound, texts, seen)):
        return [Repaired(text, (), _damage_flags(text, bits)) for text, bits in zip(texts, seen, strict=True)]
    drafts = [Draft(text) for text in texts]
    for draft, bits in zip(drafts, seen, strict=True):
        _decode(draft, bits)
    page = [draft.text for draft in drafts]
    seen = [kinds(text) for text in page]
    evidence, wording = gather(list(map(_nfc, page, seen))), Wording(page)
    damaged = [
        (draft, bits) for draft, bits in zip(drafts, seen, strict=True) if not _is_sound(draft.text, bits)
    ]
    for draft, bits in damaged:
        _undo_mirror(draft, evidence, wording, bits)
    if evidence.traditional:
        _simplify([draft for draft, _ in damaged], evidence)
    for draft, _ in damaged:
        _normalise(draft, kinds(draft.text))
    return [draft.repaired(_flags(draft, evidence, kinds(draft.text), garbled=True)) for draft in drafts]


def repair_title(text: str, beside: Sequence[str]) -> Repaired:
    """As :func:`repair_text`, where the page's blocks tell what a line of a few characters cannot: its script.

    Args:
        text: the title.
        beside: blocks of the page.
    """
    own = repair_text(text)
    if not beside or not kinds(own.text) & TRADITIONAL:
        return own
    return repair_lines([text, *sorted(beside, key=len)[-_WITNESSES:]])[0]


def _kinds(text: str) -> int:
    """The kinds of a text; Traditional characters too few to make a Traditional page are none."""
    seen = kinds(text)
    if seen & TRADITIONAL and not is_traditional(Counts(_nfc(text, seen))):
        seen &= ~TRADITIONAL
    return seen


def _nfc(text: str, seen: int) -> str:
    """A text for counting: compatibility ideographs are what they will be, though their bytes must stay till later."""
    if not seen & COMPOSING or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def _decode(draft: Draft, seen: int) -> None:
    """Characters as they were meant: whole, without what no text should hold, in the right encoding."""
    if seen & CONTROL:
        draft.apply(control.control_characters(draft.text, keep_bytes=True))
        draft.apply(punctuation.accents(draft.text))
    if seen & MISREAD or draft.changes:  # accents can make letters of a wrong encoding
        draft.apply(encoding.wrongly_decoded(draft.text))
    if not draft.changes and not (seen & CONTROL and control.BYTES.search(draft.text)):
        return
    # what is left of them was no byte of another encoding; without it letters may meet their accents
    draft.apply(control.control_characters(draft.text))
    draft.apply(punctuation.accents(draft.text))


def _undo_mirror(draft: Draft, evidence: Evidence, wording: Wording, seen: int) -> None:
    """The damage of hijacked mirrors, in the reverse of the order in which it was done."""
    if evidence.converted:
        draft.apply(_slip_edits(draft.text, evidence, wording))
    if seen & COMPOSING or evidence.converted:  # slips undone can show what composes
        draft.apply(punctuation.composed(draft.text))
    inserted = list(marks.inserted_marks(draft.text, noisy=evidence.noisy, mirrored=evidence.mirrored))
    if evidence.annotated:
        inserted = sorted([*inserted, *machine_annotations(draft.text)])
    draft.apply(inserted)


def _simplify(drafts: Sequence[Draft], evidence: Evidence) -> None:
    """Put texts into Simplified, but for lines of a Simplified writer that only cite Traditional characters.

    All lines at once: the converter takes as long to begin as for a hundred characters.
    """
    lines: list[str] = []
    chosen: list[int] = []
    for draft in drafts:
        own = list(enumerate(draft.text.split("\n"), len(lines)))
        if evidence.mirrored or not kinds(draft.text) & SIMPLIFIED:
            chosen += [i for i, line in own if line]
        else:
            chosen += [i for i, line in own if 0 < (counts := Counts(line)).traditional >= counts.simplified]
        lines += [line for _, line in own]
    converted = script.to_simplified("\n".join(lines[i] for i in chosen), mirrored=evidence.mirrored)
    for i, line in zip(chosen, converted.split("\n") if chosen else (), strict=True):
        lines[i] = line
    rest = iter(lines)
    for draft in drafts:
        draft.substitute("\n".join(islice(rest, draft.text.count("\n") + 1)))


def _normalise(draft: Draft, seen: int) -> None:
    if seen & REMNANT:
        draft.apply(remnants.remnants(draft.text))
    draft.apply(remnants.blanks_in_words(draft.text))
    if seen & MARK:
        draft.substitute(punctuation.normalise_punctuation(draft.text))


def _slip_edits(text: str, evidence: Evidence, wording: Wording) -> list[Edit]:
    """The slips that are believed: those with proof of their own, and on a page with proof the others too."""
    traits = slips.Traits(
        converted=True,
        annotated=evidence.annotated,
        noisy=evidence.noisy,
        dropping=not PRIVATE_USE.search(text),
        wording=wording,
    )
    found = list(slips.find_slips(text, traits))
    mirrored = evidence.mirrored or any(slip.determined >= PROOF and slip.margin >= LEAD for slip in found)
    edits = []
    for slip in found:
        if not slip.determined and not mirrored:
            continue
        probability = round(1 / (1 + math.exp(-min(slip.margin / NAT, 50))), 4)
        sure = slip.determined >= PROOF and slip.margin >= LEAD
        for start, end, after, guessed in slip.pieces:
            certain = sure and not guessed
            edits.append(Edit(start, end, after, "slip", certain, None if certain else probability))
    return edits


def _flags(draft: Draft, evidence: Evidence, seen: int, *, garbled: bool) -> tuple[str, ...]:
    """Where the text was written, and the damage that cannot be undone."""
    lost = GAP in draft.text and draft.text.count(GAP) > draft.found.count(GAP)
    return (
        *(("native-traditional",) if evidence.native else ()),
        *(("lost-figures",) if lost else ()),  # □ marks the places
        *_damage_flags(draft.text, seen, garbled=garbled),
    )

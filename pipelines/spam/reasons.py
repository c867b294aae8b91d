"""The fixed vocabulary of reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.spam.lexicon import plain

if TYPE_CHECKING:
    from pipelines.spam.evidence import Evidence
    from pipelines.spam.lexicon import Hits

SEPARATORS = "|_,，-、;；/>＞丨│｜·=＝I\n\t \u3000"
_BLANKS = "\n\t \u3000"
VOCABULARY = (
    "hidden by {how}",
    "{n} spam terms",
    "{n} spam terms in {n} links",
    "keyword line joined by {sign}",
    "reads like spam",
    "Simplified text in a Traditional page",
    "inside random-id scaffolding",
    "links to {n} sites",
    "obfuscated characters",
    "asks to be contacted",
    "repeats itself",
    "in a list of spam",
    "repeats other spam on the page",
    "spam phrase beside the title",
    "nothing of its own left",
    "the title is spam",
    "what is left reads like spam too",
    "the text is spam throughout",
    "most paragraphs end in a comma",
    "{n} of {n} blocks are spam",
)


def block_reasons(block: Evidence, found: Hits, obfuscated: bool, by_text: bool) -> tuple[str, ...]:
    """Why the block is spam, the plainest evidence first; at least one reason."""
    text = block.found or block.text
    reasons = []
    if block.hidden:
        reasons.append(f"hidden by {block.hidden}")
    if found.count > 1:
        links = f" in {block.links} links" if block.links > 1 else ""
        reasons.append(f"{found.count} spam terms{links}")
    if sign := joint(text):
        reasons.append(f"keyword line joined by {sign}")
    if block.converted:
        reasons.append("Simplified text in a Traditional page")
    if block.scaffold:
        reasons.append("inside random-id scaffolding")
    if block.link_sites > 2 and block.external_links:
        reasons.append(f"links to {block.link_sites} sites")
    if obfuscated:
        reasons.append("obfuscated characters")
    if found.contacts > 1 and any(char.isdigit() for char in text):
        reasons.append("asks to be contacted")
    if repeats(text):
        reasons.append("repeats itself")
    if block.kin:
        reasons.append("repeats other spam on the page")
    if by_text or not reasons:
        reasons.append("reads like spam")
    return tuple(reasons)


def joint(text: str) -> str:
    """The sign that joins a line of keywords: ``|``, ``_``, ``blanks``, ``lines`` ...; "" for other text.

    A line of keywords has at least three parts, short ones, and no sentence mark.
    """
    if "。" in text or "！" in text:
        return ""
    best = max(SEPARATORS, key=lambda sign: text.count(sign) * (1 if sign in _BLANKS else 2))
    parts = [part for part in text.split(best) if part.strip()]
    if len(parts) < 3 or sum(map(len, parts)) > 30 * len(parts):
        return ""
    return {" ": "blanks", "\u3000": "blanks", "\n": "lines", "\t": "tabs"}.get(best, best)


def repeats(text: str) -> bool:
    """True where fewer than half of a longer text's pairs of characters are new ones."""
    folded = plain(text).replace(" ", "")
    pairs = [folded[i : i + 2] for i in range(len(folded) - 1)]
    return len(pairs) > 60 and len(set(pairs)) * 2 < len(pairs)

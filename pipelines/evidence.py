"""What a page tells about each of its blocks, for the spam judge."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.spam import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.blocks import Document
    from pipelines.types import Repaired

# One random id of five or six characters repeated over the page: scaffolding of one injection kit (lnez7, tc4fh).
_RANDOM_ID = re.compile(r"(?=.{0,5}\d)(?=.{0,5}[a-z])[a-z0-9]{5,6}")
_REPEATED = 3
_HAN = re.compile("[㐀-鿿]")
# A page is converted from Simplified where at least this share of its repairs is of script, in characters.
_CONVERTED = 0.02


def gather(document: Document, repaired: Sequence[Repaired], url: str | None) -> list[Evidence]:
    """One :class:`~pipelines.spam.Evidence` a block.

    Args:
        document: with repaired blocks.
        repaired: what was changed in each block.
        url: of the page, to tell links to other hosts.
    """
    host = (urlsplit(url).hostname or "") if url else ""
    scaffold = _scaffold(document)
    changed = [any(r.kind in ("script", "pinyin", "slip") for r in result.repairs) for result in repaired]
    size = sum(len(block.found) for block in document.blocks)
    script = sum(len(r.before) for result in repaired for r in result.repairs if r.kind == "script")
    converted = script > _CONVERTED * size
    evidence = []
    for block, was_changed in zip(document.blocks, changed, strict=True):
        if not block.links and not block.hidden and not converted and not scaffold:
            evidence.append(Evidence(block.text, block.found, tag=block.tag))
            continue
        hosts = {_host(address) for address, _ in block.links}
        foreign = [address for address, _ in block.links if _host(address) not in ("", host)]
        evidence.append(
            Evidence(
                block.text,
                block.found,
                hidden="" if block.hidden == "spam" else block.hidden,
                links=len(block.links),
                link_chars=sum(length for _, length in block.links),
                external_links=len(foreign),
                link_hosts=len(hosts - {""}),
                tag=block.tag,
                scaffold=block.element in scaffold,
                converted=converted and not was_changed and len(_HAN.findall(block.text)) >= 8,
            )
        )
    return evidence


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _scaffold(document: Document) -> set[int]:
    """Elements in the scaffolding of an injection: they or one above them bear the repeated random id."""
    names = Counter(
        element.hint for element in document.elements if element.hint and _RANDOM_ID.fullmatch(element.hint)
    )
    random = {name for name, count in names.items() if count >= _REPEATED}
    found: set[int] = set()
    if random:
        for i, element in enumerate(document.elements):
            if element.hint in random or element.parent in found:
                found.add(i)
    return found

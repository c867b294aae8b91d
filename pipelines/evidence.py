"""What a page tells about each of its blocks, for the spam judge."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.spam import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tldextract import TLDExtract

    from pipelines.blocks import Document
    from pipelines.types import Repair

# One random id of five or six characters repeated over the page: scaffolding of one injection kit (lnez7, tc4fh).
_RANDOM_ID = re.compile(r"(?=.{0,5}\d)(?=.{0,5}[a-z])[a-z0-9]{5,6}")
_REPEATED = 3
_HAN = re.compile("[㐀-鿿]")
# A page is converted from Simplified where at least this share of its repairs is of script, in characters.
_CONVERTED = 0.02


class PageEvidence:
    """What is the same for all blocks of a page, found once.

    Args:
        document: with repaired blocks.
        changes: made in each block.
        url: of the page, to tell links to other sites.
    """

    def __init__(self, document: Document, changes: Sequence[Sequence[Repair]], url: str | None) -> None:
        self._blocks = document.blocks
        self._changes = changes
        self._site = _site(url) if url else ""
        self._scaffold = _scaffold(document)
        size = sum(len(block.found) for block in document.blocks)
        script = sum(len(r.before) for made in changes for r in made if r.kind == "script")
        self._converted = script > _CONVERTED * size

    def of(self, index: int) -> Evidence:
        """The evidence on one block."""
        block, changes = self._blocks[index], self._changes[index]
        sites = [_site(address) for address, _ in block.links]
        changed = any(change.kind in ("script", "pinyin", "slip") for change in changes)
        return Evidence(
            block.text,
            block.found,
            hidden=block.hidden,
            links=len(block.links),
            link_chars=sum(length for _, length in block.links),
            external_links=sum(site not in ("", self._site) for site in sites),
            link_sites=len({*sites} - {""}),
            tag=block.tag,
            scaffold=block.element in self._scaffold,
            converted=self._converted and not changed and len(_HAN.findall(block.text)) >= 8,
        )


def _site(address: str) -> str:
    """The registered domain of an address; a portal serves its parts from many hosts below one."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return _registered(host)


@lru_cache(10_000)
def _registered(host: str) -> str:
    known = _suffixes()(host)
    return known.top_domain_under_public_suffix or known.ipv4 or ".".join(host.split(".")[-2:])


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # only pages with suspected blocks pay for it

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


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

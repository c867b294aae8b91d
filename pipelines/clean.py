"""clean_page(): the stages in their order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.content import choose_blocks
from pipelines.content.edges import reveal, trim
from pipelines.decode import decode
from pipelines.metadata import find_metadata
from pipelines.metadata.dialects import read_dialects
from pipelines.metadata.images import absolute
from pipelines.metadata.subject import find_subject
from pipelines.metadata.title import find_title
from pipelines.mhtml import unwrap
from pipelines.plain import front_matter, parse
from pipelines.quarantine import RESTORED, Quarantine
from pipelines.repair import repair_lines, repair_text, repair_title, shows_damage
from pipelines.spam import judge_page
from pipelines.types import UNDECIDED, CleanPage, Notes

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.document import Document
    from pipelines.types import Decisions, Repair


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cleaned page with what led to it, block by block.

    Attributes:
        page: the result.
        document: the page in blocks, repaired; None where it had no text.
        spam: spam score of each block.
        content: how sure the content judge is of each block.
        kept: indices of the blocks of the body.
    """

    page: CleanPage
    document: Document | None = None
    spam: tuple[float, ...] = ()
    content: tuple[float, ...] = ()
    kept: tuple[int, ...] = ()


def clean_page(
    content: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    encoding: str | None = None,
    decided: Decisions = UNDECIDED,
) -> CleanPage:
    """Find the article of a page, take the spam out, undo the damage, read the metadata.

    A pure function: the same arguments give the same result, nothing is read or written. It takes any content
    and does not raise on what it holds.

    Args:
        content: an HTTP body or a file's bytes: HTML, MHTML, Markdown or plain text in any encoding; or text.
        url: of the page; gives images their addresses, and a date and a publisher where the page has none.
        content_type: the HTTP header's value.
        fetched_at: when the page was fetched; dates after it are not believed.
        encoding: that the source's operator has set; wins over what bytes and labels say.
        decided: what operators decided on the page's spam; it wins over the judges.
    """
    return explain(
        content, url, content_type=content_type, fetched_at=fetched_at, encoding=encoding, decided=decided
    ).page


def explain(
    content: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    encoding: str | None = None,
    decided: Decisions = UNDECIDED,
) -> Explanation:
    """As :func:`clean_page`, with every block and its scores, for people who want to see why."""
    if isinstance(content, bytes) and (part := unwrap(content)):
        content, content_type, location = part
        url = location or url
    decoded = decode(content, content_type, encoding)
    front, text, problem = front_matter(decoded.text)
    document, kind = parse(text)
    read_dialects(text, document)
    flags = [*decoded.flags, *document.flags, *([problem] if problem else [])]
    empty = CleanPage(
        verdict="empty",
        basis=Notes({"verdict": "no article found" if document.blocks else "the page has no text"}),
        repairs=decoded.repairs,
        flags=tuple(flags),
        encoding=decoded.encoding,
    )
    if not document.blocks:
        return Explanation(empty)

    # Bytes first: every later stage reads repaired text.
    found = [block.found for block in document.blocks]
    changes: list[tuple[Repair, ...]] = [()] * len(found)
    if damaged := shows_damage(found):
        repaired = repair_lines(found)
        changes = [result.repairs for result in repaired]
        for block, result in zip(document.blocks, repaired, strict=True):
            block.text = result.text or block.found  # invisible characters alone
    quarantine = Quarantine(document, changes, url, decided)

    reveal(document, quarantine.spam)
    raw_title, title_basis, title_index = find_title(document, quarantine.spam, front.get("title"))
    title = repair_title(raw_title, found if damaged else ()) if raw_title else None
    chosen = choose_blocks(document, title.text if title else None)
    kept = quarantine.with_restored(trim(document, chosen.kept, raw_title, spoken=kind != "html"))
    written = "\n".join(quarantine.paragraphs(kept))
    body = repair_text(written, title=title.text if title else None)
    # A title that page and head agree on is not taken apart.
    own_title = title.text if title else ""
    if own_title and "in <title>" not in title_basis:
        own_title = quarantine.title(own_title, body.text)

    host = urlsplit(url).hostname if url else None
    highest = max((quarantine.scores[i] for i in kept), default=0.0)
    undecided = quarantine.undecided(kept, body.text)
    page = judge_page(
        own_title if quarantine.title_cleared else document.title or raw_title,
        undecided,
        quarantine.dropped,
        host,
        highest=max(highest, quarantine.title_score),
    )
    page = quarantine.decided(page, undecided)
    flags += [f"suspicious: {evidence}" for evidence in page.suspicious] + list(body.flags)
    if page.verdict == "spam":
        spam_page = replace(
            empty,
            verdict="spam",
            title=own_title or None,
            basis=Notes({"verdict": "; ".join(page.reasons)}),
            quarantined=quarantine.page(page),
            flags=tuple(flags),
        )
        return Explanation(spam_page, document, tuple(quarantine.scores), chosen.scores)
    if page.verdict == "hijacked":
        flags.append("hijacked")
    if quarantine.restored:
        flags.append(RESTORED)

    metadata = find_metadata(
        document,
        kept,
        title=own_title or None,
        title_index=title_index,
        front=front,
        url=url,
        fetched_at=fetched_at,
    )
    hints = [name for name in (metadata.source, metadata.publisher) if name]
    subject = find_subject(own_title, body.text, hints=hints)
    basis = {**metadata.basis, **subject.basis}
    basis["title"] = title_basis if own_title else ""
    told = any(character.isalnum() for character in body.text)  # marks alone tell nothing
    basis["verdict"] = "" if told else "no article found"
    in_title = changes[title_index] if title_index >= 0 else title.repairs if title else ()
    article = CleanPage(
        verdict="article" if told else "empty",
        title=own_title or None,
        body=body.text,
        body_as_written=written if "native-traditional" in body.flags else None,
        published=metadata.published.published,
        published_claimed=metadata.published.claimed,
        not_before=metadata.published.not_before,
        source=metadata.source,
        authors=metadata.authors,
        editors=metadata.editors,
        publisher=metadata.publisher,
        campaigns=subject.campaigns,
        place=subject.place,
        people=metadata.people,
        sources=metadata.sources,
        relevance=subject.relevance,
        images=metadata.images,
        captions=metadata.captions,
        attachments=metadata.attachments,
        fields=Notes(metadata.fields),
        figures=subject.figures,
        next_page=absolute(chosen.next_page, document.base or url) if chosen.next_page else None,
        basis=Notes({name: value for name, value in basis.items() if value}),
        quarantined=tuple(quarantine.blocks),
        repairs=(
            *decoded.repairs,
            *(replace(repair, field="title") for repair in in_title),
            *body.repairs,
        ),
        flags=tuple(flags),
        encoding=decoded.encoding,
    )
    return Explanation(article, document, tuple(quarantine.scores), chosen.scores, tuple(kept))

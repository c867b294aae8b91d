"""clean_page(): the stages in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.content import choose_blocks
from pipelines.decode import decode
from pipelines.evidence import gather
from pipelines.metadata import find_metadata
from pipelines.metadata.byline import is_furniture
from pipelines.metadata.campaign import campaign_names, find_campaigns
from pipelines.metadata.place import find_place
from pipelines.metadata.title import find_title, is_prose, shape
from pipelines.mhtml import unwrap
from pipelines.plain import front_matter, parse
from pipelines.repair import repair_lines, repair_text
from pipelines.spam import THRESHOLD, judge_blocks, judge_page, model_version, split_title, strip_spam_runs
from pipelines.types import CleanPage, Quarantined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipelines.blocks import Document
    from pipelines.spam import Judgement

# Below this score a block cannot hold a run of spam among its own words.
_SUSPECTED = 0.05
# A byline or follow prompt belongs to the article's edges: this many blocks at the head and at the end.
_HEAD, _TAIL = 3, 4
_SENTENCE_ENDS = frozenset("。！？…”’：；")


def clean_page(
    content: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
) -> CleanPage:
    """Find the article of a page, take the spam out, undo the damage, read the metadata.

    A pure function: the same arguments give the same result, nothing is read or written. It takes any bytes
    and does not raise on what they hold.

    Args:
        content: an HTTP body or a file's bytes: HTML, MHTML, Markdown or plain text in any encoding; or text.
        url: of the page; gives images their addresses, and a date and a publisher where the page has none.
        content_type: the HTTP header's value.
        fetched_at: when the page was fetched; dates after it are not believed.
    """
    if isinstance(content, bytes) and (part := unwrap(content)):
        content, content_type, location = part
        url = location or url
    decoded = decode(content, content_type)
    if not decoded.text.strip():
        return CleanPage(
            verdict="empty",
            basis={"verdict": "the page has no text"},
            repairs=decoded.repairs,
            flags=decoded.flags,
            encoding=decoded.encoding,
        )
    front, text, problem = front_matter(decoded.text)
    document, kind = parse(text)
    flags = [*decoded.flags, *document.flags, *([problem] if problem else [])]

    repaired = repair_lines([block.found for block in document.blocks])
    for block, result in zip(document.blocks, repaired, strict=True):
        block.text = result.text
    judgements = judge_blocks(gather(document, repaired, url))
    spam = [judgement.score >= THRESHOLD for judgement in judgements]
    for block, bad in zip(document.blocks, spam, strict=True):
        if bad:
            block.hidden = block.hidden or "spam"

    title, title_basis, title_index = find_title(document, spam, front.get("title"))
    body_title = repair_text(title) if title else None
    chosen = choose_blocks(document, body_title.text if body_title else None)
    kept = _without_edges(
        document, chosen.kept if kind == "html" else _sentences(document, chosen.kept), title
    )
    if kind != "html":  # a prompt in the form of a sentence may have stood before furniture
        kept = _sentences(document, kept)
    quarantined = [
        Quarantined(
            block.found, judgement.reasons, judgement.score, "block", judgement.category, model_version()
        )
        for block, judgement, bad in zip(document.blocks, judgements, spam, strict=True)
        if bad
    ]
    paragraphs = _without_runs(document, kept, judgements, quarantined)
    body = repair_text("\n".join(paragraphs), title=body_title.text if body_title else None)
    if body_title and body_title.text and "in <title>" not in title_basis:
        own, phrases = split_title(body_title.text, body.text)
        quarantined += [
            Quarantined(phrase, ("spam phrase beside the title",), 1.0, "block", "other", model_version())
            for phrase in phrases
        ]
        title = own or None
    elif body_title:
        title = body_title.text or None
    host = urlsplit(url).hostname if url else None
    dropped = [judgement for judgement, bad in zip(judgements, spam, strict=True) if bad]
    page = judge_page(document.title or title, body.text.split("\n") if body.text else [], dropped, host)
    flags += [f"suspicious: {evidence}" for evidence in page.suspicious]
    flags += body.flags
    if page.verdict == "spam":
        whole = "\n".join(block.found for block in document.blocks)
        return CleanPage(
            verdict="spam",
            title=title,
            basis={"verdict": "; ".join(page.reasons)},
            quarantined=(
                Quarantined(whole, page.reasons, page.score, "page", page.category, model_version()),
                *quarantined,
            ),
            flags=tuple(flags),
            encoding=decoded.encoding,
        )
    if page.verdict == "hijacked":
        flags.append("hijacked")

    metadata = find_metadata(
        document, kept, title=title, title_index=title_index, front=front, url=url, fetched_at=fetched_at
    )
    basis = dict(metadata.basis)
    if title:
        basis["title"] = title_basis
    if not body.text:
        basis["verdict"] = "no article found"
    place, place_basis = find_place(
        title or "", body.text, hints=[name for name in (metadata.source, metadata.publisher) if name]
    )
    campaigns = find_campaigns(title or "", body.text)
    if place:
        basis["place"] = place_basis
    topics = campaign_names(campaigns)
    if topics:
        basis["campaigns"] = "; ".join(
            campaign.evidence[0] for campaign in campaigns if campaign.name in topics
        )
    return CleanPage(
        verdict="article" if body.text else "empty",
        title=title,
        body=body.text,
        published=metadata.published.published,
        published_claimed=metadata.published.claimed,
        not_before=metadata.published.not_before,
        source=metadata.source,
        authors=metadata.authors,
        editors=metadata.editors,
        publisher=metadata.publisher,
        campaigns=topics,
        place=place,
        images=metadata.images,
        basis=basis,
        quarantined=tuple(quarantined),
        repairs=(*decoded.repairs, *body.repairs),
        flags=tuple(flags),
        encoding=decoded.encoding,
    )


def _sentences(document: Document, kept: Sequence[int]) -> list[int]:
    """The chosen lines of a plain text from its first sentence to its last.

    What stands about them has no tags to tell it by, but it does not speak in sentences.
    """
    texts = [document.blocks[i].text for i in kept]
    spoken = [n for n, text in enumerate(texts) if text[-1:] in _SENTENCE_ENDS or is_prose(text)]
    return list(kept[spoken[0] : spoken[-1] + 1] if spoken else kept)


def _without_edges(document: Document, kept: Sequence[int], title: str | None) -> list[int]:
    """The chosen blocks without title, bylines and follow prompts at their head and end."""
    form = shape(title) if title else None
    edges = {*kept[:_HEAD], *kept[-_TAIL:]}
    return [
        i
        for i in kept
        if not (
            i in edges and (shape(document.blocks[i].text) == form or is_furniture(document.blocks[i].text))
        )
    ]


def _without_runs(
    document: Document, kept: Sequence[int], judgements: Sequence[Judgement], quarantined: list[Quarantined]
) -> list[str]:
    """Paragraphs as found, runs of spam inside them moved to ``quarantined``."""
    paragraphs = []
    for i in kept:
        found = document.blocks[i].found
        if judgements[i].score >= _SUSPECTED:
            found, runs = strip_spam_runs(found)
            quarantined += [
                Quarantined(
                    run,
                    ("spam run inside a paragraph",),
                    judgements[i].score,
                    "block",
                    "other",
                    model_version(),
                )
                for run in runs
            ]
        if found:
            paragraphs.append(found)
    return paragraphs

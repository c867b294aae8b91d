"""Signs that a text was cloned or spun; they flag a page and change nothing."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from pipelines.spam.brands import acting_brands
from pipelines.spam.honest import is_honest
from pipelines.spam.lexicon import READ_AT_MOST, hits, rules
from pipelines.spam.model import default_model
from pipelines.spam.seats import unknown_seats
from pipelines.spam.slots import placed_names
from pipelines.spam.spun import spun_phrases

# A brand between quotation marks or at the head of a sentence that does what an authority does.
_ACTS = "召开|印发|部署|出台|发布|通报|调研|审议|要求|强调|指出|宣布|举行"
_ACT = re.compile(_ACTS)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,12}$")

# What names of authorities, meetings and people in office end in: a name that does is no brand and is not scored.
_AUTHORITIES = frozenset(
    "市县区镇乡村街道社局委部府院省办会厅署处科室队组团站校所中心党长记席员者们体要的和是等并将日月年上下次"
)

_STAINED = 0.01
_LONGEST = 12  # characters of a keyword
_CLAUSES = 20  # fewer commas do not show whether sentences end

# How the sites of governments name themselves in their own footers.
_CLAIM = re.compile(r"本(?:网站|网|站)由[^\n。]{2,20}(?:政府|委员会)[^\n。]{0,12}主办|政府网站标识码")


def suspicions(title: str, body: str, host: str | None = None, *, highest: float = 1.0) -> tuple[str, ...]:
    """Readable evidence that the page is a brand-swapped clone or spun text; empty for most pages.

    ``highest`` is the score of the worst block: prose with a brand swapped into it is not scored as wholly clean,
    so that nine pages of ten need no search for brands.
    """
    found = []
    text = f"{title}\n{body}"
    brands = acting_brands(text)
    if not brands:
        brands = placed_names(text)
    if highest >= _STAINED:
        brands = tuple(dict.fromkeys((*brands, *swapped_brands(body))))
    brands = brands or unknown_seats(title, body)
    if brands:
        found.append(f"brand in the place of an authority: {', '.join(brands[:3])}")
    if title and len(body) > 200 and not speaks_of(title, body):
        found.append("the body does not speak of what the title says")
    spun = spun_phrases(body)
    if len(spun) >= rules()["spun"]["phrases"]:
        shown = ", ".join(f"{phrase} for {meant}" for phrase, meant in spun[:3])
        found.append(f"synonyms in set phrases: {shown}")
    if is_cut(body):
        found.append("most paragraphs end in a comma, as in shuffled text")
    if (
        host
        and _CLAIM.search(f"{title}\n{body}")
        and not host.lower().rstrip(".").endswith((".gov.cn", ".gov.mo", ".gov.hk"))
    ):
        found.append(f"says it is a government's site, but its host is {host}")
    return tuple(found)


def is_cut(body: str) -> bool:
    """True where paragraphs end in the middle of a sentence, as shuffled clauses do."""
    ends = [line.rstrip()[-1] for line in body.split("\n") if len(line.strip()) > 15]
    return len(ends) >= 3 and sum(end in "，,、" for end in ends) * 2 > len(ends)


def is_shuffled(body: str) -> bool:
    """True for clauses put together at random: commas and no ends of sentences, and paragraphs cut off.

    Of 1,171 shared texts each clean one has a sentence mark for every twelve commas at least, and ends fewer than
    one paragraph of five in a comma.
    """
    commas = body.count("，") + body.count(",")
    ends = sum(map(body.count, "。！？!?"))
    if commas < _CLAUSES or ends * 15 > commas:
        return False
    last = [line.rstrip()[-1] for line in body.split("\n") if len(line.strip()) > 15]
    return sum(end in "，,、" for end in last) * 3 > len(last)


def stuffing(body: str) -> str:
    """The phrase that makes up a tenth of the text, as a keyword put into every sentence does; "" where none does."""
    text = body[:READ_AT_MOST]
    counts = Counter(phrase for i in range(len(text) - 4) if (phrase := text[i : i + 5]).isalnum())
    phrase, most = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    if most < 4 or most * 50 < len(text):
        return ""
    return _whole(phrase, text)


def _whole(phrase: str, text: str) -> str:
    """The phrase with what stands beside it nearly always."""
    least = text.count(phrase) * 4 // 5
    for _ in range(_LONGEST - len(phrase)):
        at = text.find(phrase)
        longer = (text[at : at + len(phrase) + 1], text[max(0, at - 1) : at + len(phrase)])
        phrase = next(
            (way for way in longer if way.isalnum() and way != phrase and text.count(way) >= least), phrase
        )
    return phrase


def swapped_brands(body: str) -> tuple[str, ...]:
    """Names of gambling and porn brands that act as an authority would, in their order."""
    acts = _ACT.finditer(body[:READ_AT_MOST])
    found = (_NAME.search(body, max(0, act.start() - 12), act.start()) for act in acts)
    names = list(dict.fromkeys(name[0] for name in found if name and name[0][-1] not in _AUTHORITIES))
    if not names:
        return ()
    limit = rules()["brand"]
    scores = default_model().scores(names)
    return tuple(
        name
        for name, score in zip(names, scores, strict=True)
        if (score >= limit["threshold"] or hits(name).coverage >= limit["coverage"])
        and not is_honest(name, body)
    )


def speaks_of(title: str, body: str) -> bool:
    """True where some of the title's pairs of characters stand in the body too."""
    pairs = {title[i : i + 2] for i in range(len(title) - 1) if title[i : i + 2].isalnum()}
    enough = -(-len(pairs) // 6)
    return sum(1 for _ in islice((pair for pair in pairs if pair in body), enough)) == enough

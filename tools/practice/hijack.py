"""What hijackers do to a page: links in view and out of it, words in its head, or another page altogether."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from random import Random

from tools.spam_grammar import Writer

_POOL = 300


@cache
def pool() -> tuple[list[str], list[str]]:
    """Phrases of a few words, and sentences; composed once from ``tools/spam_grammar.toml``."""
    writer = Writer(20)
    short: list[str] = []
    long: list[str] = []
    while len(short) < _POOL or len(long) < _POOL:
        text = " ".join(writer.spam()[0].split())
        if 6 <= len(text) <= 24:
            short.append(text)
        elif 30 <= len(text) <= 160:
            long.append(text)
    return short[:_POOL], long[:_POOL]


@dataclass(frozen=True, slots=True)
class Hijack:
    """What was put on one page; ``phrases`` is all of it that a reader or an extractor could take for text."""

    phrases: tuple[str, ...]
    head: str = ""
    top: str = ""
    within: str = ""
    bottom: str = ""
    keywords: str = ""
    replaced: bool = False
    elsewhere: str | None = None

    @classmethod
    def of(cls, seed: int) -> Hijack:
        """The hijack of a page: nine of ten keep their article."""
        rng = Random(seed)
        short, long = pool()
        words = rng.sample(short, 9)
        prose = rng.choice(long)
        if rng.random() < 0.1:
            away = (
                f"http://{rng.choice(('bet', 'app', 'win'))}.links.example/" if rng.random() < 0.4 else None
            )
            return cls((*words, prose), replaced=True, elsewhere=away)
        link = [
            f'<a href="http://s{seed % 97 + i}.links.example/">{escape(word)}</a>'
            for i, word in enumerate(words)
        ]
        return cls(
            (*words, prose),
            head='<script>if(/baidu|sogou/i.test(document.referrer)){location.href="http://bet.links.example/"}</script>',
            top=f'<div style="position:absolute;left:-9999px">{link[0]} {link[1]} {link[2]}</div>',
            within=f"<p>{link[3]} {link[4]}</p>" if rng.random() < 0.5 else f"<p>{escape(prose)}</p>",
            bottom=f'<marquee width="1" height="1">{link[5]}{link[6]}</marquee><p>友情链接：{link[7]} | {link[8]}</p>',
            keywords=escape(",".join(words[:3])),
        )

    def page(self, site: str) -> str:
        """A page of nothing else."""
        rows = "".join(
            f"<p>{escape(text)}</p><li><a href=/{i}.html>{escape(text)}</a></li>"
            for i, text in enumerate(self.phrases)
        )
        return f"<html><head><title>{escape(self.phrases[0])}_{site}</title></head><body><h1>{escape(self.phrases[0])}</h1>{rows}</body></html>"

"""How many articles of composed list pages are found, and how fast: `python -m bench.discovery`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bench.lists import HELD_OUT, SYSTEMS, ListPage, compose
from crawler.discovery import discover
from crawler.discovery.lists import read_list
from crawler.sources import Seed, Source

if TYPE_CHECKING:
    from crawler.discovery import Discovery, Learned

SITES, PAGES = 12, 3


def source_of(page: ListPage) -> Source:
    host = page.url.split("/")[2]
    return Source(name="bench", title="bench", hosts=(host,), seeds=(Seed(url=page.url, kind="list"),))


def look(page: ListPage, learned: Learned | None = None, *, presets: bool) -> Discovery:
    """What is found, with all that is known or by judging alone."""
    source = source_of(page)
    if presets:
        return discover(page.html.encode(), page.url, source, kind="list", learned=learned)
    return read_list(page.html, page.url, source, kind="list", learned=learned, data=False, use_presets=False)


def score(
    name: str, *, presets: bool, learning: bool, sites: int = SITES, show: bool = False
) -> Counter[str]:
    """Counts over a system's sites: articles found, missed, found wrongly; next pages and dates likewise."""
    counts: Counter[str] = Counter()
    for seed in range(sites):
        learned = None
        for number in range(1, PAGES + 1):
            page = compose(name, seed, page=number)
            result = look(page, learned, presets=presets)
            learned = result.learned if learning else None
            if learning and number < PAGES:
                continue  # judged after the others have been seen
            found = {link.url: link for link in result.links if link.kind == "article"}
            counts["right"] += len(found.keys() & page.articles)
            counts["missed"] += len(page.articles - found.keys())
            counts["wrong"] += len(found.keys() - page.articles)
            if page.following:
                counts["pages"] += 1
                counts["pages right"] += page.following in [link.url for link in result.next]
            counts["dates"] += len(page.dates)
            counts["dates right"] += sum(
                url in found and found[url].date == day for url, day in page.dates.items()
            )
            if show:
                for url in sorted(page.articles - found.keys())[:3]:
                    print(f"  {name} missed {url}")
                for url in sorted(found.keys() - page.articles)[:5]:
                    print(f"  {name} wrong  {url} {found[url].title}")
    return counts


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def row(label: str, counts: Counter[str]) -> str:
    right = counts["right"]
    return (
        f"| {label} | {share(right, right + counts['wrong'])} | {share(right, right + counts['missed'])} "
        f"| {share(counts['pages right'], counts['pages'])} | {share(counts['dates right'], counts['dates'])} |"
    )


if __name__ == "__main__":
    import sys

    for presets, learning in ((False, False), (False, True), (True, False)):
        print("presets", presets, "learning", learning)
        total: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        for name in SYSTEMS:
            counts = score(name, presets=presets, learning=learning, show="-v" in sys.argv)
            total[name in HELD_OUT] += counts
            print(row(name, counts))
        print(row("dev", total[False]))
        print(row("held out", total[True]))

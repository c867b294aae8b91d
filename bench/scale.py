"""Time of clean_page against the size of the page, up to 10 MB, for ordinary and hostile content.

python -m bench.scale

Writes a table to docs/benchmarks.md and a plot to docs/scale.svg. A line of slope 1 in the plot is linear time.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

from bench.section import write_section
from pipelines import clean_page

PLOT = Path(__file__).parents[1] / "docs" / "scale.svg"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
SLOW = 15.0  # seconds; larger pages of a kind that took longer are left out, and the table says so
SENTENCE = (
    "连日来，新林镇把创建全国文明城市作为头等大事，组织{}名志愿者走上街头，清理背街小巷的卫生死角{}处。"
)
KINDS = {
    "paragraphs": lambda i: f"<p>{SENTENCE.format(i, i)}</p>\n",
    "one line": lambda i: SENTENCE.format(i, i),
    "half-width marks": lambda i: f"<p>{SENTENCE.format(i, i)}</p>\n".replace("，", ",").replace("。", "."),
    "mirror": lambda i: (
        f"第{i}次:打好全國(guó)文明城市創(chuàng)建攻堅(jiān)戰(zhàn)、決勝戰(zhàn),??h委書記出席,。\n"
    ),
    "link list": lambda i: f'<li><a href="/n/{i}.html">新林镇第{i}次推进创城工作</a></li>\n',
    "spam": lambda i: f"澳门太阳城{i}|百家乐注册送彩金|时时彩平台|真人娱乐城开户|",
    "nested": lambda _: "<div>",
    "question marks": lambda _: "?",
    "labels": lambda _: "来源：作者：",
}


def main() -> None:
    """Measure every kind at every size."""
    for make in KINDS.values():  # load what is loaded lazily
        clean_page(page(make, 2000))
    times: dict[str, list[float]] = {}
    for kind, make in KINDS.items():
        times[kind] = []
        for size in SIZES:
            content = page(make, size)
            start = time.process_time()
            clean_page(content)
            times[kind].append(time.process_time() - start)
            print(kind, size, f"{times[kind][-1]:.3f}", file=sys.stderr, flush=True)
            if times[kind][-1] > SLOW:
                break
    rows = [
        "| content | " + " | ".join(f"{size:,} bytes" for size in SIZES) + " |",
        "|---" * (len(SIZES) + 1) + "|",
    ]
    for kind, seconds in times.items():
        cells = [f"{second:.3f} s" for second in seconds] + ["left out"] * (len(SIZES) - len(seconds))
        rows.append(f"| {kind} | " + " | ".join(cells) + " |")
    PLOT.write_text(plot(times), "utf-8")
    rows.append("\n![Time against size, both logarithmic](scale.svg)")
    write_section("scale", "Time against size", "make bench-scale", "\n".join(rows))


def page(make, size: int) -> str:  # type: ignore[no-untyped-def]
    """Content of about so many bytes."""
    step = len(make(10**4).encode())
    return "".join(make(i) for i in range(max(1, size // step)))


def plot(times: dict[str, list[float]]) -> str:
    """The curves as SVG, both axes logarithmic, with a dashed line of linear time."""
    width, height, left, bottom = 640, 400, 70, 40

    def x(size: float) -> float:
        return left + (width - left - 150) * (math.log10(size) - 4) / 3

    def y(second: float) -> float:
        return height - bottom - (height - bottom - 20) * (math.log10(max(second, 1e-4)) + 4) / 6

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<polyline fill="none" stroke="#999" stroke-dasharray="4 4" points="{x(1e4)},{y(1e-3)} {x(1e7)},{y(1)}"/>',
        f'<text x="{x(1e7) + 4}" y="{y(1)}" fill="#999">linear</text>',
    ]
    for power in range(-4, 3):
        parts.append(
            f'<line x1="{left}" x2="{width - 150}" y1="{y(10**power)}" y2="{y(10**power)}" stroke="#eee"/>'
        )
        parts.append(f'<text x="{left - 8}" y="{y(10**power) + 4}" text-anchor="end">{10**power:g} s</text>')
    parts += [
        f'<text x="{x(size)}" y="{height - 20}" text-anchor="middle">{size // 1000:,} kB</text>'
        for size in SIZES
    ]
    for number, (kind, seconds) in enumerate(times.items()):
        colour = f"hsl({number * 360 // len(times)} 65% 42%)"
        points = " ".join(
            f"{x(size):.1f},{y(second):.1f}" for size, second in zip(SIZES, seconds, strict=False)
        )
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{points}"/>')
        parts.append(f'<text x="{width - 110}" y="{40 + 16 * number}" fill="{colour}">{kind}</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    main()

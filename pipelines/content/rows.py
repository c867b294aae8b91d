"""The numbers of :mod:`pipelines.content.features`, block by block, as compiled loops.

``out`` has a row for each number and a column for each block.
"""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING, Any

import numpy as np

from pipelines.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

PRIME, MASK = 0x9E37, 0x3FFFF  # pairs of characters are hashed to 18 bits
FAR = 50
WINDOW = 8  # blocks before and behind whose prose is summed
LEVELS = 4  # an element and the three above it
COVERS = (0.5, 0.75)


@compiled
def count_characters(
    codes: Vector,
    sizes: Vector,
    table: Vector,
    cues: Vector,
    digit: int,
    edge: int,
    kinds: Vector,
    found: Vector,
) -> None:
    """Characters of each kind in each text, and pairs of each group of cues near its ends.

    Args:
        codes: of all texts, one behind the other.
        sizes: characters of each text.
        table: kind of each code of the basic plane.
        cues: group of each hashed pair, counted from 1; 0 for none.
        digit: the kind of digits, which are all one character to cues.
        edge: characters at either end in which cues count.
        kinds: zeros, to be filled: a row a kind, a column a text.
        found: zeros, to be filled: a row a group, a column a text.
    """
    start = 0
    counts = np.empty(kinds.shape[0], np.int64)
    for i in range(sizes.size):
        size = sizes[i]
        before = 0
        counts[:] = 0
        for k in range(size):
            code = int(codes[start + k])
            if code > 0xFFFF:
                code = 0xFFFF
            kind = table[code]
            counts[kind] += 1
            if kind == digit:
                code = 0x30
            if 0 < k <= edge or size - k < edge:
                cue = cues[(before * PRIME + code) & MASK]
                if cue and k:
                    found[cue - 1, i] += 1
            before = code
        kinds[:, i] = counts
        start += size


@compiled
def tree_rows(
    out: Vector,
    row: int,
    tags: int,
    flags: Vector,
    tag: Vector,
    element: Vector,
    parent: Vector,
    number: Vector,
    own: Vector,
    sums: Vector,
    page: float,
) -> int:
    """What the elements around each block hold: their names, and the text, links and prose inside them.

    Args:
        out: to be filled from ``row`` on.
        row: the first free one.
        tags: how many tags are told apart, from 0 on.
        flags: bits of elements that are told to all below them.
        tag: of each block.
        element: of each block.
        parent: of each element, before it; -1 for none.
        number: of each element's tag and name together.
        own: bits of each element.
        sums: shown characters, shown characters of links, prose and cue of each block, a row each.
        page: prose of all blocks.

    Returns:
        The next free row.
    """
    n, count = element.size, parent.size
    depth, above = np.zeros(count, np.int64), own.copy()
    first, last = np.full(count, n), np.zeros(count, np.int64)
    for e in range(1, count):
        p = parent[e]
        if p >= 0:
            depth[e] = depth[p] + 1
            above[e] |= above[p]
    for i in range(n):
        e = element[i]
        first[e] = min(first[e], i)
        last[e] = i + 1
    for e in range(count - 1, -1, -1):
        if last[e] == 0:
            first[e] = 0
        elif parent[e] >= 0:
            p = parent[e]
            first[p] = min(first[p], first[e])
            last[p] = max(last[p], last[e])
    run = np.zeros((4, n + 1))
    for k in range(4):
        for i in range(n):
            run[k, i + 1] = run[k, i] + sums[k, i]
    inside = np.empty((5, count))
    for e in range(count):
        begin, end = first[e], last[e]
        size, linked = run[0, end] - run[0, begin], run[1, end] - run[1, begin]
        some = max(end - begin, 1)
        inside[0, e] = (run[2, end] - run[2, begin]) / page
        inside[1, e] = linked / max(size, 1.0)
        inside[2, e] = log1p(end - begin)
        inside[3, e] = log1p(size / some)
        inside[4, e] = (run[3, end] - run[3, begin]) / some
    # the box of a block: the nearest element with other blocks in it
    boxes, score = np.empty(n, np.int64), np.zeros(count)
    signatures, brothers = 0, 0
    for i in range(n):
        e = element[i]
        p = max(parent[e], 0)
        if last[e] - first[e] > 1:
            box = e
        elif last[p] - first[p] > 1:
            box = p
        else:
            box = max(parent[p], 0)
        boxes[i] = box
        score[box] += sums[2, i]
        score[max(parent[box], 0)] += 0.5 * sums[2, i]
        signatures = max(signatures, number[e])
        brothers = max(brothers, p)
    # blocks of one tag, name and depth; blocks of one tag in one parent
    same, same_count = np.zeros((signatures + 1) * 32), np.zeros((signatures + 1) * 32)
    near, near_count = np.zeros((brothers + 1) * 16), np.zeros((brothers + 1) * 16)
    for i in range(n):
        e = element[i]
        s = number[e] * 32 + (depth[e] if depth[e] < 32 else 0)
        same[s] += sums[2, i]
        same_count[s] += 1
        b = max(parent[e], 0) * 16 + tag[i]
        near[b] += sums[2, i]
        near_count[b] += 1
    # the element of the greatest score; the smallest that cover so much, of equals the innermost
    ranges = np.zeros(1 + len(COVERS), np.int64)
    best = -1.0
    for e in range(count):
        score[e] *= 1 - min(inside[1, e], 1.0)
        if score[e] > best:
            best, ranges[0] = score[e], e
    for k in range(len(COVERS)):
        least = -1
        for e in range(count):
            inner = (last[e] - first[e]) * count - e
            if inside[0, e] >= COVERS[k] and (least < 0 or inner < least):
                least, ranges[1 + k] = inner, e
    for i in range(n):
        e = element[i]
        p = max(parent[e], 0)
        g = max(parent[p], 0)
        above_it = (e, p, g, max(parent[g], 0))
        r = row
        for t in range(tags):
            out[r + t, i] = tag[i] == t
        r += tags
        for f in range(flags.size):
            out[r + f, i] = above[e] & flags[f] > 0
        r += flags.size
        for bit in (1, 2):
            for k in range(3):
                out[r, i] = own[above_it[k]] & bit > 0
                r += 1
        box = boxes[i]
        some = max(last[box] - first[box], 1)
        out[r, i] = depth[e]
        out[r + 1, i] = last[e] - first[e] > 1
        out[r + 2, i] = inside[0, box]
        out[r + 3, i] = (run[2, last[box]] - run[2, first[box]]) / some
        out[r + 4, i] = score[box] / page
        r += 5
        for k in range(5):
            for level in range(LEVELS):
                out[r, i] = inside[k, above_it[level]]
                r += 1
        s = number[e] * 32 + (depth[e] if depth[e] < 32 else 0)
        b = p * 16 + tag[i]
        out[r, i] = same[s] / page
        out[r + 1, i] = log1p(same_count[s])
        out[r + 2, i] = same[s] / same_count[s]
        out[r + 3, i] = near[b] / page
        out[r + 4, i] = near[b] / near_count[b]
        r += 5
        for k in range(ranges.size):
            before, left = i - first[ranges[k]], last[ranges[k]] - i
            inside_it = before >= 0 and left > 0
            out[r, i] = inside_it
            out[r + 1, i] = min(max(before, -20), 0) + max(min(1 - left, 20), 0)
            out[r + 2, i] = min(left, 20) if inside_it else 0
            r += 3
    return r


@compiled
def sequence_rows(out: Vector, row: int, five: Vector, marks: Vector, size: Vector, title_at: int) -> int:
    """What stands before and behind each block.

    Args:
        out: to be filled from ``row`` on.
        row: the first free one.
        five: size, prose, share of links, cue and end of each block, a row each.
        marks: shares of the cues that mark a place, a row each.
        size: characters of each block.
        title_at: which block is the title; -1 for none.

    Returns:
        The next free row.
    """
    n, kinds = size.size, marks.shape[0]
    begin = max(title_at, 0)
    prose = np.zeros(n + 1)  # before each block, and all
    for i in range(n):
        prose[i + 1] = prose[i] + five[1, i]
    page = max(prose[n], 1.0)
    heads, latest, passed = 0, np.full(kinds, -FAR), np.zeros(kinds, np.int64)
    at_title, heads_at_title = np.zeros(kinds, np.int64), 0
    for i in range(begin + 1):  # what stands up to the title is taken off all counts
        heads_at_title += five[2, i] > 0.5 and size[i] > 8
        for k in range(kinds):
            at_title[k] += marks[k, i] > 0.1 and size[i] < 60
    since = -FAR
    for i in range(n):
        heads += five[2, i] > 0.5 and size[i] > 8  # headlines that lead elsewhere
        out[row, i] = prose[i] / page
        out[row + 1, i] = (page - prose[i + 1]) / page
        out[row + 2, i] = i / n
        out[row + 3, i] = min(i - since, 20)
        out[row + 5, i] = log1p(max(prose[i] - prose[begin], 0.0))
        out[row + 6, i] = min(max(heads - heads_at_title, -1), 20)
        if five[1, i] > 15:
            since = i
        for k in range(5):
            out[row + 7 + k, i] = five[k, i - 1] if i else 0.0
            out[row + 12 + k, i] = five[k, i + 1] if i + 1 < n else 0.0
        out[row + 17, i] = prose[i] - prose[max(i - WINDOW, 0)]
        out[row + 18, i] = prose[min(i + WINDOW + 1, n)] - prose[i + 1]
        for k in range(kinds):
            if marks[k, i] > 0.1 and size[i] < 60:
                latest[k] = i
                passed[k] += 1
            out[row + 19 + k, i] = min(i - latest[k], FAR)
            out[row + 19 + kinds + k, i] = min(max(passed[k] - at_title[k], -2), 20)
    until = n + FAR
    for i in range(n - 1, -1, -1):
        out[row + 4, i] = min(until - i, 20)
        if five[1, i] > 15:
            until = i
    return row + 19 + 2 * int(kinds)

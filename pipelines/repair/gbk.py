"""The bytes behind the characters: GBK with its user-defined areas, as mirrors saw the text."""

from __future__ import annotations

import functools

# Mirrors map these marks to ASCII after the bytes have slipped; their codes are those of the wide forms.
WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
FIRST_BYTES = range(0x81, 0xFF)
SECOND_BYTES = [*range(0x40, 0x7F), *range(0x80, 0xFF)]


@functools.cache
def characters() -> list[str]:
    """The character of each two-byte code, indexed by ``first << 8 | second``; "" where there is none."""
    pairs = bytes(byte for first in FIRST_BYTES for second in SECOND_BYTES for byte in (first, second))
    table = [""] * 0x10000
    decoded = iter(pairs.decode("gb18030"))
    for first in FIRST_BYTES:
        for second in SECOND_BYTES:
            table[first << 8 | second] = next(decoded)
    return table


@functools.cache
def codes() -> dict[str, int]:
    """The two-byte code of each character; the half-width marks have the code of the wide ones."""
    table = {c: code for code, c in enumerate(characters()) if c}
    table.update({half: table[wide] for half, wide in WIDE.items()})
    return table


@functools.cache
def with_second(second: int) -> str:
    """The 126 characters whose second byte is ``second``: what one can be that lost its first byte."""
    table = characters()
    return "".join(table[first << 8 | second] for first in FIRST_BYTES)


@functools.cache
def with_first(first: int) -> str:
    """The characters whose first byte is ``first``: what a character can be that lost its second byte."""
    return "".join(characters()[first << 8 : (first + 1) << 8])

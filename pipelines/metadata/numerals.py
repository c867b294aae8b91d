"""Chinese and Arabic numbers as text gives them: 1034, 1,034, 3.5万, 三百二十, 十余."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_DIGITS = {"〇": 0, "两": 2} | {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
NUMERALS = "".join([*_DIGITS, *_UNITS, *_GROUPS])
_VAGUE = str.maketrans("", "", "多余来几,，")


def parse_number(text: str) -> float | None:
    """The value of a number; None where it is not one. 多, 余, 来 and 几 inside are passed over."""
    text = text.translate(_VAGUE)
    scale = 1
    while text[:1] not in NUMERALS and text[-1:] in (*_GROUPS, *_UNITS):
        scale *= _GROUPS.get(text[-1]) or _UNITS[text[-1]]
        text = text[:-1]
    if text[:1] not in NUMERALS or not text:
        try:
            return float(Decimal(text) * scale)
        except InvalidOperation:
            return None
    return float(_parse_chinese(text))


def _parse_chinese(text: str) -> int:
    if not any(c in _UNITS or c in _GROUPS for c in text):  # 二〇二一
        return int("".join(str(_DIGITS[c]) for c in text))
    total = group = digit = 0
    last_unit = 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            last_unit = 1 if digit == 0 else last_unit
        elif c in _UNITS:
            group += (digit or 1) * _UNITS[c]
            digit, last_unit = 0, _UNITS[c]
        else:
            if c == "亿":  # 两万亿, but 一亿两千万
                total = (total + group + digit or 1) * _GROUPS[c]
            else:
                total += (group + digit or 1) * _GROUPS[c]
            group, digit, last_unit = 0, 0, _GROUPS[c]
    # 三百五 is 350, 三百零五 is 305
    return total + group + digit * (last_unit // 10 if last_unit > 10 else 1)

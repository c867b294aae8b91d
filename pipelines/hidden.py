"""How an element is kept from the eye: attributes, inline CSS, classes of the page's own style sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HIDDEN_TAGS = frozenset({"marquee", "noscript", "template"})
# Each pattern is tried on one element's declarations in lower case without blanks: short, linear.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"display:none"), "display:none"),
    (re.compile(r"visibility:(?:hidden|collapse)"), "visibility:hidden"),
    (re.compile(r"opacity:0(?:\.0{1,5}\d?)?(?:;|!|$)"), "opacity:0"),
    (re.compile(r"(?:left|top|right|bottom|margin-left|margin-top):-\d{3,}"), "off-screen"),
    (re.compile(r"text-indent:-\d{3,}"), "text-indent"),
    (re.compile(r"font-size:0(?:px|em|pt|%|;|!|$)"), "font-size:0"),
    (re.compile(r"clip:rect\(0|clip-path:inset\((?:50|100)%"), "clip"),
)
_ANY = re.compile(r"none|hidden|collapse|opacity|-\d{3}|font-size:0|clip|color")
_TINY = re.compile(r"(?:^|;)(?:max-)?(?:height|width):[01](?:px|em|pt|%|;|!|$)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_MOST_CSS = 500_000  # characters
_BRACE = re.compile(r"[{}]")
_ELSEWHERE = re.compile(r"print|max-(?:device-)?width|portrait|speech|handheld")
_SIMPLE = re.compile(r"^[\w-]*[.#][\w-]+$")


def hidden_by(tag: str, attributes: Mapping[str, str | None], rules: Mapping[str, str]) -> str:
    """How this element is hidden, in words; "" if it is not.

    Args:
        tag: lower case.
        attributes: of the element.
        rules: from :func:`hiding_selectors`, ``.class`` or ``#id`` to the way it hides.
    """
    if tag in HIDDEN_TAGS:
        return tag
    if "hidden" in attributes:
        return "hidden attribute"
    style = attributes.get("style")
    if style and (how := _style(style)):
        return how
    if rules:
        for name in (attributes.get("class") or "").split():
            if f".{name}" in rules:
                return rules[f".{name}"]
        return rules.get(f"#{attributes.get('id')}", "")
    return ""


def hiding_selectors(css: str) -> dict[str, str]:
    """Classes and ids that a style sheet hides; only selectors of one class or id count."""
    found: dict[str, str] = {}
    css = css[:_MOST_CSS]
    if "@media" in css:
        css = _on_screen(css)
    for rule in css.split("}"):
        selectors, brace, declarations = rule.rpartition("{")
        if brace and (how := _style(declarations)):
            for selector in selectors.rpartition("{")[2].rpartition(";")[2].split(","):
                name = selector.strip()
                if _SIMPLE.match(name):
                    found[name[min(i for i in (name.find("."), name.find("#")) if i >= 0) :]] = how
    return found


def _on_screen(css: str) -> str:
    """The style sheet without what holds only on paper or on small screens; a reader's desk is neither."""
    kept: list[str] = []
    end = depth = 0
    left_out = 0  # depth of the block that is left out; 0 for none
    for brace in _BRACE.finditer(css):
        if brace[0] == "{":
            depth += 1
            if not left_out:
                query = css[end : brace.start()].rpartition("}")[2].rpartition(";")[2].lower()
                if "@media" in query and _ELSEWHERE.search(query):
                    left_out = depth
                    kept.append(css[end : brace.start() - len(query)])
                else:
                    kept.append(css[end : brace.end()])
                end = brace.end()
        else:
            if depth == left_out and left_out:
                left_out, end = 0, brace.end()
            depth = max(0, depth - 1)
    if not left_out:
        kept.append(css[end:])
    return "".join(kept)


@lru_cache(maxsize=4096)  # a page repeats a few styles over and over
def _style(style: str) -> str:
    flat = "".join(style.lower().split())
    if not _ANY.search(flat):
        return ""
    for pattern, how in _RULES:
        if pattern.search(flat):
            return how
    if "overflow:hidden" in flat and _TINY.search(flat):
        return "zero size"
    colour, background = _COLOUR.search(flat), _BACKGROUND.search(flat)
    if colour and background and colour[1] == background[1]:
        return "same colour"
    return ""

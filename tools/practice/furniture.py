"""What stands around the articles of a site, made once for each."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((_HERE / "furniture.toml").read_text("utf-8"))


@cache
def sections(name: str) -> dict[str, str]:
    """The parts of a template: ``frame``, ``article``, ``list`` and what else it has."""
    text = (_HERE / "templates" / f"{name}.html").read_text("utf-8")
    frame, *others = text.split("\n=== ")
    parts = {"frame": frame}
    for other in others:
        head, _, body = other.partition("\n")
        parts[head.strip()] = body
    return parts


def static(place: str, site: str, color: str) -> dict[str, str]:
    """Slots that are the same on every page of a site."""
    words = _data()["words"]
    base = sections("base")
    css = base["css"].replace("{{color}}", color)
    names = [site, *(f"{place}{name}" for name in words["links"].split())]
    return {
        "site": site,
        "place": place,
        "css": css,
        "script": base["script"],
        "nav": _menu(place),
        "plainnav": _plain(place),
        "friends": _select("部门网站", [place + name for name in words["departments"].split()])
        + _select("乡镇街道", [f"{place}县{name}" for name in words["towns"].split()])
        + _select("友情链接", names),
        "footer": base["footer"].replace("{{site}}", site).replace("{{place}}", place),
        "year": "2024",
    }


def _menu(place: str) -> str:
    """A menu of two levels; the second shows where the pointer rests."""
    out = ['<ul class="menu clearfix">']
    for i, (pattern, below) in enumerate(_data()["menus"].items()):
        name = pattern.replace("{place}", place)
        items = "".join(
            f'<li><a href="/channel/{i:02}{j:02}/" target="_blank">{item.replace("{place}", place)}</a></li>'
            for j, item in enumerate(below.split())
        )
        more = f'<ul class="sub">{items}</ul>' if items else ""
        out.append(f'<li class="m"><a href="/{f"channel/{i:02}/" if i else ""}">{name}</a>{more}</li>')
    return "\n".join([*out, "</ul>"])


def _plain(place: str) -> str:
    """A menu of one line, as older sites have it, and a second one of everything."""
    names = [name.replace("{place}", place) for name in _data()["menus"]]
    below = [item.replace("{place}", place) for row in _data()["menus"].values() for item in row.split()]
    first = " | ".join(f'<a href="/channel/{i:02}/">{name}</a>' for i, name in enumerate(names))
    second = " ".join(
        f'<a class="s" href="/channel/{i:03}.html">{name}</a>' for i, name in enumerate(below[:60])
    )
    return f'<div class="l1">{first}</div><div class="l2">{second}</div>'


def _select(label: str, names: list[str]) -> str:
    options = "".join(
        f'<option value="http://{i}.links.example/">{name}</option>\n' for i, name in enumerate(names)
    )
    return f'<select onchange="if(this.value)window.open(this.value)"><option value="">--{label}--</option>\n{options}</select>'

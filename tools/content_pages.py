"""Composed pages in the dialects of Chinese content management systems, for the judge of blocks.

A dialect (``tools/dialects/*.html``) is a skeleton with slots; what fills them is drawn from
``content_furniture.toml`` and from news texts. The same seed gives the same pages. The dialects follow
``../shared/design/cms-patterns.md``.

    python -m tools.content_pages    # writes tests/fixtures/pages anew
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE = Path(__file__).resolve().parent
_SLOT = re.compile(r"\{([a-z]+)(?::([a-z]+))?\}")
_WRAPS = ("p", "span", "div", "br", "section", "li")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@cache
def dialects() -> dict[str, str]:
    """Name to skeleton."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("dialects/*.html"))}


@cache
def _furniture() -> dict[str, list[str]]:
    return tomllib.loads((_HERE / "content_furniture.toml").read_text(encoding="utf-8"))


@dataclass
class Composer:
    """Fills one skeleton; ``gold`` gathers what belongs to the body, in order."""

    rng: random.Random
    paragraphs: Sequence[str]
    others: Sequence[str]
    headlines: Sequence[str]
    gold: list[str] = field(default_factory=list)

    def page(self, skeleton: str) -> str:
        """The HTML of a page."""
        self.title = self.rng.choice(self.headlines)
        self.place = self.rng.choice(_furniture()["places"])
        self.naming = self.rng.choice(("words", "words", "hash", "none"))
        html = _SLOT.sub(self._slot, skeleton)
        # Archives are named as the blog, not as a post.
        title = f"{self.place}随笔" if "{moreposts}" in skeleton and self._chance(0.5) else self.title
        suffix = self.rng.choice(
            (f"_{self.place}新闻网", f"-{self.place}", "", f" - {self.text('channels')}")
        )
        return f"<html><head><title>{title}{suffix}</title></head>{html}</html>"

    def _slot(self, match: re.Match[str]) -> str:
        name, variant = match.groups()
        if name == "body":
            return self._body(variant)
        if name == "captions":
            return (
                "".join(f"<tr><td><img src=1.jpg></td></tr><tr><td>{self._caption()}</td></tr>")
                if self._chance(0.5)
                else ""
            )
        fill = getattr(self, f"_fill_{name}", None)
        if fill is not None:
            return str(fill(variant))
        return self.text(name)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def text(self, name: str) -> str:
        """A phrase of furniture with its own slots filled."""
        if name == "place":
            return self.place
        if name == "headline":
            return self.rng.choice(self.headlines)
        if name == "number":
            return str(self.rng.randint(1, 60))
        words = _furniture().get(name) or _furniture()[f"{name}s"]
        return _SLOT.sub(lambda match: self.text(match.group(1)), self.rng.choice(words))

    def _fill_c(self, _: str) -> str:
        if self.naming == "none":
            return ""
        if self.naming == "hash":
            return "css-" + "".join(self.rng.choices(_LETTERS, k=6))
        return " ".join(self.rng.choices(_furniture()["classes"], k=self.rng.randint(1, 2)))

    def _fill_title(self, _: str) -> str:
        return self.title

    def _fill_date(self, _: str) -> str:
        day = f"{self.rng.randint(2008, 2024)}-{self.rng.randint(1, 12):02}-{self.rng.randint(1, 28):02}"
        return (
            self.rng.choice(("", "发布时间：", "时间：")) + day + self.rng.choice(("", " 10:26", " 08:33:54"))
        )

    def _fill_summary(self, _: str) -> str:
        return self.paragraphs[0][:60] + "..."

    def _fill_source(self, _: str) -> str:
        return self.text("outlets")

    def _fill_editor(self, _: str) -> str:
        return self.text("names")

    def _fill_kicker(self, _: str) -> str:
        return self.rng.choice(self.headlines) if self._chance(0.4) else ""

    def _fill_credit(self, _: str) -> str:
        return "".join(f"<p>{self.text('credit')}</p>" for _ in range(self.rng.randint(0, 3)))

    def _fill_nav(self, variant: str) -> str:
        names = [self.text("channels") for _ in range(self.rng.randint(6, 24))]
        if variant == "table":
            return (
                "<table><tr>" + "".join(f"<td><a href=/c>{name}</a></td>" for name in names) + "</tr></table>"
            )
        tag = self.rng.choice(("li", "span", "div"))
        return "".join(f"<{tag}><a href=/c>{name}</a></{tag}>" for name in names)

    def _fill_list(self, variant: str) -> str:
        rows = [self.text("headline") for _ in range(self.rng.randint(3, 10))]
        if variant == "table":
            return (
                "<table>" + "".join(f"<tr><td>·<a href=/n>{row}</a></td></tr>" for row in rows) + "</table>"
            )
        date = "<span>2020-05-0{}</span>" if self._chance(0.4) else ""
        return (
            "<ul>"
            + "".join(f"<li><a href=/n>{row}</a>{date.format(i % 9)}</li>" for i, row in enumerate(rows))
            + "</ul>"
        )

    def _fill_related(self, variant: str) -> str:
        head = f"<h3>{self.text('lists')}</h3>"
        return head + (self._fill_teasers("") if self._chance(0.4) else self._fill_list(variant))

    def _fill_teasers(self, _: str) -> str:
        """Titles with the beginning of their articles: prose that is not the body."""
        cut = self.rng.randint(40, 110)
        return "".join(
            f'<div class="{self._fill_c("")}"><h4><a href=/t>{self.text("headline")}</a></h4>'
            f"<p>{self.rng.choice(self.others)[:cut]}{self.rng.choice(('…', '...', '[详细]'))}</p></div>"
            for _ in range(self.rng.randint(2, 7))
        )

    def _fill_side(self, variant: str) -> str:
        return "".join(self._fill_related(variant) for _ in range(self.rng.randint(0, 3)))

    def _fill_tags(self, _: str) -> str:
        return " ".join(
            f"<a href=/tag>{self.text('headline')[:4]}</a>" for _ in range(self.rng.randint(2, 6))
        )

    def _fill_header(self, _: str) -> str:
        cells = [_SLOT.sub(lambda match: self.text(match.group(1)), cell) for cell in _furniture()["header"]]
        cells = cells[: 2 * self.rng.randint(3, len(cells) // 2)]
        self.gold += cells
        pairs = [
            f"<td>{name}：</td><td>{value}</td>" for name, value in zip(cells[::2], cells[1::2], strict=True)
        ]
        return "".join(f"<tr>{pair}</tr>" for pair in pairs)

    def _fill_paging(self, _: str) -> str:
        return (
            '<a href="a_1.htm">1</a> <a href="a_2.htm">2</a> <a href="a_2.htm">下一页</a>'
            if self._chance(0.5)
            else ""
        )

    def _fill_comments(self, _: str) -> str:
        if self._chance(0.3):
            return f"<div>{self.text('comment_heads')}</div>"
        rows = [
            f'<div class="{self._fill_c("")}"><b>{self.text("names")}</b> <i>2020-03-1{i % 9} 10:2{i % 6}</i>'
            f"<p>{self._speech()}</p><span>{self.text('comment_tails')}</span></div>"
            for i in range(self.rng.choice((1, 3, 8, 30)))
        ]
        return f'<div class="{self._fill_c("")}"><h3>{self.text("comment_heads")}</h3>{"".join(rows)}</div>'

    def _speech(self) -> str:
        return self.rng.choice(self.others) if self._chance(0.2) else self.text("comments")

    def _fill_posts(self, _: str) -> str:
        """Answers in a forum of table layout."""
        return "".join(
            f'<div id="post_{i}"><table><tr><td class="pls"><a href=u>{self.text("names")}</a>'
            f'<p>积分 {i * 7}</p></td><td class="plc"><em>发表于 2016-5-{i} 12:0{i % 10}</em>'
            '<div class="pcb">'
            f'<table><tr><td class="t_f" id="postmessage_{i}">{self._speech()}</td></tr></table>'
            "</div>回复 举报</td></tr></table></div>"
            for i in range(2, self.rng.choice((2, 4, 8, 20)))
        )

    def _fill_remarks(self, _: str) -> str:
        """Comments of a blog: a line with number, name and time, then what was said."""
        return "".join(
            f"<p># re: {self.title} 2005-3-{i % 28 + 1} 12:4{i % 10} {self.text('names')}</p>"
            f"<p>{self._speech()}</p>"
            for i in range(self.rng.choice((0, 2, 6, 40)))
        )

    def _fill_oldposts(self, _: str) -> str:
        return "".join(
            f'<table width="98%"><tr><td width="20%">{self.text("names")}<br>等级：会员</td>'
            f"<td>{self._speech()}</td></tr><tr><td>2004-6-{i + 1} 9:1{i % 10}</td>"
            "<td>引用 回复</td></tr></table>"
            for i in range(self.rng.choice((0, 2, 6, 15)))
        )

    def _fill_moreposts(self, _: str) -> str:
        """Earlier posts of a blog below the one that is meant, in the same dress."""
        return "".join(
            f'<div class="{self._fill_c("")}"><h3 class="post-title">{self.text("headline")}</h3>'
            f'<span class="post-time">{self._fill_date("")}</span><div class="post-body">{self._other()}</div>'
            f'<p class="post-footer">由 {self.text("names")} 发表 阅读(97) 评论(0)</p></div>'
            for _ in range(self.rng.randint(1, 8))
        )

    def _fill_morearticles(self, _: str) -> str:
        """Other articles below the one that is meant, told in full or until a button."""
        return "".join(
            f'<div class="detail-item"><h1 class="detail-title">{self.text("headline")}</h1>'
            f'<div class="detail-info"><span>{self.text("outlets")}</span><span>{self._fill_date("")}</span></div>'
            f'<div class="detail-text">{self._other()}</div><div>展开阅读全文</div></div>'
            for _ in range(self.rng.randint(1, 4))
        )

    def _other(self) -> str:
        """Paragraphs of another article."""
        start = self.rng.randrange(len(self.others))
        rows = self.others[start : start + self.rng.randint(1, 8)]
        return "<br>".join(rows) if self._chance(0.4) else "".join(f"<p>{row}</p>" for row in rows)

    def _fill_voices(self, _: str) -> str:
        """Comments that may be longer than the post: a line that says who and when, then paragraphs."""
        tag, within = self.rng.choice((("h4", "div"), ("dt", "dl"), ("cite", "li"), ("p", "div")))
        rows = []
        for i in range(self.rng.choice((1, 3, 10, 40))):
            who = self.rng.choice((f"# re: {self.title} ", "", f"{i + 1}楼 ")) + self.text("names")
            said = [self._speech() for _ in range(self.rng.choice((1, 1, 2, 5)))]
            rows.append(
                f"<{tag}>{who} 2006-3-{i % 28 + 1} 12:4{i % 10}</{tag}>"
                + "".join(f"<p>{row}</p>" for row in said)
            )
        return f'<{within} class="{self._fill_c("")}"><h3>{self.text("comment_heads")}</h3>{"".join(rows)}</{within}>'

    def _fill_footer(self, _: str) -> str:
        lines = [self.text("footer") for _ in range(self.rng.randint(1, 6))]
        return self.rng.choice(("<br>", "</p><p>", " ")).join(lines)

    def _caption(self) -> str:
        text = self.text("captions")
        self.gold.append(text)
        return text

    def _body(self, variant: str) -> str:
        """The article, wrapped as the dialect does; "any" draws a way to wrap."""
        rows = list(self.paragraphs)
        if variant in {"short", "caption"}:
            rows = [rows[0][: max(26, rows[0].find("。") + 1)]]
        if variant == "caption" and self._chance(0.5):
            rows = [self.text("captions")]
        rows[0] = self.text("leads") + rows[0]
        if variant == "pre" or self._chance(0.08):
            rows = self._hard_wrapped(rows)
        out: list[str] = []
        wrap = (
            self.rng.choice(_WRAPS)
            if variant in {"any", "notice"}
            else {"short": "p", "caption": "div"}.get(variant, variant)
        )
        if variant == "notice":
            out.append(self._keep(self.text("offices"), wrap))
        for row in rows:
            if self._chance(0.15) and variant not in {"short", "caption", "pre"}:
                out.append(self._keep(self.text("heads"), self.rng.choice((wrap, "strong", "h3"))))
            if self._chance(0.15) and variant not in {"short", "caption", "pre"}:
                out.append("<p align=center><img src=a.jpg></p>" + self._keep(self.text("captions"), wrap))
            out.append(self._keep(row, wrap))
            if self._chance(0.04):
                out.append(self.text("inline"))
        if self._chance(0.1) and variant not in {"short", "caption", "pre"}:
            out.append(self._table())
        if variant == "notice":
            out += [self._keep(self.text("closings"), wrap) for _ in range(self.rng.randint(0, 3))]
        return "".join(out)

    def _hard_wrapped(self, rows: list[str]) -> list[str]:
        """The text in lines of one width, as old sites and files have it."""
        width = self.rng.randint(28, 40)
        return [row[i : i + width] for row in rows for i in range(0, len(row), width)]

    def _keep(self, text: str, wrap: str) -> str:
        self.gold.append(text)
        indent = self.rng.choice(("　　", "", "&nbsp;&nbsp;"))
        if wrap == "br":
            return f"{indent}{text}<br>" + self.rng.choice(("", "<br>"))
        if wrap == "pre":
            return f"{text}\n"
        if wrap == "strong":
            return f"<p><strong>{text}</strong></p>"
        if wrap == "section":
            return f'<section><section><p><span style="font-size:16px">{text}</span></p></section></section>'
        if wrap == "span":
            return f"<p><span><span>{indent}{text}</span></span></p>"
        return f"<{wrap}>{indent}{text}</{wrap}>"

    def _table(self) -> str:
        rows = [["序号", "任务", "责任单位"]] + [
            [str(i), self.text("headline"), f"{self.place}镇"] for i in range(1, 5)
        ]
        self.gold += [cell for row in rows for cell in row]
        return (
            "<table>"
            + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
            + "</table>"
        )


def compose(
    seed: int, dialect: str, articles: Sequence[Sequence[str]], headlines: Sequence[str]
) -> tuple[str, list[str]]:
    """A page in a dialect, as HTML and the texts of its body in order.

    Args:
        seed: the same gives the same page.
        dialect: a name in :func:`dialects`.
        articles: paragraphs of articles; one is told, others lend their prose to teasers and comments.
        headlines: for titles and lists of other news.
    """
    rng = random.Random(f"{dialect}{seed}")
    article = list(rng.choice(articles))[: rng.choice((1, 2, 4, 8, 20))]
    others = [text for rows in rng.sample(articles, min(3, len(articles))) for text in rows]
    composer = Composer(rng, article, others, headlines)
    html = composer.page(dialects()[dialect])
    return html, composer.gold


def main() -> None:
    """Write the test pages: one a dialect, with the body expected of it in a file beside it."""
    folder = _HERE.parent / "tests" / "fixtures" / "pages"
    told = tomllib.loads((folder / "articles.toml").read_text(encoding="utf-8"))
    for dialect in dialects():
        # The shortest page with some furniture and more than a paragraph or two.
        pages = (compose(seed, dialect, told["articles"], told["headlines"]) for seed in range(1000, 1100))
        html, gold = min(pages, key=lambda page: (len(page[1]) < 3, len(page[0]) < 2500, len(page[0])))
        (folder / f"{dialect}.html").write_text(html, encoding="utf-8")
        (folder / f"{dialect}.txt").write_text("\n".join(gold) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

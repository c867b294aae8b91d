"""What an article becomes when a text that was dropped from it is put back, or taken out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.restore import Place, find_place, put_in, take_out
from pipelines.store import dropped
from pipelines.store.columns import table_of
from pipelines.store.tables import ArticleRow
from pipelines.types import Repair, Repaired

if TYPE_CHECKING:
    import sqlite3

    from pipelines.store.dropped import Dropped
    from pipelines.store.rows import Bound


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as the archive has it: the columns of Content and the rest of the row, and its repairs."""

    row: dict[str, Bound]
    body: Repaired
    others: tuple[Repair, ...]

    @property
    def version(self) -> int:
        """Number of its text."""
        return int(str(self.row["version"]))

    @property
    def title(self) -> str:
        """Empty where it has none."""
        return str(self.row["title"] or "")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an article: where its body gained characters, in the text as found, and its title at its head."""

    title: str
    body: Repaired
    note: str
    origin: int = 0
    gained: int = 0
    in_title: int = 0


def kept_article(conn: sqlite3.Connection, url: str) -> Kept | None:
    """The article of an address; None where there is none."""
    names = [column.name for column in table_of(ArticleRow).columns]
    columns = ", ".join(f'"{name}"' for name in names)
    found = conn.execute(f"SELECT {columns} FROM articles WHERE url = ?", (url,)).fetchone()  # noqa: S608
    if found is None:
        return None
    row = dict(zip(names, found, strict=True))
    repairs = list(dropped.repairs(conn, url, row["version"]))
    return Kept(
        row,
        Repaired(row["body"], tuple(repair for repair in repairs if repair.field == "body")),
        tuple(repair for repair in repairs if repair.field != "body"),
    )


def put_back(conn: sqlite3.Connection, item: Dropped, kept: Kept) -> Change:
    """What an article becomes with what was dropped from it at its place again."""
    from pipelines import repair_text

    piece = repair_text(item.text)
    if item.kind == "title":
        title = f"{piece.text} {kept.title}" if item.offset == 0 else f"{kept.title} {piece.text}"
        by = len(item.text) + 1 if item.offset == 0 else 0
        return Change(title.strip(), kept.body, "put back beside the title", in_title=by)
    then = None
    if item.offset is not None and item.version is not None:
        then = kept.body if item.version == kept.version else dropped.body(conn, item.url, item.version)
    end = len(kept.body.text)
    place = find_place(then, item.offset or 0, kept.body.text) if then else Place(end, False)
    edited = put_in(kept.body, place.at, piece, item.text, line=item.kind != "run")
    note = "put back where it stood"
    if not place.sure:
        note = "put at the article's end: where it stood is not known any more"
    return Change(kept.title, edited.body, note, edited.origin, edited.gained)


def taken_out(item: Dropped, kept: Kept) -> Change | None:
    """What it becomes without what was put back; None where that is not found in it."""
    from pipelines import repair_text

    piece = repair_text(item.text).text
    note = "taken out of the article again"
    if item.kind == "title":
        head = kept.title.startswith(f"{piece} ")
        title = kept.title.removeprefix(f"{piece} ") if head else kept.title.removesuffix(f" {piece}")
        by = -len(item.text) - 1 if head else 0
        return None if title == kept.title else Change(title, kept.body, note, in_title=by)
    edited = take_out(kept.body, piece, line=item.kind != "run")
    return edited and Change(kept.title, edited.body, note, edited.origin, edited.gained)

"""Pages of one article become one text, whose repairs still lead back to what was found."""

from __future__ import annotations

from pipelines.join import join_pages
from pipelines.repair import repair_text, undo
from pipelines.types import CleanPage, Repaired


def part(found: str, **fields: object) -> CleanPage:
    repaired = repair_text(found)
    given: dict[str, object] = {"title": "动员大会召开", "body": repaired.text, "repairs": repaired.repairs}
    return CleanPage(verdict="article", **(given | fields))  # type: ignore[arg-type]


FIRST = "清河市召开創建全國文明城市動員大會,市長出席會議。"
SECOND = "會後，與會人員實地查看了 12 個老舊小區。"


def test_the_texts_stand_one_after_the_other_and_repairs_lead_back() -> None:
    whole = join_pages([part(FIRST, next_page="http://q.example/1_2.html"), part(SECOND)])
    assert whole.body == f"{repair_text(FIRST).text}\n{repair_text(SECOND).text}"
    assert undo(Repaired(whole.body, whole.repairs)) == f"{FIRST}\n{SECOND}"
    assert whole.next_page is None


def test_what_the_article_is_about_is_told_from_the_whole() -> None:
    first = part("清河市昨天召开了一次会议。", campaigns=(), relevance=0.0)
    whole = join_pages([first, part("会议部署创建全国文明城市工作，要求做好全国文明城市迎检准备。")])
    assert whole.campaigns == ("全国文明城市",)
    assert whole.relevance > 0.3


def test_pictures_people_and_attachments_stand_once() -> None:
    pictures = {"images": ("a.jpg", "b.jpg"), "captions": ("会场", "")}
    more = {"images": ("b.jpg", "c.jpg"), "captions": ("", "街头"), "attachments": ("x.pdf",)}
    whole = join_pages(
        [part("第一页的内容。", authors=("李明",), **pictures), part("第二页。", authors=("李明",), **more)]
    )
    assert (whole.images, whole.captions) == (("a.jpg", "b.jpg", "c.jpg"), ("会场", "", "街头"))
    assert (whole.authors, whole.attachments) == (("李明",), ("x.pdf",))


def test_the_page_with_the_whole_text_takes_the_place_of_its_beginning() -> None:
    beginning = "清河市召开动员大会。"
    whole = join_pages([part(beginning), part(f"{beginning}会议要求，各单位抓好落实。")])
    assert whole.body == f"{beginning}会议要求，各单位抓好落实。"


def test_the_same_page_again_adds_nothing() -> None:
    first = part("清河市召开动员大会。")
    assert join_pages([first, first]).body == first.body

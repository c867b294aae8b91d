"""What programs get: the same as the commands give."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.explorer.messages import Answer, Asked
from pipelines.store import Archive, Reader
from pipelines.store.export import FORMATS, Selection, export
from pipelines.store.export.schema import json_schema
from pipelines.store.search import search
from tests.explorer.conftest import MIRROR, TAKEN
from tests.store.conftest import SPAM, URL, article, fetch

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.explorer.routes import Explorer


def body(answer: Answer) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)


def ask(explorer: Explorer, path: str, **arguments: str) -> Any:
    answer = explorer.answer(Asked(path, arguments))
    assert answer.kind.startswith("application/json")
    return json.loads(body(answer))


def exported(path: Path, name: str, selection: Selection) -> bytes:
    out = io.BytesIO()
    with Reader(path) as reader:
        export(reader, FORMATS[name], out, selection)
    return out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_is_what_the_command_writes(explorer: Explorer, path: Path, name: str) -> None:
    answer = explorer.answer(Asked("/api/export", {"format": name}))
    assert body(answer) == exported(path, name, Selection())
    assert answer.headers["X-Last-Change"] == "7"


def test_a_pull_takes_up_after_a_change(explorer: Explorer, path: Path) -> None:
    given = {"after": "4", "columns": "url,seq", "limit": "2"}
    found = body(explorer.answer(Asked("/api/export", given)))
    assert found == exported(path, "jsonl", Selection(after=4, columns=("url", "seq"), limit=2))
    assert found.count(b"\n") == 2


@pytest.mark.parametrize(
    ("arguments", "urls"),
    [
        ({"verdict": "spam"}, [TAKEN]),
        ({"url": MIRROR}, [MIRROR]),
        ({"campaigns": "全国文明城市", "verdict": "article"}, [URL, MIRROR]),
        ({"version": "2"}, [URL]),
        ({"title": "' OR 1=1 --"}, []),
        ({"published_day": "2018-03-12", "verdict": "spam"}, [TAKEN]),
    ],
)
def test_articles_are_chosen_by_their_columns(
    explorer: Explorer, arguments: dict[str, str], urls: list[str]
) -> None:
    lines = body(explorer.answer(Asked("/api/export", arguments))).decode().split("\n")[:-1]
    assert sorted(json.loads(line)["url"] for line in lines) == sorted(urls)


def test_a_pull_by_columns_tells_what_has_others_now(explorer: Explorer, path: Path) -> None:
    answer = explorer.answer(Asked("/api/export", {"verdict": "article"}))
    body(answer)
    with Archive(path) as archive:
        archive.put(MIRROR, SPAM, fetch=fetch(9))
    given = {"verdict": "article", "after": answer.headers["X-Last-Change"], "columns": "url,change"}
    assert json.loads(body(explorer.answer(Asked("/api/export", given)))) == {"url": MIRROR, "change": "left"}


def test_an_article_comes_with_all_that_is_known_of_it(explorer: Explorer, path: Path) -> None:
    found = ask(explorer, "/api/article", url=URL)
    [line] = exported(path, "jsonl", Selection(where=f"url = '{URL}'")).splitlines()
    assert found["article"] == json.loads(line)
    assert [text["version"] for text in found["versions"]] == [1, 2]
    assert [change["kind"] for change in found["changes"]] == ["new", "changed", "clustered"]
    assert [repair["kind"] for repair in found["repairs"]] == ["slip", "pinyin"]
    assert [item["reasons"] for item in found["quarantine"]] == [["spam-words"]]
    assert {member["url"] for member in found["clusters"][0]} == {URL, MIRROR}


def test_a_search_is_what_the_command_prints(explorer: Explorer, path: Path) -> None:
    with Reader(path) as reader:
        hits = [asdict(hit) for hit in search(reader, "志愿者").hits]
    assert ask(explorer, "/api/search", q="志愿者")["hits"] == json.loads(json.dumps(hits))


def test_changes_are_told_one_by_one(explorer: Explorer) -> None:
    first = ask(explorer, "/api/changes", limit="3")
    rest = ask(explorer, "/api/changes", after=str(first["after"]))
    kinds = [change["kind"] for change in first["changes"] + rest["changes"]]
    assert kinds == ["new", "changed", "new", "new", "hijacked", "clustered", "clustered"]
    assert rest["after"] == rest["last"] == 7
    assert ask(explorer, "/api/changes", after="7")["changes"] == []


def test_the_schema_is_the_one_of_the_documents(explorer: Explorer) -> None:
    assert ask(explorer, "/api/schema") == json_schema()


@pytest.mark.parametrize(
    ("address", "arguments", "status"),
    [
        ("/api/none", {}, 404),
        ("/api/search", {}, 400),
        ("/api/article", {"url": "http://none.example/"}, 404),
        ("/api/changes", {"after": "x"}, 400),
        ("/api/export", {"format": "xls"}, 400),
        ("/api/export", {"columns": "nothing"}, 400),
        ("/api/export", {"nothing": "1"}, 400),
        ("/api/export", {"since": "tomorrow"}, 400),
    ],
)
def test_what_is_wrong_is_said(
    explorer: Explorer, address: str, arguments: dict[str, str], status: int
) -> None:
    answer = explorer.answer(Asked(address, arguments))
    assert answer.status == status
    assert json.loads(body(answer))["error"]


def test_what_changes_while_it_is_read_comes_with_the_next_pull(path: Path, explorer: Explorer) -> None:
    answer = explorer.answer(Asked("/api/export", {"columns": "url,seq"}))
    with Archive(path) as archive:
        archive.put(MIRROR, article("又一篇。"), fetch=fetch(9))
    now = [json.loads(line) for line in body(answer).splitlines()]
    later = body(explorer.answer(Asked("/api/export", {"after": answer.headers["X-Last-Change"]})))
    assert MIRROR not in [row["url"] for row in now]
    assert [json.loads(line)["url"] for line in later.splitlines()] == [MIRROR]


def test_the_tag_of_an_answer_changes_with_the_archive(path: Path, explorer: Explorer) -> None:
    before = explorer.etag()
    assert explorer.etag() == before
    with Archive(path) as archive:
        archive.put(MIRROR, article("又一篇。"), fetch=fetch(9))
    assert explorer.etag() != before


_NAMES = st.sampled_from(
    ["q", "url", "after", "limit", "columns", "format", "since", "title", "campaigns", "seq", "x"]
)


@given(
    st.sampled_from(["search", "article", "changes", "export"]), st.dictionaries(_NAMES, st.text(max_size=30))
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_input_gives_an_answer(explorer: Explorer, name: str, arguments: dict[str, str]) -> None:
    answer = explorer.answer(Asked(f"/api/{name}", arguments))
    assert answer.status in (200, 400, 404)
    body(answer)

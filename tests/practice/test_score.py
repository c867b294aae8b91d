from __future__ import annotations

import dataclasses

import pytest

from tools.practice.score import Kept, f1, score, table
from tools.practice.world import Truth

URL = "http://127.0.0.1:9001/1.html"
BODY = "青禾县召开创建全国文明城市推进会，部署下一阶段工作。" * 3
TRUTH = Truth(
    URL, "trs", "article", "题", "2024-06-03T10:26", "青禾日报", BODY, "全国文明城市", spam=("某某彩票",)
)
KEPT = Kept("题", "2024-06-03T10:26:31+08:00", "青禾日报", BODY, ("全国文明城市",))


def test_what_is_kept_as_it_was_counts_in_full() -> None:
    one = score({URL: KEPT}, [TRUTH])["trs"]
    assert (one.wanted, one.found, one.title, one.date, one.source, one.campaign) == (1, 1, 1, 1, 1, 1)
    assert one.f1 == 1
    assert (one.spam, one.strange, one.damaged, one.off_topic, one.missing) == (0, 0, 0, 0, [])
    assert "1.000" in table({"trs": one})


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"title": "题_青禾县"}, "title"),
        ({"published": "2024-06-04"}, "date"),
        ({"published": None}, "date"),
        ({"source": None}, "source"),
        ({"campaigns": ()}, "campaign"),
    ],
)
def test_what_differs_does_not_count(change: dict[str, object], name: str) -> None:
    kept = dataclasses.replace(KEPT, **change)  # type: ignore[arg-type]
    assert getattr(score({URL: kept}, [TRUTH])["trs"], name) == 0


def test_what_is_missing_is_named() -> None:
    assert score({}, [TRUTH])["trs"].missing == [URL]


def test_spam_that_is_left_is_counted() -> None:
    kept = dataclasses.replace(KEPT, body=f"{BODY}\n某某彩票")
    assert score({URL: kept}, [TRUTH])["trs"].spam == 1


@pytest.mark.parametrize(
    ("body", "damaged"), [(BODY, 0), ("旧的正文写在这里，也算数。" * 5, 0), ("页面不存在", 1)]
)
@pytest.mark.parametrize("state", ["gone", "replaced"])
def test_the_last_good_text_must_stay(state: str, body: str, damaged: int) -> None:
    truth = dataclasses.replace(TRUTH, state=state, also=("旧的正文写在这里，也算数。" * 5,))
    one = score({URL: dataclasses.replace(KEPT, body=body)}, [truth])["trs"]
    assert (one.wanted, one.damaged) == (0, damaged)


def test_what_is_no_article_is_strange() -> None:
    scores = score({URL: KEPT, URL.replace("1.html", "list.html"): KEPT, "document:x": KEPT}, [TRUTH])
    assert (scores["trs"].strange, scores["-"].strange) == (1, 1)


def test_off_topic_articles_are_counted_where_they_are_kept() -> None:
    truth = dataclasses.replace(TRUTH, state="off-topic", campaign=None)
    assert score({URL: KEPT}, [truth])["trs"].off_topic == 1
    assert score({}, [truth])["trs"].off_topic == 0
    either = dataclasses.replace(truth, state="either")
    assert score({URL: KEPT}, [either])["trs"].off_topic == 0


@pytest.mark.parametrize(
    ("a", "b", "value"), [("", "", 1), ("", "甲乙丙丁", 0), ("甲乙\n丙丁", "甲乙丙丁", 1), ("甲", "甲", 1)]
)
def test_f1(a: str, b: str, value: float) -> None:
    assert f1(a, b) == value

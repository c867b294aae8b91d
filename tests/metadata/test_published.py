from datetime import UTC, date, datetime

import pytest

from pipelines.metadata.dates import Stamp
from pipelines.metadata.published import judge_date, not_before


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2021年是我区的巩固之年。", "截至10月底，共发现问题9500多个。"], date(2021, 10, 31)),
        (["我市2019年起全面供应国六标准汽油，2020年合格率达到99%。"], None),
        (["条例将于2019年1月1日施行，2019年1月1日起执行。"], None),
        (["2019年，我市获得称号；2020年3月5日，又召开会议。"], date(2020, 3, 5)),
        (["到2025年实现全覆盖，力争2030年前建成。"], None),
        (["我市将于2024年申报。"], None),
        (["昨天，我市召开会议。"], None),
    ],
)
def test_the_text_tells_the_earliest_day(texts: list[str], expected: date | None) -> None:
    earliest = not_before(None, texts)
    assert (earliest[0] if earliest else None) == expected


def test_a_date_before_the_events_told_is_not_believed() -> None:
    result = judge_date(
        [(Stamp(date(2007, 9, 30), "07:17:56+08:00"), "date line")], None, ["2021年是巩固之年。"], None
    )
    assert result.published is None
    assert result.claimed == "2007-09-30T07:17:56+08:00"
    assert result.not_before == "2021-01-01"
    assert result.reason == "rejected: the text speaks of 2021年"


def test_a_page_may_look_ahead() -> None:
    stamp = Stamp(date(2020, 12, 25))
    assert judge_date([(stamp, "URL")], None, ["2021年是巩固之年。"], None).published == "2020-12-25"


def test_a_date_in_the_future_is_not_believed() -> None:
    fetched = datetime(2023, 1, 1, tzinfo=UTC)
    result = judge_date([(Stamp(date(2031, 1, 1)), "URL")], None, [], fetched)
    assert (result.published, result.claimed) == (None, "2031-01-01")
    assert "in the future" in result.reason


def test_a_time_of_day_completes_a_day() -> None:
    day = date(2020, 1, 2)
    result = judge_date(
        [(Stamp(day), "meta pubdate"), (Stamp(day, "08:00:00+08:00"), "date line")], None, [], None
    )
    assert result.published == "2020-01-02T08:00:00+08:00"

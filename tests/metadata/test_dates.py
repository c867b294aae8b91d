from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.metadata.dates import date_of_url, read_date, read_dates, read_incomplete


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-03-27 10:26:00 来源", "2018-03-27T10:26:00+08:00"),
        ("2018年3月27日 10:26", "2018-03-27T10:26:00+08:00"),
        ("发布时间：2021年06月09日", "2021-06-09"),
        ("2023-07-07 08:33:54来源：", "2023-07-07T08:33:54+08:00"),
        ("2020/4/7 8:07", "2020-04-07T08:07:00+08:00"),
        ("2020.04.07", "2020-04-07"),
        ("2021-06-09T00:14:57Z", "2021-06-09T08:14:57+08:00"),
        ("2021-06-09T08:14:57+0800", "2021-06-09T08:14:57+08:00"),
        ("2019年2月28日 星期四 下午 3:05", "2019-02-28T15:05:00+08:00"),
        ("二〇二一年六月九日", "2021-06-09"),
        ("2019-04-14 08:31:02周子林", "2019-04-14T08:31:02+08:00"),
    ],
)
def test_reads_the_dates_that_chinese_pages_write(text: str, expected: str) -> None:
    assert [str(stamp) for stamp in read_dates(text)] == [expected]


@pytest.mark.parametrize(
    "text", ["2021-13-01", "2021年2月30日", "12021-01-01", "2021-01-011", "第2021号", ""]
)
def test_impossible_dates_are_none(text: str) -> None:
    assert read_dates(text) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Wed, 09 Jun 2021 00:14:57 GMT", "2021-06-09T08:14:57+08:00"),
        ("1623197697", "2021-06-09T08:14:57+08:00"),
        ("20210609", "2021-06-09"),
        ("2021-06-09-08:14:57", "2021-06-09T08:14:57+08:00"),
        ("20210609081457", "2021-06-09T08:14:57+08:00"),
        ("gestern", None),
    ],
)
def test_reads_the_dates_that_programs_write(value: str, expected: str | None) -> None:
    stamp = read_date(value)
    assert (str(stamp) if stamp else None) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/zbhb/202009/t20200903_39.shtml", "2020-09-03"),
        ("http://a.example/art/2023/5/16/art_11_203.html", "2023-05-16"),
        ("http://a.example/content/2022-03/06/content_40021.htm", "2022-03-06"),
        ("http://a.example/paper/pc/content/202208/10/content_815.html", "2022-08-10"),
        ("http://a.example/20180522/4456553.shtml", "2018-05-22"),
        ("http://a.example/2018/0613/c1004-300.html", "2018-06-13"),
        ("http://a.example/info/1021/20210399.htm", None),
        (None, None),
    ],
)
def test_reads_the_day_in_an_address(url: str | None, expected: str | None) -> None:
    stamp = date_of_url(url)
    assert (str(stamp) if stamp else None) == expected


@settings(deadline=None)
@given(st.text(alphabet="0123456789-/年月日时:.T Z+GMT一二〇十，", max_size=60))
def test_never_raises(text: str) -> None:
    read_dates(text)
    read_date(text)
    date_of_url(f"http://a.example/{text}")


@pytest.mark.parametrize(
    ("line", "year", "expected"),
    [
        ("03-27 10:26 来源：新林日报", 2021, "2021-03-27T10:26:00+08:00"),
        ("3月27日 10:26", None, "2024-03-27T10:26:00+08:00"),
        ("12-30 08:00", None, "2023-12-30T08:00:00+08:00"),
        ("昨天 09:30", None, "2024-05-05T09:30:00+08:00"),
        ("今日", None, "2024-05-06"),
        ("3小时前", None, "2024-05-06"),
        ("20小时前", None, "2024-05-05"),
        ("比分 3:1", None, None),
    ],
)
def test_dates_without_a_year_are_told_from_the_address_or_the_fetch(
    line: str, year: int | None, expected: str | None
) -> None:
    stamp = read_incomplete(line, year, datetime(2024, 5, 6, 10, 0, tzinfo=UTC))
    assert (str(stamp) if stamp else None) == expected

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources import SourceError, check_all, load, load_all
from crawler.sources.addresses import address_pattern, covers, host_pattern, matches

GOOD = """
title = "临川县人民政府"
hosts = ["www.linchuan.example", "*.linchuan.example"]

[[seeds]]
url = "https://www.linchuan.example/xwzx/"
kind = "list"
"""


def write(folder: Path, text: str, name: str = "linchuan") -> Path:
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SourceError) as caught:
        load("linchuan", write(folder, text))
    return [line.removeprefix(f"{folder / 'linchuan.toml'}: ") for line in str(caught.value).split("\n")]


def test_a_source_is_its_file_and_defaults(tmp_path: Path) -> None:
    source = load("linchuan", write(tmp_path, GOOD))
    assert source.name == "linchuan"
    assert source.seeds[0].kind == "list"
    assert (source.delay, source.concurrency, source.active, source.tested) == (1.0, 1, True, False)
    assert hash(source) == hash(load("linchuan", tmp_path))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('delay = "fast"', "delay: expected seconds between requests, 0 to 3600, not 'fast'"),
        ("delay = -1", "delay: expected seconds between requests, 0 to 3600, not -1"),
        ("concurrency = true", "concurrency: expected requests at a time, 1 to 64, not True"),
        ("dealy = 1", "dealy: no such key; did you mean delay?"),
        ('cms = "trss"', "cms: expected one of trs, hanweb, "),
        ('encoding = "utf-9"', "encoding: expected an encoding such as gb18030, not 'utf-9'"),
        (
            'campaigns = ["全国文明城"]',
            "campaigns[0]: expected official names of campaigns, such as 全国文明城市, not ",
        ),
        ("tested = true", "tested: expected a day such as 2026-05-01, or false, not True"),
        ('name = "other"', "name: expected 'linchuan', as the file is called, not 'other'"),
        ('spider = "rm -rf"', "spider: expected a dotted path such as "),
        (
            'allow_addresses = ["everywhere"]',
            "allow_addresses[0]: expected IP addresses or networks such as ",
        ),
        ("active = 1", "active: expected true or false, not 1"),
        ("recrawl = { min_hours = 5, max_hours = 2 }", "recrawl: expected max_hours to be min_hours or more"),
        ("limits = { page = 2 }", "limits.page: no such key; did you mean pages?"),
        ("articles = { include = ['*'] }", "articles.include[0]: expected patterns of addresses such as "),
        ("limits = 3", "limits: expected a table with pages, depth, seconds and list_pages, not 3"),
    ],
)
def test_a_mistake_is_one_line_with_key_and_expectation(tmp_path: Path, line: str, told: str) -> None:
    (problem,) = problems(tmp_path, line + GOOD)
    assert problem.startswith(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            GOOD.replace('hosts = ["www.linchuan.example", "*.linchuan.example"]', ""),
            "hosts: missing; expected hosts such as www.example.gov.cn or *.example.gov.cn, at least one",
        ),
        (GOOD.partition("[[")[0], "seeds: missing; expected [[seeds]] tables with a url, at least one"),
        (
            GOOD.replace("list", "lists"),
            "seeds[0].kind: expected auto, list, feed, sitemap or epaper, not 'lists'",
        ),
        (GOOD.replace("https:", "ftp:"), "seeds[0].url: expected an address such as "),
        (
            GOOD.replace("https://www.linchuan", "https://www.elsewhere"),
            "seeds[0].url: expected an address on one of hosts, not ",
        ),
        (GOOD.replace('"www.linchuan.example"', '"http://www"'), "hosts[0]: expected hosts such as "),
        ("title = 'a", "expected TOML: "),
    ],
)
def test_what_is_missing_or_misplaced_is_told(tmp_path: Path, text: str, told: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(told)


def test_every_mistake_of_every_file_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, 'delay = "a"\nconcurrency = 0' + GOOD, "second")
    (tmp_path / "third.toml").write_bytes(b"title = '\xff'")
    sources, found = check_all(tmp_path)
    assert list(sources) == ["linchuan"]
    assert [line.split(": ")[1] for line in found] == ["delay", "concurrency", "byte 10"]
    with pytest.raises(SourceError):
        load_all(tmp_path)


def test_an_unknown_source_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(SourceError, match=r"linchaun\.toml: no such source; did you mean linchuan\?"):
        load("linchaun", tmp_path)


def test_a_dated_seed_is_filled_in(tmp_path: Path) -> None:
    text = GOOD.replace("/xwzx/", "/html/{yyyy}-{mm}/{dd}/node_1.htm").replace('"list"', '"epaper"')
    seed = load("linchuan", write(tmp_path, text)).seeds[0]
    assert seed.dated
    assert seed.on(date(2021, 6, 9)) == "https://www.linchuan.example/html/2021-06/09/node_1.htm"


@pytest.mark.parametrize(
    ("pattern", "url", "inside"),
    [
        ("a.example", "http://a.example/x", True),
        ("a.example", "http://A.EXAMPLE.:8080/x", True),
        ("a.example", "http://b.a.example/x", False),
        ("*.a.example", "http://b.a.example/x", True),
        ("*.a.example", "http://a.example/x", True),
        ("*.a.example", "http://ba.example/x", False),
        ("a.example:81", "http://a.example:81/", True),
        ("a.example:81", "http://a.example/", False),
        ("a.example:443", "https://a.example/", True),
        ("127.0.0.1:81", "http://127.0.0.1:81/", True),
        ("[::1]", "http://[::1]:5/", True),
        ("[::1]:5", "http://[::1]:6/", False),
        ("a.example", "ftp://a.example/", False),
        ("a.example", "http://a.example:port/", False),
        ("创城.example", "http://创城.example/", True),
        ("a.example", "http://a.example@b.example/", False),
    ],
)
def test_hosts(pattern: str, url: str, inside: bool) -> None:
    assert covers((host_pattern(pattern),), url) is inside


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("*/art/#/#/#/art_*.html", "https://a.example/art/2021/6/9/art_12_34.html", True),
        ("*/art/#/#/#/art_*.html", "https://a.example/art/2021/6/x/art_12_34.html", False),
        ("/info/#/#.htm", "https://a.example/info/12/3.htm", True),
        ("/info/#/#.htm", "https://a.example/x/info/12/3.htm", False),
        ("/?p=#", "https://a.example/?p=12", True),
        ("/a/*", "https://a.example/a/", True),
        ("*.pdf", "https://a.example/a.PDF", True),
    ],
)
def test_patterns(pattern: str, url: str, fits: bool) -> None:
    assert matches((pattern,), url) is fits


@given(st.text(max_size=60), st.text(alphabet="a*#/.", min_size=1, max_size=40))
def test_nothing_raises_on_foreign_addresses(url: str, pattern: str) -> None:
    covers(("a.example", "*.b.example"), url)
    covers(("a.example",), "http://" + url)
    try:
        pattern = address_pattern(pattern)
    except ValueError:
        return
    if not pattern.startswith("/"):
        matches((pattern,), url)


def test_a_pattern_of_many_stars_is_linear() -> None:
    assert not matches(("*a*a*a*a*a*a*a*a*b",), "a" * 100_000)

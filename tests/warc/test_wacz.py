"""WACZ packages, by the rules and by the tools."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from crawler.warc import read
from crawler.warc.wacz import cdxj, sort_key, write_wacz
from crawler.warc.writer import WarcWriter
from pipelines.store import Archive, Fetch
from pipelines.types import CleanPage
from tests.warc.conftest import AT, exchange
from tests.warc.test_capture import ROOT, TOOLS

if TYPE_CHECKING:
    from pathlib import Path

URLS = (
    "http://www.qinghe.example/art/1.html",
    "https://qinghe.example:443/",
    "http://qinghe.example:8080/list?page=2&id=1",
)


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    with WarcWriter(tmp_path) as writer:
        for number, url in enumerate(URLS):
            writer.write(exchange(number, url=url))
        writer.write(exchange(9, body=exchange(1).body))
        writer.write_resource("document:a.txt", b"text", AT, "text/plain")
    return tmp_path / writer.name


@pytest.fixture
def package(warc: Path, tmp_path: Path) -> Path:
    path = tmp_path / "out.wacz"
    write_wacz(path, [warc], [(exchange(1).url, "2024-05-06T07:08:10.250Z", "青禾县")])
    return path


def test_a_package_says_what_is_in_it(package: Path) -> None:
    with zipfile.ZipFile(package) as members:
        assert {info.compress_type for info in members.infolist()} == {zipfile.ZIP_STORED}
        description = json.loads(members.read("datapackage.json"))
        for resource in description["resources"]:
            content = members.read(resource["path"])
            assert resource["bytes"] == len(content)
            assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        head, page = map(json.loads, members.read("pages/pages.jsonl").splitlines())
        assert head["format"] == "json-pages-1.0"
        assert page["title"] == "青禾县"


def test_the_index_leads_to_the_records(warc: Path) -> None:
    lines = cdxj(warc)
    for line in lines:
        entry = json.loads(line[line.index("{") :])
        found = read.at(warc, int(entry["offset"]))
        assert found is not None
        assert found.url == entry["url"]
    last = max(
        (json.loads(line[line.index("{") :]) for line in lines), key=lambda entry: int(entry["offset"])
    )
    assert int(last["offset"]) + int(last["length"]) == warc.stat().st_size


def test_a_package_can_be_read_again(package: Path) -> None:
    assert [stored.url for stored in read.stored(package)] == [*URLS, exchange(9).url, "document:a.txt"]


def test_what_fails_leaves_nothing_and_harms_nothing(package: Path, tmp_path: Path) -> None:
    before = package.read_bytes()
    with pytest.raises(FileNotFoundError):
        write_wacz(package, [tmp_path / "missing.warc.gz"], [])
    assert package.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "url", ["", "not an address", "http://[::1", "http://a.example:x/", "document:a.txt"]
)
def test_any_address_has_a_key(url: str) -> None:
    assert sort_key(url) == sort_key(url.upper())


def test_the_tools_agree(warc: Path, package: Path) -> None:
    if not (TOOLS / "wacz").exists():
        pytest.skip(f"needs wacz in {TOOLS}, as `make test` sets up")
    theirs = subprocess.run(
        [TOOLS / "cdxj-indexer", warc], capture_output=True, encoding="utf-8", timeout=60, check=True
    ).stdout.splitlines()
    ours = [line for line in cdxj(warc) if "document:" not in line]
    assert [line.split(" ", 2)[:2] for line in ours] == [
        line.split(" ", 2)[:2] for line in theirs if "document:" not in line
    ]
    checked = subprocess.run(
        [TOOLS / "wacz", "validate", "-f", package],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Valid" in checked.stdout + checked.stderr


def test_the_archive_goes_out_as_a_package_with_its_articles_as_pages(tmp_path: Path) -> None:
    with WarcWriter(tmp_path / "warc") as writer, Archive(tmp_path / "a.db") as archive:
        record = writer.write(exchange(1))
        fetch = Fetch(at=record.at, status=200, warc_file=record.file, warc_offset=record.offset)
        archive.put(record.url, CleanPage(verdict="article", title="青禾县", body="正文"), fetch=fetch)
    out = tmp_path / "out.wacz"
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "export", "--archive", tmp_path / "a.db", "--out", out],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, f"1 WARC files and 1 pages in {out}\n")
    with zipfile.ZipFile(out) as members:
        page = json.loads(members.read("pages/pages.jsonl").splitlines()[1])
    assert (page["url"], page["ts"], page["title"]) == (record.url, "2024-05-06T07:08:10.250Z", "青禾县")

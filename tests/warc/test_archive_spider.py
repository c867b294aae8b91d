"""Pages out of web archives that others made."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.exit_codes import ExitCode
from crawler.reprocess import Reprocess, Tally
from crawler.warc.doctor import mend
from pipelines.store import Archive, reclean
from pipelines.workers import Workers

if TYPE_CHECKING:
    from typing import BinaryIO

ROOT = Path(__file__).parents[2]
PAGE = (
    "<h1>青禾县推进创城工作</h1>"
    + "<p>青禾县召开创建全国文明城市工作推进会，会议要求各单位扎实推进。</p>" * 4
)


def write(file: BinaryIO, *, compressed: bool) -> None:
    """What another tool writes: WARC 1.0, chunked bodies as they were sent, things that are no pages."""
    writer = WARCWriter(file, gzip=compressed)
    body = PAGE.encode("gb18030")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    for url, status, kind, extra, payload in (
        (
            "http://qinghe.example/1.html",
            "200 OK",
            "text/html; charset=gbk",
            [("Transfer-Encoding", "chunked")],
            chunked,
        ),
        ("http://qinghe.example/2.jpg", "200 OK", "image/jpeg", [], b"\xff\xd8\xff"),
        ("http://qinghe.example/3.html", "404 Not Found", "text/html", [], b"<p>gone</p>"),
    ):
        head = StatusAndHeaders(status, [("Content-Type", kind), *extra], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=BytesIO(payload), length=len(payload), http_headers=head,
            warc_headers_dict={"WARC-Date": "2019-05-06T07:08:09Z"},
        )  # fmt: skip
        writer.write_record(record)


def crawl(folder: Path, warc: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "archive", "-a", f"warc={warc}", "-s", f"ARCHIVE={folder / 'a.db'}",
         "-s", "CLEAN_WORKERS=0"],
        cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_pages_of_other_tools_are_cleaned_and_keep_their_time(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".wacz"):
        with zipfile.ZipFile(path, "w") as package, package.open("archive/a.warc.gz", "w") as member:
            write(member, compressed=True)  # type: ignore[arg-type]
    else:
        with path.open("wb") as file:
            write(file, compressed=name.endswith("gz"))
    run = crawl(tmp_path, str(path))
    assert (run.returncode, run.stderr) == (ExitCode.DONE, "")
    with sqlite3.connect(f"file:{tmp_path / 'a.db'}?mode=ro", uri=True) as conn:
        rows = conn.execute("SELECT url, title, last_seen FROM articles").fetchall()
    conn.close()
    assert rows == [("http://qinghe.example/1.html", "青禾县推进创城工作", "2019-05-06T07:08:09.000Z")]
    with Archive(
        tmp_path / "a.db"
    ) as archive:  # and the files that they lie in are enough to clean them again
        assert mend(archive, tmp_path / "warc", thorough=True).lost == 0
        tally = Tally()
        job = Reprocess(archive, tmp_path / "warc", Workers(0), {}, "new")
        asyncio.run(job.run(reclean.captures(archive, "new"), tally, lambda _: None))
    assert (tally.pages, tally.missing, dict(tally.outcomes)) == (1, [], {"unchanged": 1})


@pytest.mark.parametrize(("warc", "code"), [("", ExitCode.USAGE), ("nothing/*.warc.gz", ExitCode.NOTHING)])
def test_no_archives_is_one_clear_line(tmp_path: Path, warc: str, code: ExitCode) -> None:
    run = crawl(tmp_path, warc)
    assert run.returncode == code
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_file_that_is_cut_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        write(file, compressed=True)
    path.write_bytes(path.read_bytes()[:-40])
    run = crawl(tmp_path, str(path))
    assert "1 new" in run.stdout

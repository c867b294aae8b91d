"""Files on disk as pages."""

import random
from pathlib import Path

import pytest

from crawler.documents import address, find_documents, why_not_text


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    return path


def test_a_folder_is_searched_with_all_below_it_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.HTML", "a/1.md", "c.jpg", "a/d/e.mhtml"):
        touch(tmp_path / name)
    root, paths = find_documents(str(tmp_path))
    assert [p.relative_to(root).as_posix() for p in paths] == ["a/1.md", "a/2.HTML", "a/d/e.mhtml", "b.txt"]


def test_a_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = touch(tmp_path / "saved.page")
    root, paths = find_documents(str(path))
    assert (root, list(paths)) == (tmp_path, [path])


def test_a_glob_gives_addresses_below_its_fixed_part(tmp_path: Path) -> None:
    touch(tmp_path / "x/a/1.html")
    touch(tmp_path / "x/b/2.html")
    root, paths = find_documents(str(tmp_path / "x/*/*.html"))
    assert [address(path, root) for path in paths] == ["document:a/1.html", "document:b/2.html"]


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    outside = touch(tmp_path / "outside/secret.txt")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.txt").symlink_to(outside)
    (inside / "folder").symlink_to(outside.parent)
    assert list(find_documents(str(inside))[1]) == []
    assert list(find_documents(str(inside / "*.txt"))[1]) == []


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        find_documents(str(tmp_path / "nowhere"))


def test_a_document_has_a_stable_address() -> None:
    assert address(Path("/d/创城/1 a.txt"), Path("/d")) == "document:%E5%88%9B%E5%9F%8E/1%20a.txt"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("正文".encode(), None),
        ("正文，不长。".encode("utf-16-le"), None),
        ("<p>a</p>".encode("utf-16"), None),
        ("正文\x00".encode("gbk"), None),
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\x00" * 100, "is filled with NUL bytes"),
        (b"%PDF-1.7 ...", "is no text but PDF: convert it to text or HTML first"),
        (bytes(range(32)) * 9, "is no text but binary data"),
        (random.Random(1).randbytes(3000), "is no text but binary data"),
        ("一丁七万丈三上下不与丐丑专且丕世".encode("utf-16"), None),
    ],
)
def test_what_is_no_text_is_told(content: bytes, problem: str | None) -> None:
    assert why_not_text(content) == problem

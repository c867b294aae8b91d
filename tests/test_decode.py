import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.decode import decode

TEXT = "我市召开创建全国文明城市工作推进会，部署下一阶段的工作。会议要求各部门提高认识，扎实推进。"
TRADITIONAL = "我市召開創建全國文明城市工作推進會，部署下一階段的工作。會議要求各部門提高認識，紮實推進。"


@pytest.mark.parametrize(
    ("content", "content_type", "encoding", "basis"),
    [
        (TEXT.encode(), None, "utf-8", "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), None, "utf-8", "bom"),
        (TEXT.encode("utf-16"), None, "utf-16-le", "bom"),
        (TEXT.encode("gbk"), "text/html; charset=gb2312", "gb18030", "declared"),
        (TEXT.encode("gbk"), "text/html; charset=utf-8", "gb18030", "guessed"),
        (TEXT.encode(), "text/html; charset=gbk", "utf-8", "utf-8"),
        (TEXT.encode("gbk"), None, "gb18030", "guessed"),
        (b'<meta charset="gbk">' + TEXT.encode("gbk"), None, "gb18030", "declared"),
        (("<p>" + TEXT + "</p>").encode("utf-16-le"), None, "utf-16-le", "guessed"),
    ],
)
def test_reads_what_the_bytes_are_not_what_the_label_says(
    content: bytes, content_type: str | None, encoding: str, basis: str
) -> None:
    decoded = decode(content, content_type)
    assert TEXT in decoded.text
    assert (decoded.encoding, decoded.basis, decoded.flags) == (encoding, basis, ())


@pytest.mark.parametrize("label", [None, "text/html; charset=big5"])
def test_reads_big5_with_and_without_a_label(label: str | None) -> None:
    assert decode(TRADITIONAL.encode("big5hkscs"), label).text == TRADITIONAL


def test_a_few_invalid_bytes_do_not_make_utf8_another_encoding() -> None:
    decoded = decode(TEXT.encode() + b"\xff" + TEXT.encode() + b"\xe4\xb8")
    assert decoded.encoding == "utf-8"
    assert decoded.text.count(TEXT) == 2
    assert decoded.flags == ("2 undecodable characters",)


def test_an_operator_s_override_wins() -> None:
    assert decode(TEXT.encode("gbk"), "text/html; charset=utf-8", override="gb2312").text == TEXT


def test_nul_and_lone_surrogates_go_and_are_noted() -> None:
    decoded = decode("创\x00\x00城\ud800办")
    assert decoded.text == "创城办"
    assert [(r.kind, r.before, r.offset, r.field) for r in decoded.repairs] == [
        ("control", "2 × U+0000", 1, "page"),
        ("control", "1 × U+D800", 4, "page"),
    ]
    assert decoded.flags == ("3 unusable characters removed",)


@settings(deadline=None)
@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=30)))
def test_never_raises(content: bytes, content_type: str | None) -> None:
    decode(content, content_type).text.encode()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_valid_utf8_comes_back_as_it_was(text: str) -> None:
    usable = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    assert decode(usable).text == usable

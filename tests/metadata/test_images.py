import pytest

from pipelines.metadata.images import absolute, is_decoration, unwrap_proxy


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://cors.proxy.example/?http://img.example/a.jpg", "http://img.example/a.jpg"),
        (
            "https://proxy.example/img?url=https%3A%2F%2Fimg.example%2Fa.jpg&w=600",
            "https://img.example/a.jpg",
        ),
        ("http://img.example/a.jpg?x=1", "http://img.example/a.jpg?x=1"),
    ],
)
def test_a_proxy_s_address_is_the_one_inside(address: str, expected: str) -> None:
    assert unwrap_proxy(address) == expected


@pytest.mark.parametrize(
    ("address", "base", "expected"),
    [
        ("a.jpg", "http://xinlin.example/n/1.html", "http://xinlin.example/n/a.jpg"),
        ("//img.example/a.jpg", None, "http://img.example/a.jpg"),
        ("data:image/png;base64,xx", None, None),
        ("a.jpg", "document:1.txt", None),
        ("http://[bad/a.jpg", None, None),
    ],
)
def test_addresses_are_absolute_or_none(address: str, base: str | None, expected: str | None) -> None:
    assert absolute(address, base) == expected


def test_decoration_is_told_by_its_name() -> None:
    assert is_decoration("http://a.example/images/logo.png")
    assert not is_decoration("http://a.example/2021/06/09/e7a92e.jpeg")

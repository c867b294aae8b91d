import pytest

from pipelines.repair import shows_damage


@pytest.mark.parametrize(
    ("texts", "damaged"),
    [
        (["新林市推進創城工作", "環境整治"], True),
        (["新林市推进创城工作", "“乾”字的由来：乾隆,环境整治"], False),
        (["鍏氱綉璁细鏄鏃", "鐨勪汉鏄"], True),
        (["å¤§å®¶", "环境整治"], False),
        (["å¤§å®¶ å¥½å\xa0 æ\x98¯"], True),
        (["气温20°C·湿度", "3×5·6×7±1"], False),
        (["乾", "\u200b一\ufeff二\x01"], True),
        ([], False),
    ],
)
def test_only_signs_that_hide_a_text_s_words_count(texts: list[str], damaged: bool) -> None:
    assert shows_damage(texts) is damaged

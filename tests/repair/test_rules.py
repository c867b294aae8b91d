"""One table for each kind of damage, sound look-alikes beside it."""

from __future__ import annotations

import pytest

from pipelines.repair import join_page_breaks, normalise_punctuation, repair_lines, repair_text, undo
from pipelines.repair.flags import damage_flags
from pipelines.repair.language import language_model
from pipelines.repair.symbols import numbering, table

# A page of invented news with a mirror's marks.
PAGE = "清溪鎮組(zǔ)織志愿者開(kāi)展文明勸(quàn)導(dǎo)活動(dòng)。居民們說(shuō)街道變(biàn)干凈了。\n"


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("國(guó)家", "国家"),
        ("國（guó）家", "国家"),
        ("國( guó )家", "国家"),
        ("國(guo)家", "国家"),
        ("㵲(wǔ)水", "㵲（wǔ）水"),
        ("阿(ē)膠", "阿（ē）胶"),
        ("國(GDP)", "国（GDP）"),
        ("會議(meeting)", "会议（meeting）"),
    ],
)
def test_readings_go_where_a_machine_put_them(found: str, meant: str) -> None:
    assert repair_text(PAGE + found).text.split("\n")[1] == meant


@pytest.mark.parametrize(
    "text", ["学(xué)而时习之，不亦说(yuè)乎？", "他住在濰(wéi)坊。", "重(chóng)庆和重(zhòng)量"]
)
def test_glosses_and_textbooks_keep_their_readings(text: str) -> None:
    for part in ("xué", "yuè", "wéi", "chóng", "zhòng"):
        assert (part in repair_text(text).text) == (part in text)


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("林一,、林二,、張三參加,。", "林一、林二、张三参加。"),
        ("今天,,大家都來了", "今天，大家都来了"),
        ("? ? ? 本報訊 記者", "本报讯 记者"),
        ("真的嗎??", "真的吗？？"),
        ("等等……", "等等……"),
    ],
)
def test_inserted_marks_go(found: str, meant: str) -> None:
    page = "會上,,縣領導強調,、要求,。各級部門要組織志愿者,。\n"
    assert repair_text(page + found).text.split("\n")[1] == meant


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("隨著春暖花開", "随着春暖花开"),
        ("顯著成績,著名學者的專著", "显著成绩，著名学者的专著"),
        ("建立業主委員會", "建立业主委员会"),
        ("干凈的環境", "干净的环境"),
        ("頭髮與發展", "头发与发展"),
        ("后來怎么樣", "后来怎么样"),
        ("瞭望塔與了解", "瞭望塔与了解"),
        ("衛生與衞生", "卫生与卫生"),
        ("說明、説明與敍述", "说明、说明与叙述"),  # forms of Hong Kong beside those of Taiwan
        ("綫路、鈎子、閲讀、羣眾", "线路、钩子、阅读、群众"),
    ],
)
def test_converted_text_gets_its_mainland_wording_back(found: str, meant: str) -> None:
    assert repair_text(PAGE + found).text.split("\n")[1] == meant


def test_native_text_is_named_and_can_be_had_as_written() -> None:
    written = "後來，「居民」透過網路看見里鄰的資訊，覺得裡面說得不錯。"
    repaired = repair_text(written)
    assert "native-traditional" in repaired.flags
    assert repaired.text == "后来，「居民」透过网路看见里邻的资讯，觉得里面说得不错。"
    assert undo(repaired) == written


@pytest.mark.parametrize(
    "text",
    [
        "创建全国文明城市，人人有责。",
        "A plain English sentence, with marks: (one) two; three?",
        "これは日本語の文章です。東京都の区役所で会議が行われた。",
        "한국어 문장입니다. 문명 도시.",
        "Ceci est déjà très bien; n’est-ce pas?",
        "平和友好条約締結45周年記念集会が東京で開催",
        "不转换 简体 繁體 大陆简体 香港繁體 澳門繁體 马来西亚简体 臺灣正體",
        "清濛开发区与乾隆年间的于家村、昇平街",
        "比分3:1,时间08:30,网址http://a.example/b?c=d",
    ],
)
def test_sound_text_of_any_script_keeps_its_characters(text: str) -> None:
    widened = str.maketrans("，：；？！（）", ",:;?!()")
    assert repair_text(text).text.translate(widened) == text.translate(widened)


def test_words_of_a_list_stay_apart() -> None:
    text = "高层 时政 人事 国际 财经 网评 港澳 台湾 教育 科技 科普 体育 文化 健康 军事 访谈"
    assert repair_text(text).text == text


def test_sound_text_is_the_same_object() -> None:
    text = "清溪镇召开创建全国文明城市工作推进会。" * 50
    assert repair_text(text).text is text
    assert repair_lines([text])[0].text is text


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("7月5日,2023年(暂定)", "7月5日，2023年（暂定）"),
        ("08:30开始,共1,000人,比分1:5", "08:30开始，共1,000人，比分1:5"),
        ("见http://a.example/b?c=1,谢谢", "见http://a.example/b?c=1，谢谢"),
        ("Yes, sir (ok?)", "Yes, sir (ok?)"),
        ("f(x)=1;好", "f(x)=1；好"),
        ("世卫组织(WHO)说:好!", "世卫组织（WHO）说：好！"),
        ("《规划》(征求意见稿)", "《规划》（征求意见稿）"),
        ("他说:“好。”", "他说：“好。”"),
        ("好:)", "好:)"),
        ("甲&nbsp;乙", "甲&nbsp;乙"),
        ("3.14和v1.2", "3.14和v1.2"),
    ],
)
def test_marks_of_chinese_text_are_widened(found: str, meant: str) -> None:
    assert normalise_punctuation(found) == meant


PAGES = [
    "1、" + "今天召开推进会，回顾前一阶段的工作，部署下一步的任务。" * 4 + "希望大家会后抓",
    "2、好落实。" + "一是压实责任，二是补齐短板。1、抓住重点。2、打造亮点。" * 4 + "把各项工作往深里",
    "3、做，往实里做。",
]


def test_page_markers_go_and_numbering_stays() -> None:
    (text,) = join_page_breaks(PAGES)
    assert text.startswith("今天召开推进会")
    assert "希望大家会后抓好落实。" in text
    assert text.endswith("把各项工作往深里做，往实里做。")
    assert text.count("1、抓住重点。2、打造亮点。") == 4
    repaired = repair_text("\n\n".join(PAGES))
    assert repaired.text == text
    assert undo(repaired) == "\n\n".join(PAGES)


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["1、抓住重点", "2、打造亮点", "3、破解难点"],
        ["1、加强领导。成立小组，明确分工，层层落实。", "2、加强宣传。", "3、加强督查。"],
        ["主要做法：", "1、" + "广泛发动群众，深入宣传政策，" * 12 + "取得实效。", "2、" + "强化督查。" * 40],
    ],
)
def test_real_lists_keep_their_numbers(paragraphs: list[str]) -> None:
    assert join_page_breaks(paragraphs) == paragraphs


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("20212021 年在全镇推进会年在全镇推进会讲话稿讲话稿 同志们，今天开会", "同志们，今天开会"),
        ("全镇推进会全镇推进会讲话稿讲话稿 全镇推进会讲话稿 同志们，今天", "同志们，今天"),
        ("全镇工作推进会讲话全镇工作推进会讲话\n同志们，今天开会", "全镇工作推进会讲话\n同志们，今天开会"),
        ("哈哈哈哈哈哈哈哈哈哈哈哈 今天真高兴", "哈哈哈哈哈哈哈哈哈哈哈哈 今天真高兴"),
    ],
)
def test_stuttered_titles_go(found: str, meant: str) -> None:
    assert repair_text(found + "!").text == meant + "！"


def test_the_claimed_title_is_not_told_again() -> None:
    assert repair_text("全镇推进会讲话稿 同志们,今天", title="全镇推进会讲话稿").text == "同志们，今天"


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("鍏氱綉", "党网"),
        ("è¿™", "这"),
        ("今天，创建工作".encode().decode("latin-1"), "今天，创建工作"),
        ("创建文明城市".encode("gbk").decode("latin-1"), "创建文明城市"),
        ("会议召开了".encode().decode("gb18030", "replace").replace("\ufffd", "?"), "会议召开了"),
        ("梁先生\x93道歉\x94", "梁先生“道歉”"),
        ("café naïve", "café naïve"),
        ("ÄÖÜ äöü", "ÄÖÜ äöü"),
    ],
)
def test_wrong_encodings_are_undone(found: str, meant: str) -> None:
    assert repair_text(found).text == meant


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("创\0建", "创建"),
        ("创\ud800建", "创建"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\u2028乙", "甲\n乙"),
        ("创\u200b建\ufeff文\u2060明\xad城市", "创建文明城市"),  # no search finds what has no width
        ("家\u200d庭\u200c会", "家庭会"),
        ("\U0001f469\u200d\U0001f33e下乡", "\U0001f469\u200d\U0001f33e下乡"),  # an emoji of two
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_control_characters_go(found: str, meant: str) -> None:
    repaired = repair_text(found)
    assert repaired.text == meant
    assert undo(repaired) == found


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("会议召开。2020-03-04 1 1 某报 content_12.html 1 标题 /enpproperty-->大家", "会议召开。大家"),
        ("本篇文章1234字，读完约3分钟。会议召开。", "会议召开。"),
        ("会议, Evaluation Warning : The document was created with a trial.\n召开", "会议， \n召开"),
    ],
)
def test_remnants_go(found: str, meant: str) -> None:
    assert repair_text(found).text == meant


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("创创建建文文明明城城市市工工作作", "stuttered-characters"),
        ("我们**要**打好这一仗，把**工作**做好", "filtered-words"),
        (
            "会议要求：\n三是加强宣传。一是加强领导。三是督查。二是保障。一是总结。四是巩固。二是推广。",
            "shuffled-sentences",
        ),
        ("先容了他的履历和学问，办事周到", "spun-words"),
        ("锟斤拷锟斤拷", "lost-characters"),
        ("首先，加强领导。其次，加强宣传。最后，总结。一是快。二是好。三是省。", ""),
        ("明明白白、高高兴兴、认认真真做事", ""),
    ],
)
def test_what_cannot_be_undone_is_flagged(text: str, flag: str) -> None:
    assert damage_flags(text) == ((flag,) if flag else ())


def test_an_eaten_figure_leaves_a_gap() -> None:
    # 元 lost its second byte together with the figure behind it
    text = PAGE + "縣里今年投入資金?！?00萬元,比去年增加2成。"
    assert not any(c in repair_text(text).text for c in "3456789")


def test_long_hostile_lines_take_linear_time() -> None:
    for piece in (
        "?!",
        "?,",
        "??",
        "1、",
        "創(chuàng)",
        "國?,",
        "(",
        "茖?",
        "“”",
        "鍏",
        "è¿",
        "甲 ",
        "\n1、",
        "*",
        "二是，",
        "文 明",
        "\n\u3000",
    ):
        repair_text(piece * 1000)
    repair_text("1、\n2、\n" + " " * 20_000 + "\n" * 20_000)


def test_page_numbers_of_a_converter_leave_the_line() -> None:
    assert repair_text("会议强调，要第1页 共 2页提高认识。").text == "会议强调，要提高认识。"


def test_a_character_has_the_number_of_the_symbol_it_counts_as() -> None:
    numbers = language_model().numbers
    codes = numbering(numbers)
    for code in (*range(0xD800), *range(0xE000, 0x10000)):
        symbol = table()[code]
        assert codes[code] == (-1 if symbol is None else numbers.get(symbol, 0)), hex(code)

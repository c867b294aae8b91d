from pipelines.blocks import parse_html
from pipelines.metadata.notice import notice_fields


def test_a_notice_s_header_table_is_read_as_fields() -> None:
    document = parse_html(
        "<table><tr><td>索 引 号：</td><td>000014349/2023-00012</td><td>主题分类：</td><td>城乡建设</td></tr>"
        "<tr><td>发文机关：</td><td>新林市人民政府</td><td>成文日期：</td><td></td></tr>"
        "<tr><td>文　　号</td><td>新政发〔2023〕12号</td></tr></table><p>各县（市、区）人民政府：</p>"
    )
    assert notice_fields(document) == {
        "索引号": "000014349/2023-00012",
        "主题分类": "城乡建设",
        "发文机关": "新林市人民政府",
        "文号": "新政发〔2023〕12号",
    }


def test_a_date_line_is_no_header_table() -> None:
    document = parse_html("<div>发布日期：2023-05-06</div><div>信息来源：市府办</div><p>正文</p>")
    assert notice_fields(document) == {}

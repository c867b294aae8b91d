from pipelines import clean_page

BODY = (
    "<p>连日来，新林镇把创建全国文明城市作为头等大事，组织党员干部、志愿者走上街头，清理背街小巷的卫生死角。</p>"
    * 3
)


def test_wechat_s_time_and_account_stand_in_its_scripts() -> None:
    page = clean_page(
        '<h1 id="activity-name">新林镇：创城不是一阵风</h1><script>var ct = "1683331200"; var nickname = htmlDecode("文明新林");</script>'
        f'<div id="js_content">{BODY}</div>'
    )
    assert (page.title, page.published, page.publisher) == (
        "新林镇：创城不是一阵风",
        "2023-05-06T08:00:00+08:00",
        "文明新林",
    )


def test_founder_s_properties_stand_in_a_comment() -> None:
    page = clean_page(
        f"<!--enpcontent--><div>{BODY}</div><!--/enpcontent--><!--enpproperty <articleid>12</articleid><date>2021-12-07 08:00:00:000"
        "</date><author>王小林</author><title>新林镇：创城不是一阵风</title><sourcename>新林日报</sourcename>/enpproperty-->"
    )
    assert (page.title, page.source, page.authors) == ("新林镇：创城不是一阵风", "新林日报", ("王小林",))
    assert str(page.published).startswith("2021-12-07")

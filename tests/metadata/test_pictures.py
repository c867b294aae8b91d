from pipelines.blocks import parse_html
from pipelines.metadata.pictures import find_attachments, find_pictures

PAGE = (
    '<img src="/logo.png"><p>第一段，说明情况。</p><p><img data-src="a.jpg" src="grey.gif"></p><p>图为志愿者清扫街道。王小林 摄</p>'
    '<p><img src="b.jpg"></p><p>第二段，说明情况。</p><p>附件：<a href="./P020230506.pdf">评分表</a></p><p><a href="/x.html">相关</a></p>'
)


def test_pictures_of_the_text_come_with_their_captions() -> None:
    document = parse_html(PAGE)
    images, captions = find_pictures(document, [0, 1, 2], "http://xinlin.example/n/1.html")
    assert images == ("http://xinlin.example/n/a.jpg", "http://xinlin.example/n/b.jpg")
    assert captions[0] == "图为志愿者清扫街道。王小林 摄"


def test_files_linked_from_the_text_are_attachments() -> None:
    document = parse_html(PAGE)
    assert find_attachments(document, [0, 2], "http://xinlin.example/n/1.html") == (
        "http://xinlin.example/n/P020230506.pdf",
    )

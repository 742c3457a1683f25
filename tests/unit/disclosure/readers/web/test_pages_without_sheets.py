"""HTML: pages that are no document, or only point to one, are told as that and never as a document without sheets."""

from pathlib import Path

import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.web.html import read_html

HEAD = (
    "<html><head><meta charset=utf-8><title>某市某局2024年度部门决算</title></head>"
    "<body><h1>某市某局2024年度部门决算</h1>"
)


def refusal(page: str, name: str = "a.html") -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_html(RawFile(Path(name), name, page.encode(), ""))
    return caught.value


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("<iframe src='/viewer.html?file=/P0202.pdf'></iframe>", "P0202.pdf"),
        ("<iframe src='/show?id=7'></iframe>", "/show?id=7"),
        ("<embed src='files/a.pdf' type='application/pdf'>", "a.pdf"),
        ("<object data='a%E8%A1%A8.pdf'></object>", "a表.pdf"),
        ("<object classid=x><param name=src value='b.pdf'></object>", "b.pdf"),
        ("<a href='javascript:void(0)' onclick=\"down('P02')\">2024年度部门决算.pdf</a>", "2024年度部门决算.pdf"),
        ("<a href='#' onclick=\"window.open('/x/sheet.xlsx')\">点击下载</a>", "sheet.xlsx"),
        ("<a href='/down?id=3'>附件：公开表</a>", "附件：公开表"),
        ("<a href='./t2024_1.html'>2024年度部门决算公开说明</a>", "2024年度部门决算公开说明"),
        ("<script>window.location.href = '/files/c.doc';</script>", "c.doc"),
        ('<script>location.replace("d.html")</script>', "d.html"),
        ("<meta http-equiv=refresh content='0; url=/new/e.html'>", "/new/e.html"),
    ],
)
def test_a_page_that_only_points_elsewhere_names_what_it_points_to(page: str, named: str) -> None:
    error = refusal(f"{HEAD}{page}</body></html>")
    assert error.kind is ProblemKind.ELSEWHERE
    assert named in error.message.reason_en


def test_frames_of_a_workbook_saved_as_a_page() -> None:
    frame = "<frame src='a.files/sheet001.htm'><noframes><body>框架</body></noframes>"
    error = refusal(f"<html><frameset rows='*,39'>{frame}</frameset>")
    assert (error.kind, "a.files/sheet001.htm" in error.message.reason_en) == (ProblemKind.ELSEWHERE, True)


def test_a_page_that_a_program_fills_is_told() -> None:
    error = refusal("<html><body><div id=app></div><script src=app.js></script></body></html>")
    assert error.kind is ProblemKind.ELSEWHERE
    assert "program" in error.message.reason_en


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<title>404 Not Found</title><center><h1>404 Not Found</h1></center><hr>nginx", "404"),
        ("<title>403</title><h1>Forbidden</h1>", "403"),
        ("<html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>", "502"),
        ("<title>提示信息</title><p>您访问的页面不存在或已删除！</p><a href='/'>返回首页</a>", "页面不存在"),
        ("<title>系统提示</title><div>对不起，服务器内部错误</div>", "服务器内部错误"),
        ("<title>安全验证</title><p>请输入验证码</p>", "安全验证"),
        ("<title>统一登录</title><form><input name=u><input type=password></form>", "log in"),
        ("<p>请先登录</p>", "log in"),
        ("<title>500</title><p>HTTP Status 500</p>", "500"),
    ],
)
def test_error_pages_and_logins_under_the_name_of_a_document(page: str, words: str) -> None:
    error = refusal(page, "决算.pdf")
    assert error.kind is ProblemKind.DAMAGED_FILE
    assert words in error.message.reason_en and "saved as .pdf" in error.message.reason_en
    assert "download the file again" in error.message.remedy_en


def test_a_page_with_figures_is_read_whatever_else_it_says() -> None:
    table = "<table><tr><td>404<td>1.00<tr><td>乙<td>2.00</table>"
    page = f"{HEAD}<a href='a.pdf'>附件</a><form><input type=password></form>{table}"
    content = read_html(RawFile(Path("a.html"), "a.html", page.encode(), ""))
    assert content.problems == ()

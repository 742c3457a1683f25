"""Answers of servers that were saved as if they were documents: error pages, pages to log in, bare messages.

Whether a page points elsewhere belongs to `pointers`.
"""

import json
import re

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import NOTHING, Fragment, fragment, message
from orchestration.disclosure.readers.content import UnreadableFile

_MOST_WORDS = 600
"""Characters; what is longer is no answer of a server."""
_FEW_WORDS = 200

_STATUS = re.compile(r"(?<![\d.,])(?:40\d|41\d|42\d|429|45\d|50\d|51\d|52\d)(?![\d.,])")
_ERROR = re.compile(
    r"not found|forbidden|unauthorized|bad gateway|bad request|service (?:temporarily )?unavailable"
    r"|gateway time-?\s?out|internal server error|access (?:is )?denied|cannot be (?:found|displayed)"
    r"|too many requests|server error|request (?:was )?(?:rejected|blocked)|no such (?:key|file|bucket)|nosuchkey"
    r"|just a moment|enable javascript|checking your browser"
    r"|页面不存在|网页不存在|文件不存在|文件未找到|资源不存在|找不到(?:该|您|你|此|所|网|页|文件|资源)|无法(?:访问|找到|显示)"
    r"|(?:页面|网页|内容|文件|信息|文章)(?:已|已被|不存在或已)?(?:删除|移除|下线)|访问(?:被拒绝|受限|异常|过于频繁|出错|被阻断)"
    r"|(?:没有|无)(?:访问|下载|查看)?权限|服务器(?:内部)?(?:错误|异常|繁忙)|系统(?:错误|异常|繁忙|维护中)|服务(?:异常|不可用)"
    r"|网站(?:正在)?(?:维护中|升级中)|请求(?:被拦截|被阻断|被拒绝|错误|失败|异常)|安全(?:验证|拦截|检测)|人机验证"
    r"|网络(?:异常|错误)|出错了|(?:下载|链接)(?:地址)?(?:已)?(?:失效|过期)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"log ?in|sign ?in|登录|登陆|用户名|统一身份认证|会话(?:已)?(?:过期|超时)|session (?:has )?expired", re.IGNORECASE
)
_MESSAGE_KEYS = ("msg", "message", "errmsg", "errormsg", "error_msg", "error", "errormessage", "detail", "info", "desc")
_CODE_KEYS = ("code", "status", "errcode", "error_code", "errno", "statuscode", "resultcode")
_XML_ERROR = re.compile(r"<(?:\w+:)?(?:Error|Fault|ErrorResponse)[\s>]")
_XML_MESSAGE = re.compile(r"<(?:Message|faultstring|Code)>([^<]{1,200})<")
_MOST_JSON = 1_000_000
_FILE_ENDING = re.compile(r"\.\w{2,5}$")


def refuse_server_page(file_name: str, title: str, words: str, asks_for_password: bool) -> None:
    """Raises UnreadableFile where a web page without figures says that it is not what was asked for."""
    if len(words) > _MOST_WORDS:
        return
    headline = f"{title} {words[: _FEW_WORDS if len(words) <= _FEW_WORDS else 60]}"
    if found := _ERROR.search(headline):
        status = _STATUS.search(headline)
        told = f"{status[0]} {found[0]}" if status else found[0]
        raise not_the_document(file_name, fragment("web.error_page", told=told))
    if title and _STATUS.match(title.strip()):
        raise not_the_document(file_name, fragment("web.error_page", told=title.strip()[:40]))
    if asks_for_password or (len(words) <= _FEW_WORDS and _LOGIN.search(headline)):
        raise not_the_document(file_name, fragment("web.login_page"))


def refuse_server_answer(file_name: str, text: str) -> None:
    """Raises UnreadableFile for a text that a server answered to a program: JSON, an XML error, the head of HTTP."""
    start = text[:1000].lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "[") and len(text) <= _MOST_JSON:
        _refuse_json(file_name, text)
    if start.startswith("<?xml") or _XML_ERROR.match(start):
        if _XML_ERROR.search(start):
            told = "; ".join(found.strip() for found in _XML_MESSAGE.findall(text[:5000])[:2])
            raise not_the_document(file_name, fragment("web.error_answer", told=told or "XML"))
        return
    if start.startswith("HTTP/"):
        raise not_the_document(file_name, fragment("web.answer", told=start.splitlines()[0][:60]))
    words = " ".join(text[: 2 * _FEW_WORDS].split())
    if len(words) <= _FEW_WORDS and (found := _ERROR.search(words)):
        raise not_the_document(file_name, fragment("web.error_answer", told=words[:60] or found[0]))


def _refuse_json(file_name: str, text: str) -> None:
    try:
        answer = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return
    values = {str(key).lower(): value for key, value in answer.items()} if isinstance(answer, dict) else {}
    stated = [values[key] for keys in (_CODE_KEYS, _MESSAGE_KEYS) for key in keys if values.get(key) not in (None, "")]
    told = ", ".join(str(value)[:60] for value in stated[:2] if not isinstance(value, dict | list))
    what = fragment("web.json_answer_told", told=told) if told else fragment("web.json_answer")
    raise not_the_document(file_name, what)


def not_the_document(file_name: str, what: Fragment) -> UnreadableFile:
    """Return the refusal of something that was saved under the name of a document."""
    ending = _FILE_ENDING.search(file_name)
    is_odd = ending and ending[0].lower() not in (".html", ".htm", ".json", ".txt")
    saved = fragment("web.saved_as", ending=ending[0]) if ending and is_odd else NOTHING
    return UnreadableFile(ProblemKind.DAMAGED_FILE, message("web.not_the_document", what=what, saved=saved))

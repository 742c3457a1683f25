"""What is answered to a request that is not let in: a status and one sentence in both languages."""

from enum import Enum
from http import HTTPStatus


class Refusal(Enum):
    """Why a request is not let in."""

    HOST = (
        HTTPStatus.FORBIDDEN,
        "此主机名未获允许；请在 JUESUAN_UI_HOSTS 中列出浏览器所用的主机名（含端口）。",
        "This host name is not allowed; name in JUESUAN_UI_HOSTS what browsers call this server, with the port.",
    )
    FOREIGN = (
        HTTPStatus.FORBIDDEN,
        "请求来自其他网站，已拒绝；网关须原样转交 Host（见 JUESUAN_UI_HOSTS）。",
        "A request of another site is refused; a gateway must pass Host on as it came (see JUESUAN_UI_HOSTS).",
    )
    METHOD = (HTTPStatus.METHOD_NOT_ALLOWED, "不接受此类请求。", "No request of this kind is taken.")
    GET_CHANGES = (
        HTTPStatus.METHOD_NOT_ALLOWED,
        "打开一个地址不得改动任何内容。",
        "Nothing is changed by opening an address.",
    )
    CONTENT_TYPE = (
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "只接受 application/json 格式的请求。",
        "Requests are taken as application/json only.",
    )
    UNREADABLE = (HTTPStatus.BAD_REQUEST, "无法读懂此请求。", "The request cannot be read.")
    TOO_LARGE = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "请求过大。", "The request is too large.")
    READ_ONLY = (
        HTTPStatus.FORBIDDEN,
        "此界面只供查看，不能启动或改动任何内容。",
        "This UI is for looking only: nothing can be started or changed here.",
    )
    PASSWORD = (HTTPStatus.UNAUTHORIZED, "请输入用户名和密码。", "A name and a password are needed.")
    GATEWAY = (
        HTTPStatus.FORBIDDEN,
        "请从单位的网关进入（见 JUESUAN_UI_USER_HEADER 和 JUESUAN_UI_PROXIES）。",
        "Come through the office's gateway (see JUESUAN_UI_USER_HEADER and JUESUAN_UI_PROXIES).",
    )
    TOO_MANY = (
        HTTPStatus.TOO_MANY_REQUESTS,
        "密码尝试过多，请稍后再试。",
        "Too many passwords are being tried; come back in a moment.",
    )

    def __init__(self, status: HTTPStatus, chinese: str, english: str) -> None:
        self.status = status
        self.chinese = chinese
        self.english = english

    @property
    def headers(self) -> dict[str, str]:
        """What a browser must know beside the sentence."""
        if self is Refusal.PASSWORD:
            return {"WWW-Authenticate": 'Basic realm="Juesuan", charset="UTF-8"'}
        return {"Allow": "GET, HEAD, POST"} if self is Refusal.METHOD else {}

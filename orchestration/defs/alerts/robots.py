"""What each chat documents for its robots: address, body, signature, limits, and which answers refuse a post.

WeCom 企业微信 群机器人 (developer.work.weixin.qq.com/document/path/91770): text of at most 2,048 bytes.
DingTalk 钉钉 自定义机器人 (open.dingtalk.com/document/robots/custom-robot-access): bodies of at most 20,000 bytes.
Feishu 飞书 自定义机器人 (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot): bodies of at most 20 KB.
Slack incoming webhooks (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks): 40,000 characters.

Nothing is sent from here. Address, secret and signature are credentials: nothing that is shown contains them, and no
answer is quoted, because it may repeat what it was asked.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from orchestration.home.settings import Settings, WebhookKind
from orchestration.reports.printable import printable

MOST_BYTES = {
    WebhookKind.WECOM: 2_048,
    WebhookKind.DINGTALK: 20_000,
    WebhookKind.FEISHU: 20_000,
    WebhookKind.SLACK: 40_000,
}
"""Of WeCom the text, of the others the whole body. Of a kilobyte and of characters, the stricter reading."""

RATE_LIMITS = {
    WebhookKind.WECOM: frozenset({45009, 45033}),
    WebhookKind.DINGTALK: frozenset({130101, 410100}),
    WebhookKind.FEISHU: frozenset({11232}),
}
"""The codes by which a robot says that it is asked too often."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a post did not arrive. It is tried again at once, unless `must_wait`."""

    reason: str
    must_wait: bool = False


@dataclass(frozen=True, slots=True)
class Robot:
    """The robot that alerts are posted to."""

    kind: WebhookKind
    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Robot | None":
        """The robot that is configured."""
        if settings.webhook_url is None:
            return None
        return cls(settings.webhook_kind, settings.webhook_url, settings.webhook_secret)

    @property
    def most_bytes(self) -> int:
        """The limit for what `size` measures."""
        return MOST_BYTES[self.kind]

    def size(self, text: str) -> int:
        """How many bytes of the limit a text takes."""
        return (
            len(_encoded(self.shown(text))) if self.kind is WebhookKind.WECOM else len(self.body(text, 1_000_000_000))
        )

    def address(self, moment: float) -> str:
        """Where to post at this moment; DingTalk's signature is a part of it."""
        if self.kind is not WebhookKind.DINGTALK or self.secret is None:
            return self.url
        timestamp = str(round(moment * 1000))
        signature = _signature(self.secret, f"{timestamp}\n{self.secret}")
        query = urlencode({"timestamp": timestamp, "sign": signature})
        return f"{self.url}{'&' if '?' in self.url else '?'}{query}"

    def body(self, text: str, moment: float) -> bytes:
        """The JSON that the chat expects; Feishu's signature is a part of it."""
        return _encoded(json.dumps(self._payload(text, moment), ensure_ascii=False))

    def shown(self, text: str) -> str:
        """A text of which nothing is a tag of the chat: no name in it calls everybody, and no file name is a link.

        Slack documents entities for this; the others document none, and get the wide sign.
        """
        plain = printable(_encoded(text).decode())
        if self.kind is WebhookKind.SLACK:
            return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return plain.replace("<", "＜")

    def _payload(self, text: str, moment: float) -> dict[str, Any]:
        words = self.shown(text)
        match self.kind:
            case WebhookKind.WECOM | WebhookKind.DINGTALK:
                return {"msgtype": "text", "text": {"content": words}}
            case WebhookKind.FEISHU:
                return {**self._feishu_signature(moment), "msg_type": "text", "content": {"text": words}}
            case WebhookKind.SLACK:
                return {"text": words}

    def _feishu_signature(self, moment: float) -> dict[str, str]:
        if self.secret is None:
            return {}
        timestamp = str(int(moment))
        # timestamp and secret are the key here, and the message is empty
        return {"timestamp": timestamp, "sign": _signature(f"{timestamp}\n{self.secret}", "")}

    def refusal(self, answer: bytes) -> Refusal | None:
        """What an answer with HTTP 200 refuses; None where the post was accepted."""
        if self.kind is WebhookKind.SLACK:
            return None
        name = "code" if self.kind is WebhookKind.FEISHU else "errcode"
        try:
            code = json.loads(answer)[name]
        except (ValueError, TypeError, LookupError, RecursionError):
            return Refusal(f"an answer without {name}")
        if type(code) is not int:
            return Refusal(f"an answer whose {name} is no number")
        return Refusal(f"{name} {code}", must_wait=code in RATE_LIMITS[self.kind]) if code else None


def _signature(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _encoded(text: str) -> bytes:
    # a file name that is no UTF-8 must not keep an alert back
    return text.encode("utf-8", errors="replace")

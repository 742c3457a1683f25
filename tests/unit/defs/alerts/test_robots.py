"""Each chat gets the JSON and the signature that it documents, and its answers are read as it means them."""

import base64
import hmac
import json

import pytest

from orchestration.defs.alerts.robots import Refusal, Robot
from orchestration.home.settings import WebhookKind
from orchestration.reports.printable import printable
from tests.hostile import SENTINELS, UNSEEN

URL = "https://chat.example/robot"
MOMENT = 1_599_360_473.5
SECRET = "SEC0123"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (WebhookKind.WECOM, {"msgtype": "text", "text": {"content": "决算"}}),
        (WebhookKind.DINGTALK, {"msgtype": "text", "text": {"content": "决算"}}),
        (WebhookKind.FEISHU, {"msg_type": "text", "content": {"text": "决算"}}),
        (WebhookKind.SLACK, {"text": "决算"}),
    ],
)
def test_each_chat_gets_its_own_json(kind: WebhookKind, expected: dict[str, object]) -> None:
    robot = Robot(kind, URL)
    assert json.loads(robot.body("决算", MOMENT)) == expected
    assert robot.address(MOMENT) == URL


@pytest.mark.parametrize(("url", "joint"), [(URL, "?"), (f"{URL}?access_token=1", "&")])
def test_dingtalk_is_signed_in_the_address(url: str, joint: str) -> None:
    signature = hmac.digest(SECRET.encode(), f"1599360473500\n{SECRET}".encode(), "sha256")
    quoted = base64.b64encode(signature).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    robot = Robot(WebhookKind.DINGTALK, url, SECRET)
    assert robot.address(MOMENT) == f"{url}{joint}timestamp=1599360473500&sign={quoted}"
    assert robot.body("决算", MOMENT) == Robot(WebhookKind.DINGTALK, url).body("决算", MOMENT)


def test_feishu_is_signed_in_the_body() -> None:
    signature = hmac.digest(f"1599360473\n{SECRET}".encode(), b"", "sha256")
    robot = Robot(WebhookKind.FEISHU, URL, SECRET)
    assert robot.address(MOMENT) == URL
    assert json.loads(robot.body("决算", MOMENT)) == {
        "timestamp": "1599360473",
        "sign": base64.b64encode(signature).decode(),
        "msg_type": "text",
        "content": {"text": "决算"},
    }


@pytest.mark.parametrize("kind", [WebhookKind.WECOM, WebhookKind.SLACK])
def test_chats_without_signatures_get_none(kind: WebhookKind) -> None:
    signed, unsigned = Robot(kind, URL, SECRET), Robot(kind, URL)
    assert (signed.address(MOMENT), signed.body("决算", MOMENT)) == (URL, unsigned.body("决算", MOMENT))


def test_a_name_that_is_no_utf_8_is_sent_with_a_mark_in_its_place() -> None:
    text = b"\xff.pdf".decode(errors="surrogateescape")
    assert json.loads(Robot(WebhookKind.SLACK, URL).body(text, MOMENT)) == {"text": "?.pdf"}
    assert Robot(WebhookKind.WECOM, URL).size(text) == 5


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        (WebhookKind.WECOM, b'{"errcode":0,"errmsg":"ok"}', None),
        (WebhookKind.WECOM, b'{"errcode":93000,"errmsg":"invalid webhook url"}', Refusal("errcode 93000")),
        (WebhookKind.WECOM, b'{"errcode":45009,"errmsg":"api freq out of limit"}', Refusal("errcode 45009", True)),
        (WebhookKind.DINGTALK, b'{"errcode":0,"errmsg":"ok"}', None),
        (WebhookKind.DINGTALK, b'{"errcode":310000,"errmsg":"sign not match"}', Refusal("errcode 310000")),
        (WebhookKind.DINGTALK, b'{"errcode":130101,"errmsg":"send too fast"}', Refusal("errcode 130101", True)),
        (WebhookKind.FEISHU, b'{"code":0,"msg":"success","data":{}}', None),
        (WebhookKind.FEISHU, b'{"code":19021,"msg":"sign match fail"}', Refusal("code 19021")),
        (WebhookKind.FEISHU, b'{"code":11232,"msg":"frequency limited"}', Refusal("code 11232", True)),
        (WebhookKind.FEISHU, b'{"errcode":0}', Refusal("an answer without code")),
        (WebhookKind.WECOM, b"<html>sign in</html>", Refusal("an answer without errcode")),
        (WebhookKind.WECOM, b"", Refusal("an answer without errcode")),
        (WebhookKind.WECOM, b"\xff\xfe", Refusal("an answer without errcode")),
        (WebhookKind.WECOM, b"0", Refusal("an answer without errcode")),
        (WebhookKind.WECOM, b"[]", Refusal("an answer without errcode")),
        (WebhookKind.WECOM, b"[" * 60_000, Refusal("an answer without errcode")),
        (WebhookKind.WECOM, b'{"errcode":false}', Refusal("an answer whose errcode is no number")),
        (WebhookKind.WECOM, b'{"errcode":"key=1"}', Refusal("an answer whose errcode is no number")),
        (WebhookKind.SLACK, b"ok", None),
    ],
)
def test_an_answer_is_read_as_the_chat_means_it(kind: WebhookKind, answer: bytes, expected: Refusal | None) -> None:
    assert Robot(kind, URL).refusal(answer) == expected


@pytest.mark.parametrize("kind", WebhookKind)
@pytest.mark.parametrize("text", SENTINELS)
def test_no_name_calls_everybody_or_becomes_a_link(kind: WebhookKind, text: str) -> None:
    robot = Robot(kind, URL)
    body = robot.body(f"甲局 {text}", MOMENT).decode()
    assert "<" not in body and not any(character in str(json.loads(body)) for character in UNSEEN)
    shown = robot.shown(text)
    assert shown.replace("＜", "<").replace("&lt;", "<").replace("&gt;", ">") == printable(text)


def test_a_robot_shows_no_credential() -> None:
    assert repr(Robot(WebhookKind.FEISHU, URL, SECRET)) == "Robot(kind=<WebhookKind.FEISHU: 'feishu'>)"

"""A post that does not arrive is tried again, not for ever, and what is said about it holds no credential."""

import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from orchestration.defs.alerts.message import Post
from orchestration.defs.alerts.posting import AlertNotDelivered, Patience, deliver
from orchestration.defs.alerts.robots import Robot
from orchestration.home.settings import WebhookKind
from tests.chat_robot import KEY, Answer, ChatRobot, answer_json, chat_robot

PATIENCE = Patience(attempts=3, pause_seconds=0, answer_seconds=5)
SECRET = "SEC0123456789"
POSTS = (Post("one", 4), Post("two", 7))


def addressed(robot: ChatRobot, kind: WebhookKind = WebhookKind.WECOM, secret: str | None = None) -> Robot:
    """The robot on this machine, as settings would name it."""
    robot.kind, robot.secret = kind, secret
    return Robot(kind, robot.url, secret)


@pytest.mark.parametrize("kind", WebhookKind)
@pytest.mark.parametrize("secret", [None, SECRET])
def test_every_chat_accepts_what_it_gets(robot: ChatRobot, kind: WebhookKind, secret: str | None) -> None:
    delivery = deliver(addressed(robot, kind, secret), POSTS, PATIENCE)
    assert (delivery.settled, delivery.failure, robot.shown) == (7, None, ["one", "two"])


@pytest.mark.parametrize("kind", [WebhookKind.DINGTALK, WebhookKind.FEISHU])
def test_a_wrong_secret_is_a_failure(robot: ChatRobot, kind: WebhookKind) -> None:
    delivery = deliver(replace(addressed(robot, kind, SECRET), secret="other"), POSTS, PATIENCE)
    assert delivery.settled == 0
    assert robot.shown == []


FAULTS = {
    "HTTP 500": Answer(500),
    "HTTP 404": Answer(404),
    "HTTP 302": Answer(302),
    "errcode -1": answer_json(errcode=-1, errmsg="system busy"),
    "errcode 93000": answer_json(errcode=93000),
    "an answer without errcode": Answer(body=b"<html>maintenance</html>"),
    "RemoteDisconnected": Answer(hangs_up=True),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_what_may_pass_is_tried_again_at_once(robot: ChatRobot, reason: str) -> None:
    target = addressed(robot)
    robot.script.extend([FAULTS[reason]] * (PATIENCE.attempts - 1))
    assert deliver(target, POSTS, PATIENCE).failure is None
    assert robot.shown == ["one", "two"]


@pytest.mark.parametrize("reason", FAULTS)
def test_no_post_is_tried_for_ever(robot: ChatRobot, reason: str) -> None:
    target = addressed(robot)
    robot.script.extend([Answer(), *[FAULTS[reason]] * 20])
    delivery = deliver(target, POSTS, PATIENCE)
    assert delivery.settled == POSTS[0].settled, "the first part arrived"
    assert isinstance(delivery.failure, OSError)
    assert str(delivery.failure) == f"an alert did not reach the wecom robot 告警未送达: {reason}"
    assert robot.posts == 1 + PATIENCE.attempts


@pytest.mark.parametrize(
    "limit", [Answer(429), answer_json(errcode=45009, errmsg="api freq out of limit"), answer_json(errcode=45033)]
)
def test_a_robot_that_is_asked_too_often_is_left_alone_until_the_next_look(robot: ChatRobot, limit: Answer) -> None:
    target = addressed(robot)
    robot.script.append(limit)
    assert deliver(target, POSTS, PATIENCE).failure is not None
    assert robot.posts == 1


def test_a_slow_robot_is_not_waited_for(robot: ChatRobot) -> None:
    target = addressed(robot)
    robot.script.append(Answer(seconds=0.5))
    began = time.monotonic()
    delivery = deliver(target, POSTS, replace(PATIENCE, answer_seconds=0.1))
    assert time.monotonic() - began < 0.5
    assert str(delivery.failure).endswith(": TimeoutError")
    assert robot.posts == 1, "it may have arrived"


def test_a_look_ends_in_time_and_says_how_far_it_came(robot: ChatRobot) -> None:
    target = addressed(robot)
    robot.script.append(Answer(seconds=0.2))
    delivery = deliver(target, POSTS, replace(PATIENCE, look_seconds=0.1))
    assert (delivery.settled, robot.shown) == (4, ["one"])
    assert str(delivery.failure).endswith(": no time left in this look")


def refused(robot: ChatRobot) -> Robot:
    robot.script.extend([Answer(500)] * 3)
    return addressed(robot, WebhookKind.DINGTALK, SECRET)


def hung_up(robot: ChatRobot) -> Robot:
    robot.script.extend([Answer(hangs_up=True)] * 3)
    return addressed(robot, WebhookKind.DINGTALK, SECRET)


def echoed(robot: ChatRobot) -> Robot:
    return replace(addressed(robot, WebhookKind.DINGTALK, "other"), secret=SECRET)


def nobody_there(_: ChatRobot) -> Robot:
    return Robot(WebhookKind.FEISHU, f"http://127.0.0.1:9/robot?key={KEY}", SECRET)


def no_address(_: ChatRobot) -> Robot:
    return Robot(WebhookKind.FEISHU, f"robot?key={KEY}", SECRET)


def with_a_blank(_: ChatRobot) -> Robot:
    return Robot(WebhookKind.FEISHU, f"http://127.0.0.1:9/robot ?key={KEY}", SECRET)


def with_chinese(_: ChatRobot) -> Robot:
    return Robot(WebhookKind.FEISHU, f"http://127.0.0.1:9/机器人?key={KEY}", SECRET)


def no_such_host(_: ChatRobot) -> Robot:
    return Robot(WebhookKind.DINGTALK, f"https://robot.invalid/robot?key={KEY}", SECRET)


def no_tls(robot: ChatRobot) -> Robot:
    return replace(addressed(robot, WebhookKind.DINGTALK, SECRET), url=robot.url.replace("http:", "https:"))


def led_elsewhere(robot: ChatRobot) -> Robot:
    robot.script.extend([Answer(307, location=f"http://localhost:9/robot?access_token={KEY}")] * 3)
    return addressed(robot, WebhookKind.DINGTALK, SECRET)


def a_file(_: ChatRobot) -> Robot:
    return Robot(WebhookKind.SLACK, f"file:///{KEY}", SECRET)


CASES = [refused, hung_up, echoed, nobody_there, no_address, with_a_blank, with_chinese]
CASES += [no_such_host, no_tls, led_elsewhere, a_file]


@pytest.mark.parametrize("case", CASES)
def test_neither_address_nor_secret_nor_signature_is_in_the_failure(
    robot: ChatRobot, case: Callable[[ChatRobot], Robot], caplog: pytest.LogCaptureFixture
) -> None:
    target = case(robot)
    failure = deliver(target, POSTS, PATIENCE).failure
    assert isinstance(failure, AlertNotDelivered)
    assert (failure.__cause__, failure.__context__) == (None, None)
    try:
        raise failure
    except AlertNotDelivered:
        shown = traceback.format_exc() + caplog.text
    for secret in (KEY, SECRET, "sign=", target.url):
        assert secret not in shown


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_post_follows_to_another_host(robot: ChatRobot, status: int) -> None:
    with chat_robot() as other:
        robot.script.extend([Answer(status, location=other.url)] * PATIENCE.attempts)
        failure = deliver(addressed(robot), POSTS, PATIENCE).failure
        assert str(failure).endswith(f": HTTP {status}")
        assert (other.posts, other.gets) == (0, 0)


def test_a_proxy_of_the_environment_is_not_given_an_address(robot: ChatRobot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http through a proxy would show it the whole of it; of https a proxy sees the host alone."""
    with chat_robot() as proxy:
        for variable in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(variable, f"http://{urlsplit(proxy.url).netloc}")
        for variable in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(variable, raising=False)
        assert deliver(addressed(robot), POSTS, PATIENCE).failure is None
        deliver(Robot(WebhookKind.SLACK, f"https://chat.example/robot?key={KEY}", SECRET), POSTS, PATIENCE)
        assert proxy.posts == 0
        assert proxy.tunnels == ["chat.example:443"] * PATIENCE.attempts

"""Every line of an alert is in a post or counted as left out, and no post is larger than its chat takes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.defs.alerts.message import MOST_LINES, MOST_POSTS, Alert, split_alert
from orchestration.defs.alerts.robots import MOST_BYTES, Robot
from orchestration.home.settings import WebhookKind

TITLE = "决算 Juesuan: 7 newly quarantined 新隔离"
LEFT_OUT = re.compile(r"… (\d+) more 另有 \1 条")
SHORTENED = re.compile(r"(.*) … (\d+) more characters 余 \2 字", re.DOTALL)

ROBOTS = [Robot(kind, "https://nowhere", secret) for kind in WebhookKind for secret in (None, "SEC")]
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\n")
LINES = st.lists(
    st.one_of(
        st.text(CHARACTERS, max_size=200),
        st.builds(lambda text, times: text * times, st.text(CHARACTERS, min_size=1, max_size=9), st.integers(1, 9_000)),
    ),
    max_size=2 * MOST_LINES,
)


def told(robot: Robot, alert: Alert) -> tuple[list[str], int]:
    """The lines as the posts show them, and how many are counted as left out. Checks each post on the way."""
    posts = split_alert(alert, robot.size, robot.most_bytes)
    assert 1 <= len(posts) <= MOST_POSTS
    lines: list[str] = []
    left_out = 0
    for number, post in enumerate(posts, start=1):
        assert robot.size(post.text) <= robot.most_bytes
        title, *rest = post.text.split("\n")
        assert title == (f"{TITLE} ({number}/{len(posts)})" if len(posts) > 1 else TITLE)
        if number == len(posts) and len(rest) > len(alert.lines) - len(lines):
            pytest.fail("more lines than the alert has")
        if number == len(posts) and len(lines) + len(rest) - 1 < len(alert.lines):
            found = LEFT_OUT.fullmatch(rest[-1]) if rest else None
            if found and len(lines) + len(rest) - 1 + int(found[1]) == len(alert.lines):
                left_out = int(found[1])
                rest.pop()
        lines += rest
        assert post.settled == len(lines) + left_out
    return lines, left_out


@given(robot=st.sampled_from(ROBOTS), lines=LINES)
@example(robot=ROBOTS[0], lines=["财政局 2024: 1.00 ≠ 2.00"] * (MOST_LINES + 30))
@example(robot=ROBOTS[0], lines=["𠮷" * 5_000] * MOST_LINES)
@example(robot=ROBOTS[2], lines=['"' * 30_000, "财"])
def test_every_line_is_in_a_post_or_counted_as_left_out(robot: Robot, lines: list[str]) -> None:
    shown, left_out = told(robot, Alert(TITLE, tuple(lines)))
    assert len(shown) + left_out == len(lines)
    for line, seen in zip(lines, shown, strict=False):
        if seen != line:
            kept = SHORTENED.fullmatch(seen)
            assert kept
            assert line.startswith(kept[1])
            assert len(kept[1]) + int(kept[2]) == len(line)


@pytest.mark.parametrize("robot", ROBOTS, ids=lambda robot: f"{robot.kind}-{robot.secret}")
@pytest.mark.parametrize("letter", ["a", "财", "𠮷", '"', "\t"])
def test_what_just_fits_is_one_post_and_one_byte_more_is_not(robot: Robot, letter: str) -> None:
    room = robot.most_bytes - robot.size(f"{TITLE}\n")
    width = robot.size(letter) - robot.size("")
    line = letter * (room // width) + "a" * (room % width)
    (post,) = split_alert(Alert(TITLE, (line,)), robot.size, robot.most_bytes)
    assert robot.size(post.text) == robot.most_bytes == MOST_BYTES[robot.kind]
    assert post.text == f"{TITLE}\n{line}"
    (post,) = split_alert(Alert(TITLE, (line + "a",)), robot.size, robot.most_bytes)
    assert "more characters" in post.text
    assert robot.size(post.text) <= robot.most_bytes


def test_two_lines_that_do_not_fit_together_are_two_posts() -> None:
    lines = ("财" * 400, "审" * 400)
    posts = split_alert(Alert(TITLE, lines), ROBOTS[0].size, 2_048)
    assert [(post.text, post.settled) for post in posts] == [
        (f"{TITLE} (1/2)\n{lines[0]}", 1),
        (f"{TITLE} (2/2)\n{lines[1]}", 2),
    ]


def test_an_alert_without_lines_is_its_title() -> None:
    (post,) = split_alert(Alert(TITLE, ()), ROBOTS[0].size, 2_048)
    assert (post.text, post.settled) == (TITLE, 0)


def test_the_log_has_a_long_alert_cut_and_counted() -> None:
    text = Alert(TITLE, tuple(map(str, range(MOST_LINES + 30)))).text
    assert text.splitlines()[-1] == "… 30 more 另有 30 条"
    assert len(text.splitlines()) == 1 + MOST_LINES + 1

"""Posting to a robot, with few retries and within one look of a sensor. What is said and to whom comes from elsewhere.

Errors of urllib hold the address of the webhook, which is a secret: they end here, and what is raised instead has
neither their text nor a link to them.
"""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.defs.alerts.message import Post
from orchestration.defs.alerts.robots import Refusal, Robot

TOO_MANY_REQUESTS = 429
MOST_ANSWER_BYTES = 64 * 1024


class AlertNotDelivered(OSError):
    """An alert did not arrive at the robot, or not all of it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a post is tried in one look, and how long. Dagster gives up a look after sixty seconds, and forgets
    what it told: `look_seconds` and one last slow attempt stay below."""

    attempts: int = 3
    pause_seconds: float = 1.0
    answer_seconds: float = 10.0
    look_seconds: float = 25.0


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a delivery came: the lines of the alert that are settled, and what stopped it, if anything."""

    settled: int
    failure: AlertNotDelivered | None = None


def deliver(robot: Robot, posts: Sequence[Post], patience: Patience) -> Delivery:
    """Post the parts of an alert one after the other; the first that does not arrive ends it."""
    deadline = time.monotonic() + patience.look_seconds
    settled = 0
    for post in posts:
        refusal = _post_patiently(robot, post.text, patience, deadline)
        if refusal is not None:
            reason = f"an alert did not reach the {robot.kind} robot 告警未送达: {refusal.reason}"
            return Delivery(settled, AlertNotDelivered(reason))
        settled = post.settled
    return Delivery(settled)


def _post_patiently(robot: Robot, text: str, patience: Patience, deadline: float) -> Refusal | None:
    refusal = Refusal("no time left in this look", must_wait=True)
    for attempt in range(patience.attempts):
        if attempt:
            time.sleep(patience.pause_seconds)
        if time.monotonic() >= deadline:
            return refusal
        found = _post(robot, text, patience.answer_seconds)
        if found is None or found.must_wait:
            return found
        refusal = found
    return refusal


def _opener() -> urllib.request.OpenerDirector:
    """What posts, and nothing else: no files, and no redirects, for a redirected post would take its address elsewhere,
    arrive without its body and count as accepted. A proxy of the environment sees of https the host only; of plain http
    it would see the whole address, so that is not given to one."""
    proxies = {scheme: proxy for scheme, proxy in urllib.request.getproxies().items() if scheme == "https"}
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _post(robot: Robot, text: str, seconds: float) -> Refusal | None:
    moment = time.time()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        request = urllib.request.Request(robot.address(moment), robot.body(text, moment), headers)
        with _opener().open(request, timeout=seconds) as response:
            answer = response.read(MOST_ANSWER_BYTES)
    except urllib.error.HTTPError as error:
        error.close()
        return Refusal(f"HTTP {error.code}", must_wait=error.code == TOO_MANY_REQUESTS)
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        # too slow an answer may still mean that the post arrived: not again at once
        return Refusal(type(cause).__name__, must_wait=isinstance(cause, TimeoutError))
    return robot.refusal(answer)

"""People are told of failed runs and of new quarantines, once each, by log and by webhook."""

import http.server
import json
import logging
import threading
import urllib.error
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.defs.alerts import Alert, build_failure_alert, build_quarantine_alert, send
from orchestration.defs.automation import JOB_NAME
from orchestration.home.settings import Settings, WebhookKind

SECRET = "key=0f1e2d"


class Receiver:
    """A chat robot on this machine: keeps what it is sent, answers with `status`."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.status = 200
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 200:
                    receiver.messages.append(json.loads(body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return None

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/robot?{SECRET}"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever)
    thread.start()
    yield receiver
    receiver.server.shutdown()
    thread.join()
    receiver.server.server_close()


@pytest.fixture
def settings(tmp_path: Path, receiver: Receiver) -> Settings:
    return Settings(tmp_path / "raw", tmp_path / "home", webhook_url=receiver.url)


def publish(settings: Settings, **verdicts: str) -> None:
    settings.published.mkdir(parents=True, exist_ok=True)
    settings.published_database.unlink(missing_ok=True)
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute(
            "create table dq_department_year "
            "(department_id varchar, fiscal_year integer, verdict varchar, reasons varchar[])"
        )
        connection.execute("create table dim_department (department_id varchar, department_name varchar)")
        connection.execute("insert into dim_department values ('finance', '云溪市财政局')")
        for department, verdict in verdicts.items():
            row = [department, verdict, [f"{department}: 1.00 ≠ 2.00"]]
            connection.execute("insert into dq_department_year values (?, 2024, ?, ?)", row)


def look(settings: Settings, cursor: str | None) -> str | None:
    sensor = build_quarantine_alert(settings)
    return sensor.evaluate_tick(dg.build_sensor_context(cursor=cursor)).cursor


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (WebhookKind.WECOM, {"msgtype": "text", "text": {"content": "决算"}}),
        (WebhookKind.DINGTALK, {"msgtype": "text", "text": {"content": "决算"}}),
        (WebhookKind.SLACK, {"text": "决算"}),
    ],
)
def test_each_chat_gets_its_own_json(
    settings: Settings, receiver: Receiver, kind: WebhookKind, expected: dict[str, object]
) -> None:
    send(replace(settings, webhook_kind=kind), Alert("决算", ()), logging.getLogger("test"))
    assert receiver.messages == [expected]


def test_without_a_webhook_the_log_has_it(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    send(replace(settings, webhook_url=None), Alert("title", ("line",)), logging.getLogger("test"))
    assert "title\nline" in caplog.text


def test_the_address_of_the_webhook_is_never_logged(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    send(settings, Alert("title", ()), logging.getLogger("test"))
    assert SECRET not in caplog.text


def test_a_long_alert_is_cut_and_says_so() -> None:
    text = Alert("title", tuple(map(str, range(50)))).text
    assert text.splitlines()[-1] == "… 30 more 另有 30 条"


def test_a_new_quarantine_is_told_once_with_its_reason(settings: Settings, receiver: Receiver) -> None:
    publish(settings, finance="quarantined", audit="published")
    cursor = look(settings, None)
    (message,) = receiver.messages
    assert "云溪市财政局 2024: finance: 1.00 ≠ 2.00" in message["text"]["content"]
    look(settings, cursor)
    assert len(receiver.messages) == 1


def test_only_the_new_ones_are_told_and_a_released_one_is_new_again(settings: Settings, receiver: Receiver) -> None:
    publish(settings, finance="quarantined")
    cursor = look(settings, None)
    publish(settings, finance="quarantined", audit="quarantined")
    cursor = look(settings, cursor)
    assert "audit 2024" in receiver.messages[1]["text"]["content"]
    assert "财政局" not in receiver.messages[1]["text"]["content"]
    publish(settings, finance="published", audit="quarantined")
    cursor = look(settings, cursor)
    assert len(receiver.messages) == 2
    publish(settings, finance="quarantined", audit="quarantined")
    look(settings, cursor)
    assert "财政局" in receiver.messages[2]["text"]["content"]


def test_an_alert_that_did_not_arrive_is_sent_again(settings: Settings, receiver: Receiver) -> None:
    publish(settings, finance="quarantined")
    receiver.status = 503
    with pytest.raises(urllib.error.HTTPError, match="503"):
        look(settings, None)
    receiver.status = 200
    look(settings, None)
    assert len(receiver.messages) == 1


def test_nothing_published_yet_is_nothing_to_tell(settings: Settings, receiver: Receiver) -> None:
    look(settings, None)
    assert receiver.messages == []


@pytest.mark.parametrize(("job_name", "told"), [(JOB_NAME, 1), ("something_else", 0)])
def test_a_failed_run_is_told(settings: Settings, receiver: Receiver, job_name: str, told: int) -> None:
    @dg.op
    def fails() -> None:
        raise RuntimeError("the disk is full")

    @dg.job(name=job_name)
    def job() -> None:
        fails()

    sensor = build_failure_alert(settings)
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            "run_failed", result.get_run_failure_event(), instance, result.dagster_run
        ).for_run_failure()
        sensor(context)
    assert len(receiver.messages) == told
    assert all(result.run_id[:8] in message["text"]["content"] for message in receiver.messages)

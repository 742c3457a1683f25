"""Telling people: a run that failed, and a department-year that is quarantined anew.

An alert always goes to the log; where a webhook is configured it is posted there too, in the JSON of the chosen chat
(WeCom 企业微信 and DingTalk 钉钉 robots, Slack incoming webhooks).
"""

import json
import logging
import urllib.request
from dataclasses import dataclass
from typing import Any

import dagster as dg
import duckdb
from pydantic import BaseModel, ConfigDict, ValidationError

from expectations.vocabulary import Verdict
from orchestration.defs.automation import JOB_NAME
from orchestration.home.settings import Settings, WebhookKind
from orchestration.reports import repository

POST_SECONDS = 10
MOST_LINES = 20
LOOK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to people."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Title and lines as one text; of many lines the first, and how many more there are."""
        shown = self.lines[:MOST_LINES]
        more = len(self.lines) - len(shown)
        return "\n".join((self.title, *shown, *([f"… {more} more 另有 {more} 条"] if more else ())))


def payload(kind: WebhookKind, text: str) -> dict[str, Any]:
    """The JSON that a chat expects."""
    match kind:
        case WebhookKind.WECOM | WebhookKind.DINGTALK:
            return {"msgtype": "text", "text": {"content": text}}
        case WebhookKind.SLACK:
            return {"text": text}


def send(settings: Settings, alert: Alert, log: logging.Logger) -> None:
    """Log the alert and post it where a webhook is configured. Raises OSError where the post does not arrive, so that
    the sensor tries again. The address is a secret and is never logged."""
    log.warning(alert.text)
    if settings.webhook_url is None:
        return
    body = json.dumps(payload(settings.webhook_kind, alert.text), ensure_ascii=False).encode()
    request = urllib.request.Request(settings.webhook_url, body, {"Content-Type": "application/json; charset=utf-8"})
    with urllib.request.urlopen(request, timeout=POST_SECONDS):
        pass


def build_failure_alert(settings: Settings) -> dg.SensorDefinition:
    """The sensor that alerts when a run of the main job fails."""

    @dg.run_failure_sensor(
        name="run_failed",
        minimum_interval_seconds=LOOK_SECONDS,
        monitor_all_code_locations=False,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="运行失败即告警 / Tells when a run failed; what was published before stays in force",
    )
    def run_failed(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        if run.job_name == JOB_NAME:
            alert = Alert(
                f"决算 Juesuan: run {run.run_id[:8]} failed 运行失败; nothing that was published changed",
                (context.failure_event.message or "no reason was recorded",),
            )
            send(settings, alert, context.log)

    return run_failed


class AlertCursor(BaseModel):
    """The department-years that people were told are quarantined."""

    model_config = ConfigDict(frozen=True)

    quarantined: tuple[str, ...] = ()

    @classmethod
    def from_cursor(cls, cursor: str | None) -> "AlertCursor":
        """Parse a cursor; an unreadable one counts as empty."""
        try:
            return cls.model_validate_json(cursor or "{}")
        except ValidationError:
            return cls()


def build_quarantine_alert(settings: Settings) -> dg.SensorDefinition:
    """Compares what is published with what people were told. One that was released and is quarantined again is new."""

    @dg.sensor(
        name="newly_quarantined",
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="新隔离即告警 / Tells which department-years are quarantined anew, and why",
    )
    def newly_quarantined(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        if not settings.published_database.is_file():
            return dg.SkipReason("nothing is published yet")
        told = AlertCursor.from_cursor(context.cursor)
        now = quarantined(settings)
        new = [place for place in now if place not in told.quarantined]
        if new:
            title = f"决算 Juesuan: {len(new)} newly quarantined 新隔离"
            send(settings, Alert(title, tuple(f"{place}: {now[place]}" for place in new)), context.log)
        context.update_cursor(AlertCursor(quarantined=tuple(now)).model_dump_json())
        return dg.SkipReason(f"{len(now)} quarantined, {len(new)} of them new")

    return newly_quarantined


def quarantined(settings: Settings) -> dict[str, str]:
    """The quarantined department-years of the publication in force, each with its first reason."""
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        rows = sorted(repository.verdicts(connection), key=lambda row: (row["department"], row["fiscal_year"]))
    return {
        f"{row['department']} {row['fiscal_year']}": row["reasons"][0] if row["reasons"] else "no reason given"
        for row in rows
        if row["verdict"] == Verdict.QUARANTINED
    }

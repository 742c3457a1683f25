"""The sensor behind every alert: it compares what is there with what people were told, and tells the rest once.

What is there is found by the modules that build the sensors.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import dagster as dg
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.defs.alerts.message import Alert, split_alert
from orchestration.defs.alerts.posting import Delivery, Patience, deliver
from orchestration.defs.alerts.robots import Robot
from orchestration.home.settings import Settings

LOOK_SECONDS = 60

Find: TypeAlias = Callable[[dg.SensorEvaluationContext, float], Mapping[str, str] | None]
"""Finds what is there now: a line by key, or None where that cannot be said yet. The second argument is the time of the
sensor's first look: what was over by then is no news."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an alert is about: the name and the description of its sensor, and the title of its messages after the
    number of new lines."""

    name: str
    description: str
    title: str


class AlertCursor(BaseModel):
    """What people were told of, by key; since when the sensor looks; whether the last alert came through in part."""

    model_config = ConfigDict(frozen=True)

    told: tuple[str, ...] = ()
    since: float | None = None
    is_interrupted: bool = False

    @classmethod
    def from_cursor(cls, cursor: str | None) -> "AlertCursor":
        """Parse a cursor; an unreadable one counts as empty."""
        try:
            return cls.model_validate_json(cursor or "{}")
        except ValidationError:
            return cls()


def build_alert_sensor(settings: Settings, subject: Subject, find: Find, patience: Patience) -> dg.SensorDefinition:
    """The sensor that tells of each key once. One that goes and comes back is new.

    A look that told of nothing raises, so that it is made again. One that told of a part keeps that part: Dagster keeps
    no cursor of a look that raises, and the robot would get the same posts for ever.
    """

    @dg.sensor(
        name=subject.name,
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=subject.description,
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        cursor = AlertCursor.from_cursor(context.cursor)
        since = cursor.since or time.time()
        there = find(context, since)
        if there is None:
            return dg.SkipReason("nothing is published yet")
        known = frozenset(cursor.told)
        new = {key: line for key, line in there.items() if key not in known}
        title = f"决算 Juesuan: {len(new)} {subject.title}{' (continued 续)' if cursor.is_interrupted else ''}"
        delivery = _tell(settings, Alert(title, tuple(new.values())), context, patience) if new else Delivery(0)
        if delivery.failure is not None and not delivery.settled:
            raise delivery.failure
        told = (*(key for key in there if key in known), *tuple(new)[: delivery.settled])
        is_interrupted = delivery.failure is not None
        context.update_cursor(AlertCursor(told=told, since=since, is_interrupted=is_interrupted).model_dump_json())
        if is_interrupted:
            context.log.error(str(delivery.failure))
            return dg.SkipReason(f"{delivery.settled} of {len(new)} told, the rest next time: {delivery.failure}")
        return dg.SkipReason(f"{len(there)} are there, {len(new)} of them new")

    return sensor


def _tell(settings: Settings, alert: Alert, context: dg.SensorEvaluationContext, patience: Patience) -> Delivery:
    context.log.warning(alert.text)
    robot = Robot.from_settings(settings)
    if robot is None:
        return Delivery(len(alert.lines))
    return deliver(robot, split_alert(alert, robot.size, robot.most_bytes), patience)

"""People are told of new quarantines and of department-years newly overdue, once each, by log and by webhook."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import dagster as dg
import duckdb
import pytest

from orchestration.defs.alerts.department_years import build_overdue_alert, build_quarantine_alert
from orchestration.defs.alerts.posting import Patience
from orchestration.home.settings import Settings
from tests.chat_robot import KEY, Answer, ChatRobot, answer_json

DUE = date(2024, 9, 30)
PATIENCE = Patience(attempts=1, pause_seconds=0)


def publish(
    settings: Settings, verdicts: Mapping[str, str], late: tuple[str, ...] = (), reason: str = "1.00 ≠ 2.00"
) -> None:
    """A publication with these verdicts, and with these departments overdue."""
    settings.published.mkdir(parents=True, exist_ok=True)
    settings.published_database.unlink(missing_ok=True)
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("""
            create table dim_department (department_id varchar, department_name varchar);
            insert into dim_department values ('finance', '云溪市财政局');
            create table dq_department_year
                (department_id varchar, fiscal_year integer, verdict varchar, reasons varchar[]);
            create table dq_coverage (department_id varchar, fiscal_year integer, status varchar, is_received boolean,
                is_late boolean, due_on date, days_late integer);
            insert into dq_coverage values
                ('police', 2023, 'received', true, true, '2024-09-30', 3),
                ('police', 2022, 'missing', false, null, null, null),
                ('police', 2024, 'not_yet_due', false, false, '2025-09-30', null);
        """)
        for department, verdict in verdicts.items():
            row = [department, verdict, [f"{department}: {reason}"]]
            connection.execute("insert into dq_department_year values (?, 2024, ?, ?)", row)
        for department in late:
            connection.execute(
                "insert into dq_coverage values (?, 2023, 'missing', false, true, ?, 9)", [department, DUE]
            )


def look(sensor: dg.SensorDefinition, cursor: str | None = None) -> str | None:
    return sensor.evaluate_tick(dg.build_sensor_context(cursor=cursor)).cursor


def quarantine(settings: Settings, cursor: str | None = None) -> str | None:
    return look(build_quarantine_alert(settings, PATIENCE), cursor)


def overdue(settings: Settings, cursor: str | None = None) -> str | None:
    return look(build_overdue_alert(settings, PATIENCE), cursor)


def test_without_a_webhook_the_log_has_it(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    publish(settings, {"finance": "quarantined"})
    quarantine(replace(settings, webhook_url=None))
    assert "1 newly quarantined 新隔离\n云溪市财政局 2024: finance: 1.00 ≠ 2.00" in capfd.readouterr().err


def test_the_address_of_the_webhook_is_never_logged(
    settings: Settings, robot: ChatRobot, capfd: pytest.CaptureFixture[str]
) -> None:
    publish(settings, {f"department{number}": "quarantined" for number in range(60)}, reason="财" * 100)
    robot.script.extend([Answer(), Answer(500)])
    quarantine(settings)
    log = "".join(capfd.readouterr())
    assert "60 newly quarantined" in log
    assert "告警未送达: HTTP 500" in log
    assert KEY not in log


def test_a_new_quarantine_is_told_once_with_its_reason(settings: Settings, robot: ChatRobot) -> None:
    publish(settings, {"finance": "quarantined", "audit": "published"})
    cursor = quarantine(settings)
    assert robot.shown == ["决算 Juesuan: 1 newly quarantined 新隔离\n云溪市财政局 2024: finance: 1.00 ≠ 2.00"]
    quarantine(settings, cursor)
    assert len(robot.shown) == 1


def test_only_the_new_ones_are_told_and_a_released_one_is_new_again(settings: Settings, robot: ChatRobot) -> None:
    publish(settings, {"finance": "quarantined"})
    cursor = quarantine(settings)
    publish(settings, {"finance": "quarantined", "audit": "quarantined"})
    cursor = quarantine(settings, cursor)
    assert "audit 2024" in robot.shown[1]
    assert "财政局" not in robot.shown[1]
    publish(settings, {"finance": "published", "audit": "quarantined"})
    cursor = quarantine(settings, cursor)
    assert len(robot.shown) == 2
    publish(settings, {"finance": "quarantined", "audit": "quarantined"})
    quarantine(settings, cursor)
    assert "财政局" in robot.shown[2]


def test_an_overdue_department_year_is_told_once(settings: Settings, robot: ChatRobot) -> None:
    publish(settings, {})
    cursor = overdue(settings)
    assert robot.shown == [], "late but received, without a due date, and not yet due"
    publish(settings, {}, late=("finance",))
    cursor = overdue(settings, cursor)
    (shown,) = robot.shown
    assert shown == (
        "决算 Juesuan: 1 newly overdue 逾期未收到\n云溪市财政局 2023: due 期限 2024-09-30, 9 days late 逾期 9 天"
    )
    publish(settings, {}, late=("finance", "audit"))
    overdue(settings, cursor)
    assert "audit 2023" in robot.shown[1]
    assert "财政局" not in robot.shown[1]


@pytest.mark.parametrize("fault", [Answer(503), answer_json(errcode=93000), Answer(hangs_up=True), Answer(429)])
def test_an_alert_that_did_not_arrive_is_sent_again(settings: Settings, robot: ChatRobot, fault: Answer) -> None:
    publish(settings, {"finance": "quarantined"})
    robot.script.append(fault)
    with pytest.raises(OSError, match="告警未送达"):
        quarantine(settings)
    quarantine(settings)
    assert len(robot.shown) == 1


def test_a_series_that_was_interrupted_goes_on_where_it_stopped(settings: Settings, robot: ChatRobot) -> None:
    departments = [f"department{number:02}" for number in range(30)]
    publish(settings, dict.fromkeys(departments, "quarantined"), reason="财" * 70)
    robot.script.extend([Answer(), answer_json(errcode=45009)])
    cursor = quarantine(settings)
    robot.script.append(Answer(500))
    with pytest.raises(OSError, match="告警未送达"):
        quarantine(settings, cursor)
    robot.script.extend([Answer(), Answer(500)])
    cursor = quarantine(settings, cursor)
    cursor = quarantine(settings, cursor)
    assert "continued 续" not in robot.shown[0]
    assert all("continued 续" in text for text in robot.shown[1:])
    lines = [line.split()[0] for text in robot.shown for line in text.splitlines()[1:]]
    assert lines == departments
    posts = robot.posts
    quarantine(settings, cursor)
    assert robot.posts == posts


def test_nothing_published_yet_is_nothing_to_tell(settings: Settings, robot: ChatRobot) -> None:
    quarantine(settings)
    overdue(settings)
    assert robot.shown == []


@pytest.mark.parametrize("cursor", ["", "{", '{"told": 1}', '{"quarantined": ["finance 2024"]}'])
def test_a_cursor_that_says_nothing_counts_as_empty(settings: Settings, robot: ChatRobot, cursor: str) -> None:
    publish(settings, {"finance": "quarantined"})
    quarantine(settings, cursor)
    assert len(robot.shown) == 1

"""What Dagster's records say of a home's runs and of the daemon. Whether that is well is decided elsewhere."""

from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg

from orchestration.home.dagster_instance import UNCHANGED_ASSET
from orchestration.home.settings import Settings


@dataclass(frozen=True, slots=True)
class InstanceState:
    """When the last good run ended, whether the last finished one failed, and the daemon's signs of life.

    `heartbeat_at` is that of the daemon's most silent part (schedule, sensors, queue, …), None where no daemon ever
    ran; `daemon_errors` are what its parts reported last.
    """

    last_good_run_at: datetime | None
    last_run_failed: bool
    heartbeat_at: datetime | None
    daemon_errors: tuple[str, ...] = ()


def read_instance_state(settings: Settings) -> InstanceState | None:
    """Ask the instance of a home, which must not be made by asking: None where there is none yet.

    Raises what the storages raise where they cannot be read.
    """
    if not (settings.dagster_home / "dagster.yaml").is_file():
        return None
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        beats = list(instance.get_daemon_heartbeats().values())
        return InstanceState(
            _last_good_run(instance),
            _last_run_failed(instance),
            datetime.fromtimestamp(min(beat.timestamp for beat in beats), UTC) if beats else None,
            tuple(f"{beat.daemon_type}: {error.message.strip()}" for beat in beats for error in beat.errors or ()),
        )


def _last_good_run(instance: dg.DagsterInstance) -> datetime | None:
    """When all was well last: the end of a run, or a look that found nothing changed."""
    looks = instance.fetch_observations(dg.AssetKey(UNCHANGED_ASSET), limit=1).records
    moments = [datetime.fromtimestamp(look.timestamp, UTC) for look in looks]
    ended = _last_success(instance)
    return max((*moments, *((ended,) if ended else ())), default=None)


def _last_success(instance: dg.DagsterInstance) -> datetime | None:
    good = instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
    if not good:
        return None
    end = good[0].end_time
    return datetime.fromtimestamp(end, UTC) if end is not None else good[0].update_timestamp


def _last_run_failed(instance: dg.DagsterInstance) -> bool:
    ended = dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE])
    records = instance.get_run_records(ended, limit=1)
    return bool(records) and records[0].dagster_run.status is dg.DagsterRunStatus.FAILURE

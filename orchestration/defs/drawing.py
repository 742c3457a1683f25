"""What draws figures where they are printed: the drawers of the reports, under the limits that documents are read
with. What is drawn belongs to the reports."""

from collections.abc import Iterator, Mapping, Sequence

from orchestration.home.settings import Settings
from orchestration.reports.spots.album import DRAW_SECONDS, Studio
from orchestration.reports.spots.model import DrawingTask, Drawn, Spot


def drawing_studio(settings: Settings) -> Studio:
    """Draws files of raw/ in worker processes, and keeps what is drawn in the home."""
    return Studio(settings.raw, settings.drawings, _draw)


def _draw(tasks: Sequence[DrawingTask]) -> Iterator[Mapping[Spot, Drawn] | None]:
    # most publications draw nothing anew
    if not tasks:
        return iter(())
    from orchestration.ingestion.worker_pool import do_within_limits
    from orchestration.reports.spots.drawing import draw_spots

    return do_within_limits(draw_spots, tasks, DRAW_SECONDS)

"""The asset graph is the one that was reviewed: keys, groups and dependencies change only where somebody means it."""

from orchestration.defs.definitions import build_defs
from orchestration.home.settings import Settings
from tests.architecture.asset_graph import SNAPSHOT, describe


def test_the_asset_graph_is_the_reviewed_one(warehouse: Settings) -> None:
    told = "run `python -m tests.architecture.asset_graph` and look at what changed"
    assert describe(build_defs(warehouse)) == SNAPSHOT.read_text("utf-8"), told

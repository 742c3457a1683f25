"""The asset graph as text, to be looked at in a review.

    python -m tests.architecture.asset_graph

writes `asset_graph.txt` beside this module anew: a line for each asset with its group, then the assets it depends on.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.defs.definitions import build_defs
from orchestration.home.settings import PROJECT, Settings

SNAPSHOT = Path(__file__).with_name("asset_graph.txt")


def describe(definitions: dg.Definitions) -> str:
    """All assets in alphabetical order."""
    return "\n".join(_lines(definitions)) + "\n"


def _lines(definitions: dg.Definitions) -> Iterator[str]:
    graph = definitions.resolve_asset_graph()
    for key in sorted(graph.get_all_asset_keys(), key=lambda key: key.to_user_string()):
        node = graph.get(key)
        yield f"{key.to_user_string()} [{node.group_name}]"
        yield from (f"  <- {parent.to_user_string()}" for parent in sorted(node.parent_keys))


def main() -> None:
    """Write the snapshot."""
    with tempfile.TemporaryDirectory() as home:
        SNAPSHOT.write_text(describe(build_defs(Settings(raw=PROJECT / "raw", home=Path(home)))), "utf-8")


if __name__ == "__main__":
    main()

"""The drawings of a publication: drawn once, kept while they are shown, and told where there are none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from orchestration.reports.spots.album import CHANGED, EXCEEDED, Album, FiledDocument, Studio
from orchestration.reports.spots.model import DrawingTask, Drawn, Excerpt, NotDrawn, Spot

SPOT, OTHER = Spot("a" * 64, "1.00", row_no=1, column_no=2), Spot("b" * 64, "2.00", row_no=3, column_no=4)
EXCERPT = Excerpt(columns=(1,), rows=())
DOCUMENTS = {
    "a" * 64: (FiledDocument("finance", 2024, "财政/决算.xlsx"),),
    "b" * 64: (FiledDocument("audit", 2024, "all.zip/b.pdf"),),
}


class Hand:
    """Draws what it is told, and remembers what it was asked for."""

    def __init__(self, *drawings: Mapping[Spot, Drawn] | None) -> None:
        self.drawings = drawings
        self.asked: list[DrawingTask] = []

    def draw(self, tasks: Sequence[DrawingTask]) -> Iterator[Mapping[Spot, Drawn] | None]:
        self.asked.extend(tasks)
        return iter(self.drawings)


def drawn(folder: Path, hand: Hand, *spots: Spot) -> Mapping[Spot, Drawn]:
    album = Album(Studio(folder / "raw", folder / "kept", hand.draw), spots, DOCUMENTS)
    album.draw(lambda _: None)
    return album.of(spots)


def test_what_was_drawn_is_kept_and_not_drawn_again(tmp_path: Path) -> None:
    assert drawn(tmp_path, Hand({SPOT: EXCERPT}), SPOT, SPOT) == {SPOT: EXCERPT}
    again = Hand()
    assert drawn(tmp_path, again, SPOT) == {SPOT: EXCERPT}
    assert again.asked == []


def test_another_place_or_edition_is_drawn_anew(tmp_path: Path) -> None:
    drawn(tmp_path, Hand({SPOT: EXCERPT}), SPOT)
    for changed in (replace(SPOT, row_no=2), replace(SPOT, document_sha256="c" * 64), replace(SPOT, printed="3.00")):
        hand = Hand({changed: EXCERPT})
        drawn(tmp_path, hand, changed)
        assert [task.spots for task in hand.asked] == [(changed,)]


def test_a_kept_drawing_that_is_damaged_is_drawn_anew(tmp_path: Path) -> None:
    drawn(tmp_path, Hand({SPOT: EXCERPT}), SPOT)
    (tmp_path / "kept" / f"{SPOT.key}.json").write_text("{", "utf-8")
    assert drawn(tmp_path, Hand({SPOT: EXCERPT}), SPOT) == {SPOT: EXCERPT}


def test_what_is_shown_no_more_goes(tmp_path: Path) -> None:
    drawn(tmp_path, Hand({SPOT: EXCERPT}, {OTHER: EXCERPT}), SPOT, OTHER)
    drawn(tmp_path, Hand(), OTHER)
    assert [path.stem for path in (tmp_path / "kept").iterdir()] == [OTHER.key]


def test_what_could_not_be_drawn_is_told_and_tried_again(tmp_path: Path) -> None:
    assert drawn(tmp_path, Hand(None, {}), SPOT, OTHER) == {SPOT: EXCEEDED, OTHER: CHANGED}
    assert drawn(tmp_path, Hand({SPOT: EXCERPT}, {OTHER: EXCERPT}), SPOT, OTHER) == {SPOT: EXCERPT, OTHER: EXCERPT}


def test_what_a_file_does_not_show_is_kept_as_such(tmp_path: Path) -> None:
    absent = NotDrawn(reason="原文件中未能确定这一处")
    drawn(tmp_path, Hand({SPOT: absent}), SPOT)
    assert drawn(tmp_path, Hand(), SPOT) == {SPOT: absent}


def test_a_folder_that_cannot_be_written_costs_only_the_keeping(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder", "utf-8")
    assert drawn(tmp_path, Hand({SPOT: EXCERPT}), SPOT) == {SPOT: EXCERPT}


def test_files_are_looked_for_under_the_names_that_are_reported_of_them(tmp_path: Path) -> None:
    for name in ("raw/finance/2024/财政/决算.xlsx", "raw/audit/2024/all.zip", "raw/audit/2024/another.pdf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    hand = Hand({}, {})
    drawn(tmp_path, hand, SPOT, OTHER)
    assert [task.paths for task in hand.asked] == [
        (tmp_path / "raw/finance/2024/财政/决算.xlsx",),
        (tmp_path / "raw/audit/2024/all.zip",),
    ]

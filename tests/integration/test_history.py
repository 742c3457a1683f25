"""Findings from publication to publication: new, persisting, resolved; and nothing moves where nothing changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl

from expectations.vocabulary import SheetStatus, Verdict
from orchestration.defs.assets.previous_publication import previous_tables
from orchestration.disclosure.model import CellKey
from orchestration.home.settings import Settings
from orchestration.landing.frames import SCHEMAS, frame
from orchestration.validation.in_memory import evaluated
from tests.landed import Printed, landed, rows_of, together

HISTORY = ("dq_edition", "dq_finding_history", "dq_finding_figure")
ROW_TOTAL = "expenditure.row_total"
TOTAL, BASIC, PROJECT = (CellKey("expenditure", "total", column) for column in ("total", "basic", "project"))
WRONG = Printed({TOTAL: Decimal("9.00"), BASIC: Decimal("5.00"), PROJECT: Decimal("3.00")})
RIGHT = Printed({TOTAL: Decimal("8.00"), BASIC: Decimal("5.00"), PROJECT: Decimal("3.00")})


@dataclass(frozen=True)
class Publication:
    """What a publication leaves for the next one."""

    editions: pl.DataFrame
    findings: pl.DataFrame
    figures: pl.DataFrame

    def statuses(self, check_id: str = ROW_TOTAL) -> list[tuple[str, int, int | None]]:
        """Status, first edition and resolved edition of each entry of a check, in order."""
        rows = self.findings.filter(pl.col("check_id") == check_id).sort("first_edition")
        return [(row["status"], row["first_edition"], row["resolved_edition"]) for row in rows.iter_rows(named=True)]

    def changed(self, check_id: str = ROW_TOTAL) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        """Each figure of a check by its column, as it was before and as it is."""
        rows = self.figures.filter(pl.col("check_id") == check_id).iter_rows(named=True)
        return {row["column_key"]: (row["amount_before"], row["amount"]) for row in rows}

    @property
    def edition(self) -> int:
        return int(self.editions["edition_no"].item())


def on(day: int) -> datetime:
    """Midnight of a day of March, in UTC as the tables keep it."""
    return datetime(2026, 3, day, tzinfo=UTC).replace(tzinfo=None)


def documents(tables: Mapping[str, pl.DataFrame], sha256: str) -> dict[str, pl.DataFrame]:
    return dict(tables) | {"documents": tables["documents"].with_columns(document_sha256=pl.lit(sha256 * 64))}


def verdicts(printed: Printed | None) -> pl.DataFrame:
    """What was decided of the department-year: nothing else is asked of a verdict here than whether it was read."""
    if printed is None:
        return frame("verdicts", [])
    verdict = Verdict.QUARANTINED if printed.figures else Verdict.UNREADABLE
    return frame(
        "verdicts", [{"department_id": "bureau", "fiscal_year": 2024, "verdict": verdict.value, "reasons": []}]
    )


def publish(
    settings: Settings,
    day: int,
    previous: Publication | None,
    printed: Printed | None,
    sha256: str = "a",
    rules: pl.DataFrame | None = None,
) -> Publication:
    """The history as a publication on a day of March would leave it; without `printed`, no file is there."""
    tables = together([landed("bureau", 2024, printed)]) if printed else {}
    tables = documents(tables, sha256) if tables else {}
    tables["verdicts"] = verdicts(printed)
    if previous:
        for name, mart in (
            ("previous_editions", previous.editions),
            ("previous_findings", previous.findings),
            ("previous_figures", previous.figures),
        ):
            tables[name] = mart.select(list(SCHEMAS[name]))
    if rules is not None:
        tables["rules"] = rules
    tables["publication_time"] = frame("publication_time", [{"published_at": on(day)}])
    with evaluated(rows_of(tables), settings, HISTORY) as connection:
        frames = [
            pl.DataFrame(connection.execute(f"from marts.{name} order by all").to_arrow_table()) for name in HISTORY
        ]
    return Publication(*frames)


def test_a_corrected_document_resolves_what_it_corrects(evaluation: Settings) -> None:
    first = publish(evaluation, 1, None, WRONG, "a")
    assert first.statuses() == [("new", 1, None)]
    second = publish(evaluation, 2, first, WRONG, "b")
    assert second.statuses() == [("persisting", 1, None)]
    third = publish(evaluation, 3, second, RIGHT, "c")
    assert third.statuses() == [("resolved", 1, 3)]
    (entry,) = third.findings.filter(pl.col("check_id") == ROW_TOTAL).iter_rows(named=True)
    assert [entry[name].day for name in ("first_seen_at", "last_seen_at", "resolved_at")] == [1, 2, 3]
    assert entry["last_edition"] == 2
    assert "9.00" in entry["words"]


def test_a_figure_is_kept_as_it_was_beside_what_it_became(evaluation: Settings) -> None:
    nine, eight, seven, five, three = (Decimal(amount) for amount in (9, 8, 7, 5, 3))
    first = publish(evaluation, 1, None, WRONG, "a")
    assert first.changed() == {"total": (None, nine), "basic": (None, five), "project": (None, three)}
    # still wrong, another figure
    still = Printed({TOTAL: seven, BASIC: five, PROJECT: three})
    second = publish(evaluation, 2, first, still, "b")
    assert second.changed()["total"] == (nine, seven)
    third = publish(evaluation, 3, second, RIGHT, "c")
    assert third.changed() == {"total": (seven, eight), "basic": (five, five), "project": (three, three)}
    # what was resolved stays as it was then
    fourth = publish(evaluation, 4, third, Printed({TOTAL: five, BASIC: five}), "d")
    assert fourth.changed()["total"] == (seven, eight)


def test_publishing_again_what_was_published_changes_nothing(evaluation: Settings) -> None:
    first = publish(evaluation, 1, None, WRONG, "a")
    again = publish(evaluation, 2, first, WRONG, "a")
    assert again.editions.equals(first.editions)
    assert again.findings.equals(first.findings)
    assert again.figures.equals(first.figures)
    corrected = publish(evaluation, 3, again, RIGHT, "b")
    once_more = publish(evaluation, 4, corrected, RIGHT, "b")
    assert once_more.findings.equals(corrected.findings)
    assert once_more.figures.equals(corrected.figures)
    assert once_more.edition == 2


def test_a_finding_that_comes_back_is_new_and_its_first_time_is_kept(evaluation: Settings) -> None:
    publication = None
    for day, (printed, sha256) in enumerate([(WRONG, "a"), (RIGHT, "b"), (WRONG, "c")], start=1):
        publication = publish(evaluation, day, publication, printed, sha256)
    assert publication is not None
    assert publication.statuses() == [("resolved", 1, 2), ("new", 3, None)]


def test_a_check_that_cannot_be_made_again_resolves_nothing(evaluation: Settings) -> None:
    first = publish(evaluation, 1, None, WRONG, "a")
    unread = Printed({TOTAL: Decimal("8.00"), PROJECT: Decimal("3.00")}, unread=frozenset({BASIC}))
    second = publish(evaluation, 2, first, unread, "b")
    assert second.statuses() == [("unconfirmed", 1, None)]
    assert second.figures.equals(first.figures)
    assert publish(evaluation, 3, second, WRONG, "c").statuses() == [("persisting", 1, None)]
    assert publish(evaluation, 3, second, RIGHT, "c").statuses() == [("resolved", 1, 3)]


def test_an_unreadable_document_resolves_nothing(evaluation: Settings) -> None:
    first = publish(evaluation, 1, None, WRONG, "a")
    nothing = Printed({}, sheets={"expenditure": SheetStatus.UNREADABLE})
    assert publish(evaluation, 2, first, nothing, "b").statuses() == [("unconfirmed", 1, None)]


def test_a_document_that_is_gone_loses_no_history(evaluation: Settings) -> None:
    first = publish(evaluation, 1, None, WRONG, "a")
    gone = publish(evaluation, 2, first, None)
    assert gone.findings.equals(first.findings)
    assert gone.editions.equals(first.editions)
    assert gone.figures.equals(first.figures)


def test_a_change_of_the_catalogue_is_a_new_edition(evaluation: Settings) -> None:
    first = publish(evaluation, 1, None, WRONG, "a")
    rules = frame("rules", [dict.fromkeys(SCHEMAS["rules"], "x")])
    second = publish(evaluation, 2, first, WRONG, "a", rules)
    assert second.edition == 2
    assert second.statuses() == [("persisting", 1, None)]


def test_findings_of_rules_have_a_history_too(evaluation: Settings) -> None:
    first = publish(evaluation, 1, None, Printed({TOTAL: Decimal("-9.00")}), "a")
    assert first.statuses("amounts.not_negative") == [("new", 1, None)]
    second = publish(evaluation, 2, first, RIGHT, "b")
    assert second.statuses("amounts.not_negative") == [("resolved", 1, 2)]


def test_before_the_first_publication_there_is_no_history(tmp_path: Path) -> None:
    tables = previous_tables(tmp_path / "published", datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC))
    assert {name: len(frame) for name, frame in tables.items()} == {
        "previous_editions": 0,
        "previous_findings": 0,
        "previous_figures": 0,
        "publication_time": 1,
    }
    assert tables["publication_time"].item() == on(1) + timedelta(hours=12)


def test_the_history_is_read_from_the_generation_in_force(evaluation: Settings, tmp_path: Path) -> None:
    first = publish(evaluation, 1, None, WRONG, "a")
    generation = tmp_path / "published" / "generations" / "000001" / "parquet"
    abandoned = tmp_path / "published" / "generations" / ".building-000002" / "parquet"
    for folder, findings in ((generation, first.findings), (abandoned, first.findings.clear())):
        folder.mkdir(parents=True)
        findings.write_parquet(folder / "dq_finding_history.parquet")
        first.editions.write_parquet(folder / "dq_edition.parquet")
    (tmp_path / "published" / "parquet").symlink_to(generation)
    tables = previous_tables(tmp_path / "published", datetime(2026, 3, 2, tzinfo=UTC))
    assert tables["previous_findings"].equals(first.findings.select(list(SCHEMAS["previous_findings"])))
    assert tables["previous_editions"].equals(first.editions.select(list(SCHEMAS["previous_editions"])))

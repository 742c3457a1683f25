"""`juesuan review`: what people say: of figures of scans that were not read for certain, and of findings."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.console import (
    WRONG,
    another_version_told,
    console,
    errors,
    home_option,
    places,
    published,
    raw_option,
    stop,
)

if TYPE_CHECKING:
    from collections.abc import Container

    from orchestration.reports.reviews import Change, FindingKey
    from orchestration.reports.workbook.returned import ReturnedRow

_HEADINGS = {"owner": "负责人", "note": "备注"}


class _ReviewGroup(click.Group):
    """What is no command of its own is a department whose scans are to be looked at."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        named = arguments if arguments[0] in self.commands or arguments[0].startswith("-") else ["scans", *arguments]
        return super().resolve_command(context, named)


@click.group(cls=_ReviewGroup)
def review() -> None:
    """Figures of scans and findings in the hands of people.

    \b
    juesuan review DEPARTMENT YEAR    a page on which a person looks at the figures
                                      of scans that were not read for certain
    """


@review.command("scans")
@click.argument("department")
@click.argument("year", type=int)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The page to write; else in this folder."
)
@raw_option
@home_option
def review_scans(department: str, year: int, output: Path | None, raw: Path | None, home: Path | None) -> None:
    """Write a page on which a person looks at the figures of scans that were not read for certain, and says what is
    printed. It needs no network and gives confirmations.csv, to be put beside the documents.

    Exit 0 written, 1 nothing waits for a person.
    """
    from orchestration.defs.drawing import drawing_studio
    from orchestration.home.atomic_files import atomic_file
    from orchestration.ingestion.confirmations import confirmations_csv, load_confirmations
    from orchestration.reports.published import filed_documents
    from orchestration.reports.scan_review import department_name, doubtful_figures, review_page, seen
    from orchestration.reports.spots.album import draw_unkept

    settings = places(raw, home)
    with another_version_told(), published(settings) as connection:
        figures = doubtful_figures(connection, department, year)
        documents = filed_documents(connection)
        name = department_name(connection, department)
    if not figures:
        errors.print(f"{department} {year}: no figure waits for a person 没有需要核实的数字", markup=False)
        sys.exit(WRONG)
    with console.status("drawing 绘制"):
        drawn = draw_unkept(drawing_studio(settings), [figure.spot for figure in figures], documents)
    kept = load_confirmations(settings.raw / department / str(year)).entries
    page = review_page(name, year, seen(figures, drawn), confirmations_csv(kept))
    target = output or Path(f"review-{department}-{year}.html")
    with atomic_file(target) as file:
        file.write(page.encode())
    console.print(f"{target}: {len(figures)} figures to look at 待核实", markup=False, soft_wrap=True)


@review.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@home_option
def import_copy(file: Path, home: Path | None) -> None:
    """Take owners and notes from a clerk's copy of findings.xlsx. The next run publishes them.

    An empty cell changes nothing, a dash removes what is kept; the later import holds. Exit 0 taken, 2 refused.
    """
    from orchestration.home.heartbeat import locked_file
    from orchestration.reports import repository
    from orchestration.reports.reviews import FindingKey, ReviewsError, load_reviews, merge_reviews, save_reviews
    from orchestration.reports.workbook.returned import CopyRefused, read_returned

    settings = places(None, home)
    with another_version_told(), published(settings) as connection:
        known = {FindingKey(*row.values()) for row in repository.finding_keys(connection)}
    with locked_file(settings.home / ".reviews.lock") as lock:
        if lock is None:
            stop("another copy is being imported; try again in a moment")
        try:
            rows = read_returned(file)
            kept = load_reviews(settings.reviews)
        except (CopyRefused, ReviewsError) as error:
            stop(str(error))
        given = [row.review for row in rows if row.review]
        merged, changes = merge_reviews(kept, given)
        if changes:
            save_reviews(settings.reviews, merged)
    show_doubts(file.name, rows, known)
    show_changes(changes)
    console.print(
        f"{file.name}: {len(given)} findings recognised 识别, {len(changes)} entries changed 变更, "
        f"{len(merged)} findings with an owner or a note 已登记",
        markup=False,
        soft_wrap=True,
    )
    if changes:
        console.print("the next run publishes them: juesuan run 下次运行后随清单发布", markup=False)


def show_doubts(name: str, rows: "tuple[ReturnedRow, ...]", known: "Container[FindingKey]") -> None:
    """Print the rows that say something of a finding that was never published, or of none."""
    for row in rows:
        if row.review is None:
            message = "its key is lost and it is left out 识别码缺失，未导入"
        elif row.review.key not in known and (row.review.owner or row.review.note):
            message = (
                f"no such finding was ever published, and it is kept 未发布过此问题，已保留: {row.review.key.text}"
            )
        else:
            continue
        errors.print(f"{name}, row {row.row_no}: {message}", style="yellow", markup=False, soft_wrap=True)


def show_changes(changes: "tuple[Change, ...]") -> None:
    """Print what replaces or removes something that was kept; what is new is only counted."""
    for change in changes:
        if change.before:
            heading = _HEADINGS[change.column]
            words = f"{change.key.text} {heading}: {change.before} → {change.after or '（删除）'}"
            console.print(words, markup=False, soft_wrap=True)

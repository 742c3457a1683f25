"""What the keeper of the system can do where printed words are not known: a line in a file of layouts."""

from collections.abc import Mapping

from expectations.vocabulary import ProblemKind

DEVELOPER_HINTS: Mapping[ProblemKind, str] = {
    ProblemKind.UNKNOWN_SHEET: "add the title to its sheet in orchestration/disclosure/layouts/sheets.yml",
    ProblemKind.UNKNOWN_COLUMN: "add the head to its key in orchestration/disclosure/layouts/sheets.yml",
    ProblemKind.UNKNOWN_LABEL: "add the label to its key in orchestration/disclosure/layouts/lines.yml",
}

"""One document checked without a warehouse, by the same compiled SQL as the warehouse; its answer as JSON is
`check_json`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from expectations.vocabulary import Outcome, Severity, State, Verdict
from orchestration.disclosure.claims.model import Binding, ClaimKind
from orchestration.disclosure.department_year import DepartmentYear, combine
from orchestration.disclosure.model import Problem, Reading
from orchestration.disclosure.reading import read_file
from orchestration.disclosure.resolution.cell_values import describe_place
from orchestration.home.settings import Settings
from orchestration.landing.rows import department_year_rows
from orchestration.reports import repository
from orchestration.reports.grouping import assemble, rounding_hints
from orchestration.reports.places import sheet_name
from orchestration.reports.repository import Row
from orchestration.reports.row_views import misprints, reading_problems, result_view, rule_findings
from orchestration.reports.view import DocumentView, ExplanationView, Facts, IdentityName, ReportView, SheetView
from orchestration.validation.in_memory import CHECK, evaluated


@dataclass(frozen=True, slots=True)
class Check:
    """What one document says and whether it adds up."""

    submitted: DepartmentYear
    results: tuple[Row, ...] = ()
    broken_rules: tuple[Row, ...] = ()
    formulas: tuple[Row, ...] = ()

    def report(self) -> ReportView:
        """The check as the warehouse would report it."""
        document, recognition = self.submitted.readings[0].document, self.submitted.recognition
        file_name = document.archive.file_name if document.archive is not None else document.file_name
        facts = Facts(
            recognition.department_name or file_name,
            file_name,
            recognition.fiscal_year,
            self.state,
            documents=tuple(
                DocumentView(each.document.file_name, each.document.format, each.document.pages, each.document.sha256)
                for each in self.submitted.readings
            ),
            sheets=tuple(
                SheetView(
                    sheet.reading.sheet_id,
                    sheet_name(sheet.reading.sheet_id),
                    sheet.reading.status,
                    self.figures[sheet.reading.sheet_id],
                    sheet.file_name,
                )
                for sheet in self.submitted.sheets
            ),
            results=tuple(map(result_view, self._with(outcome for outcome in Outcome if not outcome.holds))),
            exact=Counter(
                IdentityName(result["identity_id"], result["title"], result["title_en"])
                for result in self._with([Outcome.EXACT])
            ),
            rounding=rounding_hints(map(result_view, self._with([Outcome.WITHIN_ROUNDING]))),
            rules=rule_findings(self.broken_rules),
            explanation=self.explanation,
            problems=reading_problems((*map(problem_row, self.submitted.problems), *misprints(self.formulas))),
        )
        return assemble(facts)

    def _with(self, outcomes: Iterable[Outcome]) -> tuple[Row, ...]:
        wanted = frozenset(outcomes)
        return tuple(result for result in self.results if result["outcome"] in wanted)

    @property
    def explanation(self) -> ExplanationView:
        """How much of the explanation was understood."""
        told = [
            claim.subject.binding is not Binding.NONE
            for claim in self.submitted.explanation.claims
            if claim.origin.source == "narrative" and claim.kind not in (ClaimKind.DIRECTION, ClaimKind.WHOLE)
        ]
        return ExplanationView(len(told), sum(told))

    @property
    def figures(self) -> Counter[str]:
        """How many figures were read from each sheet."""
        return Counter(cell.cell.key.sheet_id for cell in self.submitted.cells)

    @property
    def state(self) -> Verdict | State:
        """How the check ended."""
        if not self.readable:
            return Verdict.UNREADABLE
        return State.CHECK_FAILED if self.violated else State.CHECK_PASSED

    @property
    def readable(self) -> bool:
        """Whether any figure could be read."""
        return self.submitted.is_read

    @property
    def violated(self) -> bool:
        """Whether anything of severity error is wrong: an identity, or what a rule refuses."""
        return any(row["severity"] == Severity.ERROR for row in self.broken_rules) or any(
            result["outcome"] == Outcome.VIOLATED and result["severity"] == Severity.ERROR for result in self.results
        )


def problem_row(problem: Problem) -> Row:
    """A problem as a row of the report's problems."""
    return {
        "kind": problem.kind.value,
        "severity": problem.severity.value,
        "place": describe_place(problem.place),
        **asdict(problem.message),
    }


def check_file(path: Path, settings: Settings) -> Check:
    """Read one document, without limits, and evaluate every identity. Raises DbtFailed as `check_readings` does."""
    return check_readings([read_file(path)], settings)


def check_readings(readings: Sequence[Reading], settings: Settings) -> Check:
    """Evaluate every identity on the parts of one disclosure. Raises DbtFailed where the models do not compile."""
    submitted = combine(readings)
    if not submitted.is_read:
        return Check(submitted)
    recognition = submitted.recognition
    tables = department_year_rows("document", recognition.fiscal_year or 0, submitted)
    with evaluated(tables, settings, CHECK) as connection:
        return Check(
            submitted,
            repository.identity_results(connection, tuple(Outcome)),
            repository.rule_findings(connection),
            repository.printed_formulas(connection),
        )

"""What a run or a look at the home tells: one line of counts, then what needs a person, in 80 columns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.padding import Padding
from rich.text import Text

from expectations.vocabulary import Verdict, WaiverState
from orchestration.cli.console import console
from orchestration.disclosure.messages.message import Fragment, Message, message
from orchestration.reports import repository
from orchestration.reports.tones import STYLES

INDENT = 4
QUIET = frozenset({Verdict.PUBLISHED, Verdict.PUBLISHED_WITH_WAIVER})
"""Verdicts of which nobody needs to read more than how many there are."""

MOST_REASONS = 3
MOST_WARNED = 10
"""What is told of one department-year, and how many with mere warnings, where not everything is asked for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is published: every department-year with its verdict, days of delay and reasons (gravest first), and what
    belongs to none of them."""

    rows: tuple[repository.Row, ...]
    remarks: tuple[Message, ...]
    is_registry_refused: bool

    @property
    def is_wrong(self) -> bool:
        """Whether something is withheld, or the registry was refused."""
        return self.is_registry_refused or any(Verdict(row["verdict"]).is_withheld for row in self.rows)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many department-years each verdict was given to, in the vocabulary's order."""
        found = Counter(Verdict(row["verdict"]) for row in self.rows)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def late(self) -> int:
        """How many came late or are overdue."""
        return sum(bool(row["days_late"]) for row in self.rows)

    @property
    def doubtful_figures(self) -> int:
        """How many figures of scans wait for a person."""
        return sum(row["doubtful_figures"] or 0 for row in self.rows)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        names = (
            *("department_id", "department", "fiscal_year", "verdict", "days_late", "reasons"),
            *("doubtful_figures", "confirmed_figures"),
        )
        return {
            "counts": {verdict.value: number for verdict, number in self.counts.items()} | {"late": self.late},
            "department_years": [{name: row[name] for name in names} for row in self.rows],
            "remarks": [asdict(remark) for remark in self.remarks],
        }


def read_standing(connection: repository.Connection) -> Standing:
    """What the published marts say."""
    remarks = sorted(
        (*_unmatched_problems(connection), *_unmatched_waivers(connection)), key=lambda remark: remark.reason
    )
    return Standing(repository.department_years(connection), tuple(remarks), repository.is_registry_refused(connection))


def _unmatched_problems(connection: repository.Connection) -> Iterator[Message]:
    for row in repository.unmatched_problems(connection):
        yield Message(**row)


def _unmatched_waivers(connection: repository.Connection) -> Iterator[Message]:
    for row in repository.waivers(connection):
        if not row["is_matched"]:
            named = (row["department_id"], str(row["fiscal_year"]), row["identity_id"], row["binding"])
            state = WaiverState(row["state"])
            told = Fragment(state.title_zh, state.value)
            yield message("lists.stale_waiver", key=" ".join(filter(None, named)), state=told)


def show_standing(standing: Standing, everything: bool = False) -> None:
    """Print the counts, and what needs a person or, where it is asked for, everything."""
    console.print(_summary(standing))
    for verdict in Verdict:
        if everything or verdict not in QUIET:
            _show_group(verdict, [row for row in standing.rows if row["verdict"] == verdict], everything)
    for remark in standing.remarks:
        console.print(Text(f"! {remark.reason} → {remark.remedy}", style="yellow"))


def _summary(standing: Standing) -> Text:
    parts = [
        Text(f"{number} {verdict.title_en} {verdict.title_zh}", STYLES[verdict.tone])
        for verdict, number in reversed(standing.counts.items())
    ]
    if standing.late:
        parts.append(Text(f"{standing.late} late 逾期", "yellow"))
    if standing.doubtful_figures:
        told = f"{standing.doubtful_figures} figures of scans in doubt 扫描件待核实 (juesuan review DEPARTMENT YEAR)"
        parts.append(Text(told, "yellow"))
    return Text(" · ").join(parts) if parts else Text("no department-year is expected 尚无应公开的部门年度")


def _show_group(verdict: Verdict, rows: Sequence[repository.Row], everything: bool) -> None:
    if not rows:
        return
    console.print()
    console.print(Text(f"{verdict.title_en} {verdict.title_zh}", style=f"bold {STYLES[verdict.tone]}"))
    shown = rows[: None if everything or not verdict.is_publishable else MOST_WARNED]
    for row in shown:
        late = f" +{row['days_late']} d 逾期" if row["days_late"] else ""
        console.print(Text(f"  {row['department']} {row['fiscal_year']} ({row['department_id']}){late}"))
        _show_reasons(row["reasons"], everything)
    _show_more(2, len(rows) - len(shown))


def _show_reasons(reasons: Sequence[str], everything: bool) -> None:
    told = reasons[: None if everything else MOST_REASONS]
    for reason in told:
        console.print(Padding(Text(reason), (0, 0, 0, INDENT), expand=False))
    _show_more(INDENT, len(reasons) - len(told))


def _show_more(indent: int, number: int) -> None:
    if number:
        console.print(Text(f"{' ' * indent}… {number} more 另有 {number} 项: juesuan status --all", "dim"))

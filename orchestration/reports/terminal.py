"""A report view on a terminal: the findings first, the same words as the page."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from expectations.amounts import plain
from expectations.vocabulary import Outcome
from orchestration.reports.places import missing_in_words
from orchestration.reports.sentences import difference_in_words, sentence
from orchestration.reports.suspects import SuspectMistake
from orchestration.reports.tones import STYLES
from orchestration.reports.view import Finding, OpenQuestion, ReportView

MOST_PLACES = 3
"""Places of one problem that are shown."""

MOST_RESULTS = 5
"""Violations of one mistake that are shown; the page has them all."""


def show(view: ReportView, console: Console) -> None:
    """Print one view."""
    facts = view.facts
    state = facts.state
    console.print(f"{facts.department} {facts.fiscal_year or '?'} ({facts.department_id})", style="bold", markup=False)
    console.print(
        f"{state.tone.mark} {state.title_zh} {state}: {state.meaning}",
        style=STYLES[state.tone],
        markup=False,
    )
    for number, finding in enumerate(view.findings, start=1):
        _show_finding(number, finding, console)
    _show_rules(view, console)
    _show_questions(Outcome.NOT_READ, view.not_read, console)
    _show_questions(Outcome.NOT_STATED, view.not_stated, console)
    _show_problems(view, console)
    _show_sheets(view, console)
    if facts.explanation.stated:
        stated, bound = facts.explanation.stated, facts.explanation.bound
        console.print(f"决算情况说明 explanation: 所述数字 figures {stated}, 已识别对象 bound {bound}", markup=False)
    for hint in facts.rounding:
        console.print(
            f"≈ {hint.identity.identity_id}: {hint.count} × 尾数差 rounding, ≤ {plain(hint.largest)}", markup=False
        )
    console.print(", ".join(f"{outcome} {count}" for outcome, count in sorted(view.counts.items())), markup=False)


def folded(*names: str) -> Table:
    """A table that breaks long words instead of cutting them off."""
    table = Table(show_lines=True)
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _show_finding(number: int, finding: Finding, console: Console) -> None:
    table = folded(f"{number}. {finding.severity.title_zh} {finding.severity}", "位置 where")
    for result in finding.results[:MOST_RESULTS]:
        told = Text(sentence(result), style="bold")
        if difference := difference_in_words(result):
            told.append(f"\n{difference}", style="not bold")
        if result.phrase:
            told.append(f"\n「{result.phrase}」", style="not bold")
        told.append(f"\n{result.title}", style="not bold")
        told.append(f"\n{result.identity_id} {result.binding}".rstrip(), style="not bold dim")
        table.add_row(told, Text("\n".join(place.words for place in result.places)))
    if len(finding.results) > MOST_RESULTS:
        table.add_row(f"同一差错还引起另外 {len(finding.results) - MOST_RESULTS} 项不符", "")
    if finding.mistake:
        _show_mistake(finding.mistake, STYLES[finding.severity.tone], console)
    elif finding.candidates:
        console.print(Text(f"其中一个有误 one of these: {finding.alternatives}", style=STYLES[finding.severity.tone]))
    console.print(table)
    if finding.check:
        console.print(Text(finding.check))


def _show_mistake(mistake: SuspectMistake, style: str, console: Console) -> None:
    console.print(Text(f"最可能有误 suspect: {mistake.words}", style=style))
    if mistake.title:
        rest = len(mistake.cells) - MOST_PLACES
        told = [cell.words for cell in mistake.cells[:MOST_PLACES]]
        more = [f"等 {len(mistake.cells)} 处"] if rest > 0 else []
        console.print(Text("；".join((*told, *more))))
        console.print(Text(mistake.title_en, style="dim"))


def _show_rules(view: ReportView, console: Console) -> None:
    if not view.rules:
        return
    table = folded("规则 rule", "问题 problem", "位置 where")
    for rule in view.rules:
        name = Text(f"{rule.severity.title_zh} {rule.severity}\n{rule.rule_id}", style=STYLES[rule.severity.tone])
        for place in rule.places:
            table.add_row(name, Text(place.message), Text(place.where))
    console.print(table)


def _show_questions(outcome: Outcome, questions: tuple[OpenQuestion, ...], console: Console) -> None:
    if not questions:
        return
    table = folded(f"未能核对：{outcome.title_zh} {outcome}", "处", "缺少 missing")
    for question in questions:
        name = Text(f"{question.identity.title}\n{question.identity.identity_id}")
        table.add_row(name, str(max(len(question.bindings), 1)), Text(missing_in_words(question.missing)))
    console.print(table)


def _show_problems(view: ReportView, console: Console) -> None:
    if not view.facts.problems:
        return
    table = folded("读取问题 problem", "位置 where", "说明与办法 what and remedy")
    for problem in view.facts.problems:
        name = Text(f"{problem.severity.title_zh} {problem.severity}\n{problem.kind.title_zh}\n{problem.kind}")
        rest = len(problem.places) - MOST_PLACES
        places = (*problem.places[:MOST_PLACES], *((f"等 {len(problem.places)} 处",) if rest > 0 else ()))
        remedies = f"{problem.message.reason}\n→ {problem.message.remedy}"
        table.add_row(name, Text("\n".join(places)), Text(remedies))
    console.print(table)


def _show_sheets(view: ReportView, console: Console) -> None:
    sheets = Table("公开表 sheet", "状态 status", "数字 figures")
    for sheet in view.facts.sheets:
        sheets.add_row(f"{sheet.sheet_id} {sheet.name}", f"{sheet.status.title_zh} {sheet.status}", str(sheet.figures))
    console.print(sheets)

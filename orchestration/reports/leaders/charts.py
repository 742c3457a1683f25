"""The charts of the page as inline SVG: bars by year, readable at the width of a telephone and in black and white.

A part of a bar differs from its neighbours by its pattern as well as by its colour; colours are those of the page. What
a chart shows stands in a table beside it, too.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from markupsafe import Markup

from orchestration.reports.leaders.figures import Total, YearCounts

WIDTH = 360
"""As wide as a telephone, so that letters keep their size there."""

LEFT, RIGHT = 42, 46
BAR, PITCH = 20, 32
HIGH_PITCH = 42
THIN_BAR = 12
LEAST_LABELLED = 15
"""A narrower part has no room for its number."""

PUBLICATION = (
    ("in_time", "按时"),
    ("late", "逾期公开"),
    ("timing_unknown", "时间不明"),
    ("not_yet_due", "未到期"),
    ("missing", "未公开"),
)
"""The parts of a year: field of its counts, words."""

ERRORS = (("open_errors", "未改错误"), ("resolved_findings", "已整改"))


def publication_chart(years: Sequence[YearCounts]) -> Markup:
    """Of the department-years of each fiscal year, how many came in time, late or not at all."""
    most = max((_publication_total(year) for year in years), default=0)
    parts = []
    for number, year in enumerate(years):
        top = number * PITCH + 6
        parts.append(_year(year.fiscal_year, top + 15))
        parts.extend(_stack([(name, getattr(year, name)) for name, _ in PUBLICATION], top, most))
        parts.append(_text(WIDTH, top + 15, f"{year.received}/{_publication_total(year)}", "end"))
    return _svg(len(years) * PITCH + 4, "各年度公开情况", parts)


def errors_chart(years: Sequence[YearCounts]) -> Markup:
    """The errors of each fiscal year that are open, and the findings that were put right."""
    most = max((getattr(year, name) for year in years for name, _ in ERRORS), default=0)
    parts = []
    for number, year in enumerate(years):
        top = number * HIGH_PITCH + 6
        parts.append(_year(year.fiscal_year, top + 19))
        for place, (name, _) in enumerate(ERRORS):
            count, bar_top = getattr(year, name), top + place * (THIN_BAR + 2)
            width = _scaled(count, most)
            parts.append(_bar(name, LEFT, bar_top, width, THIN_BAR))
            parts.append(_text(LEFT + width + 5, bar_top + 10, str(count), "start"))
    return _svg(len(years) * HIGH_PITCH, "各年度未改错误与已整改问题", parts)


def totals_chart(totals: Sequence[Total]) -> Markup:
    """The sum of each fiscal year with the departments in it; a sum that lacks something is hatched."""
    amounts = [total.amount_wan for total in totals if total.amount_wan is not None]
    most = max(amounts, default=0)
    parts = []
    for number, total in enumerate(totals):
        top = number * HIGH_PITCH + 4
        parts.append(_year(total.fiscal_year, top + 24))
        share = f"，已知的 {total.percent}" if total.percent else ""
        words = f"{total.amount} 万元，{total.covered}/{total.departments} 个部门{share}"
        parts.append(_text(LEFT, top + 11, words, "start"))
        width = _scaled(total.amount_wan or 0, most)
        parts.append(_bar("whole" if total.is_complete else "partial", LEFT, top + 17, width, THIN_BAR))
    return _svg(len(totals) * HIGH_PITCH, "各年度支出合计", parts)


def _publication_total(year: YearCounts) -> int:
    return sum(int(getattr(year, name)) for name, _ in PUBLICATION)


def _scaled(amount: int | Decimal, most: int | Decimal) -> int:
    """A length in whole pixels; anything above nothing is seen."""
    if amount <= 0 or most <= 0:
        return 0
    return max(2, int((WIDTH - LEFT - RIGHT) * Decimal(amount) / Decimal(most)))


def _stack(counts: Sequence[tuple[str, int]], top: int, most: int) -> Iterator[str]:
    room, done = WIDTH - LEFT - RIGHT, 0
    for name, count in counts:
        if not count:
            continue
        start, end = LEFT + room * done // most, LEFT + room * (done + count) // most
        done += count
        yield _bar(name, start, top, end - start, BAR)
        if end - start >= LEAST_LABELLED:
            yield _text((start + end) // 2, top + 15, str(count), "middle", f"on {name}")


def _bar(name: str, left: int, top: int, width: int, height: int) -> str:
    return f'<rect class="part {name}" x="{left}" y="{top}" width="{width}" height="{height}"/>'


def _year(year: int, baseline: int) -> str:
    return _text(0, baseline, str(year), "start")


def _text(x: int, y: int, words: str, anchor: str, style: str = "") -> str:
    named = f' class="{style}"' if style else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(height: int, label: str, parts: Sequence[str]) -> Markup:
    head = f'<svg class="chart" role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {height}">'
    # the words of charts are escaped where they are written
    return Markup(f"{head}{''.join(parts)}</svg>")

"""The units of sheets that state none: the one that all others share, or that in which their figures stand in others.

Nothing is assumed in silence.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.amounts import WAN_EXPONENTS, NotAnAmount, in_wan, parse_amount
from orchestration.disclosure.messages.message import NOTHING, fragment, message
from orchestration.disclosure.model import Document, Line, Problem
from orchestration.disclosure.resolution.outcomes import Figure
from orchestration.disclosure.resolution.segments import Cut
from orchestration.disclosure.resolution.units import unit_for_all

DEFAULT_UNIT = "万元"

MIN_AGREEING = 2
"""Figures of a sheet without unit that must stand in other sheets too, before another unit than theirs is believed."""

MIN_TELLING_DIGITS = 3
"""Significant digits of a figure that tells a unit: 5.00 万元 and 500 元 may both be printed."""


@dataclass(frozen=True, slots=True)
class SettledUnits:
    """The unit of each sheet that has figures without one, and what is said of it."""

    assumed: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Assumption:
    """A unit that a sheet does not state; `agreeing` of its figures stand in other sheets too."""

    sheet_id: str
    unit: str
    agreeing: int


def settle_units(document: Document, cut: Cut, figures: Mapping[str, Sequence[Figure]]) -> SettledUnits:
    """Settle the unit of every sheet with figures that state none: by the words of the document, else by comparison."""
    stated = {segment.unit for segment in cut.segments if segment.unit is not None}
    lines = (block.text for block in document.blocks if isinstance(block, Line))
    said = unit_for_all(lines) if not stated else None
    if said is not None:
        return SettledUnits(dict.fromkeys(figures, said), ())
    common = next(iter(stated)) if len(stated) == 1 else None
    open_sheets = {sheet_id: [figure for figure in own if figure.unit is None] for sheet_id, own in figures.items()}
    known = _known_amounts(figures) if any(open_sheets.values()) else frozenset()
    assumptions = [_assume(sheet_id, own, known, common) for sheet_id, own in open_sheets.items() if own]
    assumed = {assumption.sheet_id: assumption.unit for assumption in assumptions}
    empty = {sheet_id: common for sheet_id, own in open_sheets.items() if not own and common is not None}
    return SettledUnits(empty | assumed, tuple(_told(document, cut, assumptions, common)))


def _known_amounts(figures: Mapping[str, Sequence[Figure]]) -> frozenset[Decimal]:
    """The amounts of the sheets that state their unit."""
    return frozenset(
        amount
        for own in figures.values()
        for figure in own
        if figure.unit is not None and (amount := _telling_amount(figure, figure.unit)) is not None
    )


def _assume(sheet_id: str, figures: Sequence[Figure], known: Collection[Decimal], common: str | None) -> _Assumption:
    agreeing = {
        unit: len({amount for figure in figures if (amount := _telling_amount(figure, unit)) in known})
        for unit in WAN_EXPONENTS
    }
    usual = common or DEFAULT_UNIT
    best = max(agreeing, key=lambda unit: (agreeing[unit], unit == usual))
    unit = best if agreeing[best] >= MIN_AGREEING else usual
    return _Assumption(sheet_id, unit, agreeing[unit])


def _telling_amount(figure: Figure, unit: str) -> Decimal | None:
    try:
        printed = parse_amount(figure.cell.text)
        if printed is None or len(str(abs(printed.value)).replace(".", "").strip("0")) < MIN_TELLING_DIGITS:
            return None
        return in_wan(printed, unit)
    except NotAnAmount:
        return None


def _told(document: Document, cut: Cut, assumptions: Sequence[_Assumption], common: str | None) -> Iterable[Problem]:
    """One problem per unit that was assumed, and per how well it is founded."""
    segments = {segment.sheet_id: segment for segment in reversed(cut.segments) if segment.parts}
    groups: dict[tuple[str, bool], list[_Assumption]] = {}
    for assumption in assumptions:
        groups.setdefault((assumption.unit, assumption.agreeing > 0), []).append(assumption)
    for (unit, is_founded), group in groups.items():
        titles = "、".join(segments[one.sheet_id].title for one in group if one.sheet_id in segments)
        agreeing = sum(one.agreeing for one in group)
        why = fragment("sheets.agreeing_figures", figures=agreeing) if is_founded else NOTHING
        yield Problem(
            ProblemKind.UNIT_NOT_STATED,
            Severity.INFO if unit == common else Severity.WARNING,
            document.file_name,
            message("sheets.no_unit", count=len(group), titles=titles, unit=unit, why=why),
            segments[group[0].sheet_id].place,
            group[0].sheet_id if len(group) == 1 else None,
        )

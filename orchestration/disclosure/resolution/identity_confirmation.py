"""Doubtful readings of scans that the identities of their own sheet confirm.

A reading is confirmed where it satisfies every identity of its sheet that can be evaluated, to the last digit, and
every other figure in these is certain. Nothing is invented: only what was read of the very crop is ever taken. Three
things guard against taking a wrong reading for right:

- An identity with two doubtful figures says nothing of either, and one confirmed figure confirms no other.
- Within rounding is not enough: a last digit that was misread would pass.
- Where two readings are figures, two identities must choose the same: a publisher's own slip may look like a
  misreading, and then one identity would choose what is not printed.

A sheet of which anything else was not read is left to a person, and so is a figure whose row is in doubt: an identity
along the row holds whatever row that is.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.amounts import NotAnAmount, in_wan, parse_amount
from orchestration.disclosure.messages.message import fragment, joined, message
from orchestration.disclosure.model import Cell, CellKey, ScanDoubt
from orchestration.disclosure.resolution.outcomes import Doubt, Figure
from orchestration.disclosure.resolution.sheet_identities import Equation, equations_of

CONFIRMED_BY_IDENTITIES = "identities"
"""Begins what `ScanReading.confirmed_by` says of such a figure; the ids of the identities follow."""

_OPEN_TO_IDENTITIES = frozenset(
    {ScanDoubt.READ_DIFFERENTLY, ScanDoubt.LOW_CONFIDENCE, ScanDoubt.DECIMALS_MISSING, ScanDoubt.LAYER_DIFFERS}
)


_MOST_TOLD = 5


class _Reading(NamedTuple):
    """What a crop was read as; a blank or a dash states nothing, and is no figure to take."""

    text: str
    amount: Decimal
    is_blank: bool


def confirm_by_identities(
    cells: Sequence[Cell], doubtful: Sequence[Figure], unit_of: Callable[[Figure], str]
) -> dict[Figure, Figure]:
    """Return, of the doubtful figures of one sheet, those that its identities confirm, each with the text to take.

    `cells` are all figures of the sheet that are certain; `unit_of` tells in which unit a figure is printed.
    """
    known = {cell.key: cell.amount for cell in cells}
    keys = [figure.key for figure in doubtful]
    once = [figure for figure in doubtful if figure.key not in known and keys.count(figure.key) == 1]
    if not once:
        return {}
    equations = equations_of(once[0].key.sheet_id, {*known, *keys})
    confirmed = ((figure, _confirmed(figure, unit_of(figure), known, equations)) for figure in once)
    return {figure: taken for figure, taken in confirmed if taken is not None}


def confirmed_figures(sheet: str, confirmed: Sequence[Figure]) -> Doubt:
    """What is told of the figures of a sheet that its identities confirmed."""
    named = (
        fragment(
            "sheets.figure_of_row", row=figure.row_label, column=figure.column_label, figure=figure.cell.text.strip()
        )
        for figure in confirmed[:_MOST_TOLD]
    )
    told = message("sheets.confirmed_by_identities", sheet=sheet, count=len(confirmed), figures=joined(named))
    return Doubt(ProblemKind.SCANNED_PAGE, Severity.INFO, told, confirmed[0].place)


def _confirmed(
    figure: Figure, unit: str, known: Mapping[CellKey, Decimal], equations: Sequence[Equation]
) -> Figure | None:
    scan = figure.cell.scan
    if scan is None or scan.doubt not in _OPEN_TO_IDENTITIES:
        return None
    deciding = [equation for equation in equations if _decides(equation, figure.key, known)]
    due = {-_rest(equation, figure.key, known) * equation.coefficients[figure.key] for equation in deciding}
    readings = _readings((figure.cell.text, scan.other), unit)
    taken = next((reading for reading in readings if due == {reading.amount}), None)
    if taken is None or taken.is_blank or len(deciding) < len(readings):
        return None
    names = sorted({equation.identity_id for equation in deciding})
    certain = scan._replace(doubt=None, confirmed_by=f"{CONFIRMED_BY_IDENTITIES} {', '.join(names)}")
    return figure._replace(cell=figure.cell._replace(text=taken.text, scan=certain))


def _decides(equation: Equation, key: CellKey, known: Mapping[CellKey, Decimal]) -> bool:
    """Whether an equation has exactly one solution for a figure: it is the only one that is not certain in it."""
    return abs(equation.coefficients.get(key, 0)) == 1 and all(
        other in known for other in equation.coefficients if other != key
    )


def _rest(equation: Equation, key: CellKey, known: Mapping[CellKey, Decimal]) -> Decimal:
    others = (sign * known[other] for other, sign in equation.coefficients.items() if other != key)
    return sum(others, Decimal(0))


def _readings(texts: Sequence[str], unit: str) -> list[_Reading]:
    """Return the readings that are figures or dashes, one for each amount."""
    found: dict[Decimal, _Reading] = {}
    for text in filter(None, map(str.strip, texts)):
        try:
            printed = parse_amount(text)
            amount = Decimal(0) if printed is None else in_wan(printed, unit)
            found.setdefault(amount, _Reading(text, amount, printed is None))
        except NotAnAmount:
            continue
    return list(found.values())

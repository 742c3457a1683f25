"""The outlines of path objects, from their abbreviated data: M, S, L, Q, B, A, C with their numbers.

Source: GB/T 33190-2016, 9.1 (paths), table 35.
"""

import re

from orchestration.disclosure.messages.message import Fragment, fragment
from orchestration.disclosure.readers.content import Damage
from orchestration.disclosure.readers.fixed_layout.page.drawing import Point, Step
from orchestration.disclosure.readers.ofd.elements import Matrix, numbers

_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_OPENINGS, _CURVES = frozenset("SM"), frozenset("QBA")
_COMMAND = re.compile(r"\s*([SMLQBAC])([^SMLQBAC]*)")


class Outline:
    """The steps of a path up to its first curve, the number of its segments, and the points that it passes."""

    def __init__(self, data: str, to_page: Matrix) -> None:
        """Raises Damage for data that is no path."""
        self.steps: list[Step] = []
        self.points: list[Point] = []
        self.segments = 0
        at = 0
        for command in _COMMAND.finditer(data):
            if command.start() != at:
                break
            at = command.end()
            self._take(command[1], numbers(command[2].replace(",", " ")), to_page)
        if data[at:].strip():
            shown = data[at : at + 40].strip()
            raise Damage(fragment("pages.no_path", text=Fragment(shown, shown)))

    @property
    def is_curved(self) -> bool:
        """Return whether the path has a curve."""
        return bool(self.steps) and self.steps[-1].curved

    def _take(self, command: str, values: list[float], to_page: Matrix) -> None:
        if len(values) != _OPERANDS[command]:
            shown = f"{command} {' '.join(f'{value:g}' for value in values[:8])}"
            raise Damage(fragment("pages.no_path", text=Fragment(shown, shown)))
        if command == "C":
            if self.steps and not self.is_curved:
                self.steps[-1] = self.steps[-1]._replace(closes=True)
            return
        self.segments += 1
        # the middle of an arc and the handles of a curve only widen its bounds
        places = values[-2:] if command == "A" else values
        passed = [to_page.on_point(x, y) for x, y in zip(places[::2], places[1::2], strict=True)]
        self.points.extend(passed)
        if not self.is_curved:
            self.steps.append(Step(passed[-1], command in _OPENINGS, command in _CURVES, closes=False))

"""What was read of a file on its way from one worker to another: the process in between would spend more on looking
into it than on all else that it does."""

import pickle
from dataclasses import dataclass

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Reading


@dataclass(frozen=True, slots=True)
class PackedReadings:
    """The readings of one file, pickled; `is_slow` says whether one of them went over the limit of time."""

    content: bytes
    is_slow: bool

    @classmethod
    def of(cls, readings: tuple[Reading, ...]) -> "PackedReadings":
        """Pack the readings of a file."""
        is_slow = any(problem.kind is ProblemKind.TOO_SLOW for reading in readings for problem in reading.problems)
        return cls(pickle.dumps(readings, pickle.HIGHEST_PROTOCOL), is_slow)

    def unpacked(self) -> tuple[Reading, ...]:
        """The readings."""
        readings: tuple[Reading, ...] = pickle.loads(self.content)
        return readings

"""Files made to exhaust whoever reads them are refused with one clear problem, for little time and memory.

All of them, with figures: `python -m benchmarks.attacks` and docs/limits.md.
"""

import pytest

from benchmarks.attacks import ALL
from benchmarks.attacks.attack import Attack
from benchmarks.attacks.measure import MOST_MEGABYTES, measure
from expectations.vocabulary import ProblemKind
from orchestration.home.settings import READ_SECONDS

REFUSED = {
    "pdf: nested forms": ProblemKind.TOO_LARGE,
    "pdf: form within itself": ProblemKind.TOO_LARGE,
    "pdf: wide forms": ProblemKind.TOO_LARGE,
    "pdf: hundred thousand notes": ProblemKind.TOO_LARGE,
    "pdf: deflated twice": ProblemKind.TOO_LARGE,
    "ofd: composite within itself": ProblemKind.TOO_LARGE,
    "ofd: million letters": ProblemKind.TOO_LARGE,
    "xlsx: farthest cell": ProblemKind.TOO_LARGE,
    "xlsx: expanding entities": ProblemKind.UNREADABLE_FILE,
    "docx: million runs": ProblemKind.TOO_LARGE,
    "xls: shared text of megabytes": ProblemKind.TOO_LARGE,
    "html: million attributes": ProblemKind.TOO_LARGE,
    "html: million tables": ProblemKind.TOO_LARGE,
    "mhtml: hundred thousand parts": ProblemKind.TOO_LARGE,
    "csv: field of forty megabytes": ProblemKind.TOO_LARGE,
    "txt: passage of ten megabytes": ProblemKind.TOO_LARGE,
    "zip: files over each other": ProblemKind.TOO_LARGE,
}
PLACES = {"pdf: hundred thousand notes": 1, "ofd: composite within itself": 1, "ofd: million letters": 1}
"""The pages that a refusal names."""

MOST_SECONDS = 8.0
"""Of a processor; the slowest of these takes two."""


@pytest.mark.parametrize("attack", [attack for attack in ALL if str(attack) in REFUSED], ids=str)
def test_an_attack_is_refused_with_one_problem_before_it_costs_much(attack: Attack) -> None:
    measured = measure(attack, READ_SECONDS)
    (problem,) = measured.problems
    assert problem.kind is REFUSED[str(attack)]
    assert problem.file_name == f"attack.{attack.format}"
    assert problem.place.page == PLACES.get(str(attack))
    assert all((problem.message.reason, problem.message.reason_en, problem.message.remedy, problem.message.remedy_en))
    assert measured.seconds < MOST_SECONDS
    assert measured.megabytes < MOST_MEGABYTES


def test_attacks_have_names_of_their_own() -> None:
    names = [str(attack) for attack in ALL]
    assert len(set(names)) == len(names) >= 60
    assert REFUSED.keys() <= set(names)

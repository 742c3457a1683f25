"""The suites of the publication gate: what must hold of the finished marts before the published state is replaced.

Which keys, references and words there are does not belong here: the models declare them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.suites import DEPARTMENT_YEAR, Suite

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation


def key_suite() -> Suite:
    """Over one row per mart and declared key: as many keys as rows, and each of them complete."""
    return Suite(
        "keys", ("mart", "key"), (_equal("marts.grain", "rows", "keys"), _none("marts.null_keys", "incomplete"))
    )


def reference_suite() -> Suite:
    """Over one row per mart and declared reference: every one leads to a row."""
    return Suite("references", ("mart", "reference"), (_none("marts.orphans", "orphans"),))


def word_suite() -> Suite:
    """Over one row per mart and column of which the words are declared: no row holds another."""
    return Suite("words", ("mart", "column"), (_none("marts.unknown_words", "strangers"),))


def membership_suite() -> Suite:
    """Over one row per department-year: the marts hold exactly what may be published and no open error inside, and what
    is withheld stands apart, and nothing else there."""
    return Suite(
        "membership",
        DEPARTMENT_YEAR,
        (
            _equal("marts.membership", "publishable", "present"),
            _equal("marts.set_apart", "withheld", "set_apart"),
            _none("marts.stray_facts", "stray_facts"),
            _none("marts.stray_withheld", "stray_withheld"),
            _none("marts.open_errors", "open_errors"),
        ),
    )


def _equal(check_id: str, column: str, other: str) -> Expectation:
    from great_expectations.expectations.core import ExpectColumnPairValuesToBeEqual
    from great_expectations.expectations.metadata_types import FailureSeverity

    return ExpectColumnPairValuesToBeEqual(
        column_A=column, column_B=other, severity=FailureSeverity.CRITICAL, meta={"check_id": check_id}
    )


def _none(check_id: str, column: str) -> Expectation:
    from great_expectations.expectations.core import ExpectColumnValuesToBeInSet
    from great_expectations.expectations.metadata_types import FailureSeverity

    return ExpectColumnValuesToBeInSet(
        column=column, value_set=[0], severity=FailureSeverity.CRITICAL, meta={"check_id": check_id}
    )

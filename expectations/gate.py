"""The suites of the publication gate: what must hold of the finished marts before the published state is replaced.

Which keys, references and words there are does not belong here: the models declare them.
"""

from expectations.suites import DEPARTMENT_YEAR, Equal, Suite, Zero


def key_suite() -> Suite:
    """Over one row per mart and declared key: as many keys as rows, and each of them complete."""
    return Suite("keys", ("mart", "key"), (Equal("marts.grain", "rows", "keys"), Zero("marts.null_keys", "incomplete")))


def reference_suite() -> Suite:
    """Over one row per mart and declared reference: every one leads to a row."""
    return Suite("references", ("mart", "reference"), (Zero("marts.orphans", "orphans"),))


def word_suite() -> Suite:
    """Over one row per mart and column of which the words are declared: no row holds another."""
    return Suite("words", ("mart", "column"), (Zero("marts.unknown_words", "strangers"),))


def membership_suite() -> Suite:
    """Over one row per department-year: the marts hold exactly what may be published and no open error inside, and what
    is withheld stands apart, and nothing else there."""
    return Suite(
        "membership",
        DEPARTMENT_YEAR,
        (
            Equal("marts.membership", "publishable", "present"),
            Equal("marts.set_apart", "withheld", "set_apart"),
            Zero("marts.stray_facts", "stray_facts"),
            Zero("marts.stray_withheld", "stray_withheld"),
            Zero("marts.open_errors", "open_errors"),
        ),
    )

"""How often Python looks for unreachable objects that hold each other."""

import gc

_OBJECTS, _YOUNG, _OLD = 100_000, 50, 1_000
"""Objects that are made between two looks at the youngest, and how many of these looks go before one at the older."""


def collect_seldom() -> None:
    """Look seldom from here on: a run holds a million objects of Dagster and dbt until it ends, and looking through all
    of them again and again took a sixth of its time. What nothing refers to any more is freed at once as ever."""
    gc.set_threshold(_OBJECTS, _YOUNG, _OLD)

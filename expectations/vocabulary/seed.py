"""What SQL reads of the vocabulary: a dbt seed to join, and a macro with the lists that must stand in the SQL itself
(pivoted columns, and conditions over tables of millions of rows).

`python -m expectations.vocabulary.seed` writes both; a test fails while they are stale.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from expectations.vocabulary import (
    FindingStatus,
    Outcome,
    Part,
    PartStatus,
    ProblemKind,
    Severity,
    SheetStatus,
    Term,
    Verdict,
    WaiverState,
)

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
LISTS: Mapping[str, type[Term]] = {
    "verdict": Verdict,
    "outcome": Outcome,
    "severity": Severity,
    "sheet_status": SheetStatus,
    "part": Part,
    "part_status": PartStatus,
    "problem_kind": ProblemKind,
    "waiver_state": WaiverState,
    "finding_status": FindingStatus,
}
TRAITS = (
    "is_publishable",
    "is_read",
    "is_withheld",
    "is_evaluated",
    "is_unresolved",
    "has_evidence",
    "holds",
    "is_absent",
    "is_silent",
    "is_misfiled",
    "is_stale",
)
"""A term of a list that knows no such trait does not have it."""


_HEAD = """\
{# Generated from expectations/vocabulary. The terms of a list, or those of them that have a trait, gravest first: to be
   split. #}
{% macro terms(list, trait=none) -%}
{{ {"""
_TAIL = """\
}[list ~ ('.' ~ trait if trait else '')] }}
{%- endmacro %}

{# The same for a condition: `outcome in {{ one_of('outcome', 'is_evaluated') }}`. #}
{% macro one_of(list, trait=none) %}('{{ terms(list, trait).split() | join("', '") }}'){% endmacro %}
"""


def terms_of(name: str, trait: str | None = None) -> tuple[str, ...]:
    """The terms of a list, or those of them that have a trait, gravest first. Raises KeyError for an unknown list."""
    return tuple(term.value for term in LISTS[name] if trait is None or getattr(term, trait, False))


def render() -> dict[Path, str]:
    """The generated files with their content."""
    return {
        DBT_PROJECT / "seeds" / "vocabulary.csv": _seed(),
        DBT_PROJECT / "macros" / "vocabulary.sql": _macro(),
    }


def _seed() -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("list", "term", "rank", "tone", "title_zh", "title_en", *TRAITS))
    for name, terms in LISTS.items():
        for term in terms:
            traits = (str(getattr(term, trait, False)).lower() for trait in TRAITS)
            writer.writerow((name, term.value, term.rank, term.tone.value, term.title_zh, term.title_en, *traits))
    return text.getvalue()


def _macro() -> str:
    lines = [f"  '{key}': '{' '.join(terms)}'," for key, terms in _lists()]
    return "\n".join((_HEAD, *lines, _TAIL))


def _lists() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list, and the part of it that has a trait."""
    for name in LISTS:
        yield name, terms_of(name)
        for trait in TRAITS:
            if having := terms_of(name, trait):
                yield f"{name}.{trait}", having


def main() -> None:
    """Write the generated files."""
    for path, text in render().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()

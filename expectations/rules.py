"""The rules beside the identities: what a disclosure must look like. Their texts are data; the steps that find what
they refuse are SQL, one per rule, under the same id."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from expectations.model import FOLDER, CatalogueError, Strict, checked, entries


class Rule(Strict):
    """One rule; its id is the same in YAML, findings, verdict reasons and reports."""

    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    title: str
    title_en: str
    basis: str
    severity: Literal["error", "warning", "info"]
    message: str
    message_en: str


def load_rules(path: Path = FOLDER / "rules.yml") -> tuple[Rule, ...]:
    """All rules. Raises CatalogueError (file, line, reason) on anything unknown or repeated."""
    rules: dict[str, Rule] = {}
    for line, entry in entries(path):
        rule = checked(Rule, entry, path, line)
        if rule.id in rules:
            raise CatalogueError(f"{path.name}, line {line}: rule {rule.id} stands here twice")
        rules[rule.id] = rule
    return tuple(rules.values())

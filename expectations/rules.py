"""The rules beside the identities: what a disclosure must look like.

Their texts are data, one file per topic. The SQL that finds what they refuse does not belong here: each topic has its
model in the dbt project, and an id begins with its topic.
"""

from pathlib import Path

from pydantic import Field

from expectations.model import FOLDER, CatalogueError, StrictModel, read_entries, validate_entry
from expectations.vocabulary import Severity


class Rule(StrictModel):
    """One rule; its id is the same in YAML, findings, verdict reasons and reports."""

    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    title: str
    title_en: str
    basis: str
    severity: Severity
    message: str
    message_en: str

    @property
    def topic(self) -> str:
        """What the rule is about; names its file here and its model in the dbt project."""
        return self.id.partition(".")[0]


def load_rules(folder: Path = FOLDER / "rules") -> tuple[Rule, ...]:
    """All rules. Raises CatalogueError (file, line, reason) on anything unknown, repeated or under another topic."""
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yml")):
        for line, entry in read_entries(path):
            rule = validate_entry(Rule, entry, path, line)
            if rule.topic != path.stem:
                raise CatalogueError(f"{path.name}, line {line}: rule {rule.id} belongs in {rule.topic}.yml")
            if rule.id in rules:
                raise CatalogueError(f"{path.name}, line {line}: rule {rule.id} stands here twice")
            rules[rule.id] = rule
    return tuple(rules.values())

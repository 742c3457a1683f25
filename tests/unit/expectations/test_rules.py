"""The rules as data: what a file of them may not say."""

from pathlib import Path

import pytest

from expectations.model import CatalogueError
from expectations.rules import load_rules

RULE = """
- id: {id}
  title: 标题
  title_en: title
  basis: 依据
  severity: warning
  message: 错
  message_en: wrong
"""


def test_every_rule_lies_in_the_file_of_its_topic(tmp_path: Path) -> None:
    (tmp_path / "codes.yml").write_text(RULE.format(id="codes.one"), "utf-8")
    (tmp_path / "names.yml").write_text(RULE.format(id="names.one"), "utf-8")
    assert [(rule.id, rule.topic) for rule in load_rules(tmp_path)] == [("codes.one", "codes"), ("names.one", "names")]
    (tmp_path / "names.yml").write_text(RULE.format(id="codes.two"), "utf-8")
    with pytest.raises(CatalogueError, match=r"names\.yml, line 2: rule codes\.two belongs in codes\.yml"):
        load_rules(tmp_path)


def test_a_rule_stands_once_and_says_nothing_unknown(tmp_path: Path) -> None:
    file = tmp_path / "codes.yml"
    file.write_text(RULE.format(id="codes.one") * 2, "utf-8")
    with pytest.raises(CatalogueError, match=r"codes\.yml, line 10: rule codes\.one stands here twice"):
        load_rules(tmp_path)
    file.write_text(RULE.format(id="codes.one") + "  weight: 1\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"codes\.yml, line 2: weight"):
        load_rules(tmp_path)

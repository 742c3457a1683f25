"""docs/security.md lists every attack with what it gets."""

import re

from orchestration.home.settings import PROJECT
from tests.ui_attacks import BY_VIEWERS, FROM_PAGES


def test_each_attack_stands_in_the_table_with_its_answer() -> None:
    text = (PROJECT / "docs" / "security.md").read_text("utf-8")
    listed = re.findall(r"^\| (.+?) \| [^|]+ \| (\d{3}) \|$", text, re.MULTILINE)
    assert listed == [(attack.name, str(attack.status)) for attack in (*FROM_PAGES, *BY_VIEWERS)]

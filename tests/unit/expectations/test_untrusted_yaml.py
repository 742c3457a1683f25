"""YAML that a person brings is refused with its line where it is more than plain words: never a traceback, never a
wait."""

import os
from pathlib import Path

import pytest

from expectations.model import CatalogueError, load_identities, load_waivers
from expectations.untrusted_yaml import MAX_BYTES, MAX_DEPTH, MAX_PARTS, read_untrusted_yaml
from expectations.yaml_file import NoYamlError

BOMB = "- &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"- &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 10)}]\n" for at in range(12)
)
WAIVER = """\
- {{department_id: a, fiscal_year: {year}, identity: b.c, residual: '{residual}', reason: d, author: e, date: {day}}}
"""

REFUSED = {
    "a bomb of aliases": (BOMB, "line 6: more than 250000 words and lists with those that aliases repeat"),
    "a tag of Python": (
        "- a: 1\n  b: !!python/object/apply:os.system [id]\n",
        "line 2: the tag tag:yaml.org,2002:python",
    ),
    "any tag": ("- a\n- !mine b\n", "line 2: the tag !mine is not allowed"),
    "a key twice": ("- a: 1\n  b: 2\n  a: 3\n", "line 3: the key a stands here twice"),
    "a circle": ("- 1\n- &a\n  b: [*a]\n", "line 2: it contains itself by an alias"),
    "depth": ("- a\n- " + "[" * 100_000, f"line 2: nested more than {MAX_DEPTH} times"),
    "width": ("- [" + "a," * MAX_PARTS + "]", f"line 1: more than {MAX_PARTS} words and lists"),
    "size": ("- " + "x" * MAX_BYTES, f"at most {MAX_BYTES} are read"),
    "no day": ("- a: 1\n  b: 2024-02-31\n", "line 2: 2024-02-31: day is out of range"),
    "a number without end": ("- a\n- " + "9" * 6000, "line 2: 999"),
    "an unknown alias": ("- a\n- *b\n", "line 2: not readable as YAML: found undefined alias"),
    "a key that is a list": ("- a\n- ? [b]\n  : c\n", "line 2: not readable as YAML: found unhashable key"),
    "two documents": ("- a\n---\n- b\n", "line 2: not readable as YAML"),
    "a control character": ("- a\n- b\x00\n", "line 2: a control character"),
    "a written control character": ('- a\n- "b\\0"\n', "line 2: a control character"),
    "another encoding": ("- a\n- 原因\n".encode("gb18030"), "line 2: not UTF-8"),
    "no syntax": ("- a\n- [b\n", "line 3: not readable as YAML"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_more_than_plain_words_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    path = tmp_path / "waivers.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CatalogueError) as refused:
        load_waivers(path)
    assert str(refused.value).startswith("waivers.yml") and reason in str(refused.value)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path, make: object) -> None:
    path = tmp_path / "waivers.yml"
    assert callable(make)
    make(path)
    with pytest.raises(CatalogueError, match=r"waivers\.yml: not a plain file"):
        load_waivers(path)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"residual": "1E+99999999"}, "residual: Decimal input should have no more than 20 digits"),
        ({"residual": "NaN"}, "residual: Input should be a finite number"),
        ({"year": "9" * 30}, "fiscal_year: Input should be less than or equal to 2100"),
        ({"day": "tomorrow"}, "date: "),
    ],
)
def test_a_waiver_holds_what_a_department_year_may_hold(tmp_path: Path, values: dict[str, str], reason: str) -> None:
    path = tmp_path / "waivers.yml"
    path.write_text(WAIVER.format(**({"year": "2024", "residual": "1.00", "day": "2024-08-01"} | values)), "utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_waivers(path)
    assert f"waivers.yml, line 1: {reason}" in str(refused.value)


def test_an_entry_that_is_a_word_is_no_waiver(tmp_path: Path) -> None:
    (tmp_path / "waivers.yml").write_text("- abc\n", "utf-8")
    with pytest.raises(CatalogueError, match=r"waivers\.yml, line 1: entry: "):
        load_waivers(tmp_path / "waivers.yml")


IDENTITY = """\
- id: a.b
  title: 甲
  title_en: A
  basis: 算术
  check: 先看甲
  check_en: see A first
  severity: error
  total: {sheet: expenditure, row: total, column: total}
  parts:
    - sheet: expenditure
      row: total
      column: basic
"""


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("column: basic", "column: total", "line 1: entry: Value error, the total stands among its own parts"),
        (
            "column: basic",
            "column: basic\n      if_blank: [{sheet: a, row: b, column: c, if_blank: [{sheet: d, row: e, column: f}]}]",
            "a fallback term has no fallback of its own",
        ),
        ("    - sheet", "    - &part\n      if_blank: [*part]\n      sheet", "line 10: it contains itself by an alias"),
    ],
)
def test_an_identity_does_not_lead_back_to_itself(tmp_path: Path, before: str, after: str, reason: str) -> None:
    assert before in IDENTITY
    (tmp_path / "one.yml").write_text(IDENTITY.replace(before, after), "utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_identities(tmp_path)
    assert reason in str(refused.value)


def test_plain_words_and_aliases_that_repeat_little_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plain.yml"
    path.write_text("\ufeff- a: &x 甲\n  b: *x\n-\n  - 2024-08-01\n", "utf-8")
    file = read_untrusted_yaml(path)
    assert (file.content[0], file.entry_lines) == ({"a": "甲", "b": "甲"}, (1, 4))
    path.write_text("# nothing\n", "utf-8")
    assert read_untrusted_yaml(path).content is None
    with pytest.raises(NoYamlError, match="not a plain file"):
        read_untrusted_yaml(tmp_path / "nothing.yml")

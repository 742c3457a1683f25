"""The layout files: every printed variant has one meaning, and no foreign title is taken for one of the nine sheets."""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from orchestration.disclosure.layouts.loader import FOLDER, Layouts, Words, load_layouts
from orchestration.disclosure.resolution.columns import (
    HeadPath,
    Role,
)
from orchestration.disclosure.resolution.head_meanings import HeadMeanings
from orchestration.disclosure.resolution.titles import title_sheet
from orchestration.disclosure.text import compact, head_words, label_words

LAYOUTS = load_layouts()
TITLES = [(title, sheet_id) for sheet_id, sheet in LAYOUTS.sheets.items() for title in sorted(sheet.titles)]

SURROUNDINGS = {
    "alone": "{title}",
    "year": "2023年度{title}",
    "year without 度": "2024年{title}",
    "department": "云溪市财政局{title}",
    "department and year": "云溪市财政局2023年度{title}",
    "year and department": "2023年度武汉经济技术开发区（汉南区）大数据中心{title}",
    "numbered": "一、{title}",
    "numbered in digits": "3. {title}",
    "附表": "附表3：{title}",
    "公开": "公开03表 {title}",
    "framed by blanks": "  {title}\u3000",
    "continued": "{title}（续）",
    "sheet number behind": "{title}（公开03表）",
    "line of a table of contents": "{title}………………12",
    "spaced": "{spaced}",
}


def spaced(title: str) -> str:
    return "\u3000".join(title)


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_every_title_is_found_in_what_is_printed_around_it(surroundings: str) -> None:
    texts = {
        SURROUNDINGS[surroundings].format(title=title, spaced=spaced(title)): sheet_id for title, sheet_id in TITLES
    }
    found = {text: title_sheet(text, LAYOUTS) for text in texts}
    assert {text: meaning[0] if meaning else None for text, meaning in found.items()} == texts


@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "‘{}’", "「{}」", "”{}”", "{}"])
@pytest.mark.parametrize("prefix", ["财政拨款", "一般公共预算财政拨款", ""])
def test_the_quotes_of_the_three_public_expenses_carry_no_meaning(prefix: str, quotes: str) -> None:
    title = f"{prefix}{quotes.format('三公')}经费支出决算表"
    assert title_sheet(title, LAYOUTS) == ("three_public", f"{prefix}三公经费支出决算表")


@pytest.mark.parametrize(
    "title",
    [
        "社会保险基金支出决算表",
        "社会保险基金收入决算表",
        "国有资本经营收入支出决算表",
        "部门预算收支总表",
        "2023年一般公共预算支出预算表",
        "部门收支总表",
        "支出功能分类科目说明",
        "三公经费支出决算情况说明",
        "详见收入支出决算总表",
        "",
        "表",
    ],
)
def test_a_foreign_title_is_no_sheet(title: str) -> None:
    assert title_sheet(title, LAYOUTS) is None


@pytest.mark.parametrize("title", sorted(LAYOUTS.vocabulary.not_modelled_titles))
def test_a_known_sheet_beside_the_nine_is_not_taken_for_one_of_them(title: str) -> None:
    assert title_sheet(f"2023年度{title}", LAYOUTS) == (None, title)


@pytest.mark.parametrize("sheet_id", LAYOUTS.sheets)
def test_a_sentence_that_mentions_a_sheet_is_no_title(sheet_id: str) -> None:
    name = LAYOUTS.sheets[sheet_id].name
    sentence = f"{name}反映本部门本年度的情况，" * 10
    assert title_sheet(sentence, LAYOUTS) is None
    assert title_sheet(f"数据取自{name}，详见附件", LAYOUTS) is None


def repeated(meanings: Iterable[Words]) -> set[str]:
    """The words that stand under more than one meaning."""
    counted = Counter(word for words in meanings for word in words)
    return {word for word, times in counted.items() if times > 1}


def test_no_title_means_two_sheets() -> None:
    titles = [sheet.titles for sheet in LAYOUTS.sheets.values()]
    assert repeated([*titles, LAYOUTS.vocabulary.not_modelled_titles]) == set()


@pytest.mark.parametrize("sheet_id", LAYOUTS.sheets)
def test_no_head_means_two_columns_of_a_sheet(sheet_id: str) -> None:
    sheet = LAYOUTS.sheets[sheet_id]
    assert repeated([*sheet.heads.values(), *sheet.foot_heads.values(), sheet.ignored_heads]) == set()
    assert repeated([*sheet.columns.values(), *sheet.heads.values()]) == set()
    for heads in sheet.sides.values():
        assert repeated(heads.values()) == set()


def test_no_label_means_two_lines_of_a_side() -> None:
    lines = LAYOUTS.lines
    classes = [frozenset(compact(name) for name in names) for names in lines.functional_classes.values()]
    for side in (lines.income, lines.opening_balance_parts, lines.economic_foot):
        assert repeated(side.values()) == set()
    assert repeated([*classes, *lines.expenditure.values()]) == set()


def test_a_line_that_is_read_is_not_passed_over() -> None:
    lines = LAYOUTS.lines
    ignored = lines.ignored_labels
    for meanings in (lines.income, lines.opening_balance_parts, lines.expenditure):
        assert not ignored & {word for words in meanings.values() for word in words}


ORDINALS = ("", "一、", "（一）", "十二、", "1.", "二十六、", " 3、 ")


@pytest.mark.parametrize("ordinal", ORDINALS)
def test_every_label_of_a_summary_is_found_behind_an_ordinal(ordinal: str) -> None:
    sides: list[Mapping[str, str]] = [LAYOUTS.income_lines, LAYOUTS.expenditure_lines, LAYOUTS.opening_balance_parts]
    for meanings in sides:
        assert {label: meanings.get(label_words(f"{ordinal}{label}")) for label in meanings} == meanings


def test_every_functional_class_has_its_line() -> None:
    keys = set(LAYOUTS.expenditure_lines.values())
    assert {f"expenditure.{code}" for code in LAYOUTS.lines.functional_classes} <= keys


def heads_of(sheet_id: str) -> list[tuple[dict[str, Words], Words]]:
    """The heads that stand in one table header together, with those that are passed over beside them."""
    sheet = LAYOUTS.sheets[sheet_id]
    together = [sheet.heads | sheet.foot_heads, sheet.columns, *sheet.sides.values()]
    return [(heads, sheet.ignored_heads) for heads in together if heads]


@pytest.mark.parametrize("sheet_id", LAYOUTS.sheets)
def test_every_head_means_its_column_alone_and_with_its_unit(sheet_id: str) -> None:
    for heads, ignored in heads_of(sheet_id):
        meanings = HeadMeanings.of(heads, ignored, LAYOUTS.vocabulary)
        for key, words in heads.items():
            for head in words:
                for printed in (head, f"{head}（万元）"):
                    path = HeadPath(1, tuple(head_words(word) for word in printed.split("/")), printed, None)
                    column = meanings.column(path)
                    assert (column.role, column.key) == (Role.AMOUNT, key), printed


@pytest.mark.parametrize("sheet_id", [id_ for id_, sheet in LAYOUTS.sheets.items() if sheet.ignored_heads])
def test_a_head_that_repeats_its_neighbour_is_passed_over(sheet_id: str) -> None:
    sheet = LAYOUTS.sheets[sheet_id]
    meanings = HeadMeanings.of(sheet.heads, sheet.ignored_heads, LAYOUTS.vocabulary)
    for head in sheet.ignored_heads:
        assert meanings.column(HeadPath(1, tuple(head.split("/")), head, None)).role is Role.IGNORED, head


# ---- the files are checked when they are read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "layouts"
    shutil.copytree(FOLDER, copy)
    return copy


def test_the_files_as_they_are_load_from_anywhere(folder: Path) -> None:
    assert isinstance(load_layouts(folder), Layouts)


@pytest.mark.parametrize(
    ("file", "addition", "named"),
    [
        (
            "sheets.yml",
            "assets:\n  name: 资产表\n  shape: function_rows\n  titles: [资产表]\n  headings: {}\n",
            "headings",
        ),
        ("sheets.yml", "assets:\n  name: 资产表\n  shape: diagonal\n  titles: [资产表]\n", "shape"),
        ("sheets.yml", "assets:\n  name: 资产表\n  shape: function_rows\n", "titles"),
        ("vocabulary.yml", "footnotes: [注]\n", "footnotes"),
        ("lines.yml", "outcome:\n  outcome.total: [合计]\n", "outcome"),
        ("lines.yml", "income: [合计]\n", "income"),
    ],
)
def test_what_the_schema_does_not_know_is_refused_by_name(folder: Path, file: str, addition: str, named: str) -> None:
    path = folder / file
    path.write_text(path.read_text("utf-8") + "\n" + addition, "utf-8")
    with pytest.raises(ValidationError, match=named):
        load_layouts(folder)


def test_the_rows_of_the_summaries_are_in_printed_order() -> None:
    rows = load_layouts().summary_rows
    expected = [
        "income.total",
        "income.opening_balance",
        "income.opening_balance.general_public_budget",
        "income.grand_total",
        "expenditure.201",
        "expenditure.total",
        "expenditure.grand_total",
    ]
    assert [row for row in rows if row in expected] == expected
    assert len(set(rows)) == len(rows)

"""What people note on findings: kept as it was said, by its finding, whoever gives it back and how often."""

from pathlib import Path

import pytest

from orchestration.reports.reviews import (
    Change,
    FindingKey,
    Review,
    ReviewsError,
    load_reviews,
    merge_reviews,
    save_reviews,
)

KEY = FindingKey("finance", 2024, "narrative.amount", "三公|接待费|amount#2")
NOTED = Review(**KEY._asdict(), owner="李四", note="已联系")


def said(owner: str = "", note: str = "") -> Review:
    return Review(**KEY._asdict(), owner=owner, note=note)


def test_a_key_is_its_text_even_where_the_binding_holds_the_separator() -> None:
    assert KEY.text == "finance|2024|narrative.amount|三公|接待费|amount#2"
    assert FindingKey.parse(KEY.text) == KEY
    assert FindingKey.parse("finance|2024|income.total|") == FindingKey("finance", 2024, "income.total", "")


@pytest.mark.parametrize(
    "text", ["", "finance", "finance|2024", "finance|二四|a.b|", "|2024|a.b|", "finance|٢٠٢٤|a.b|"]
)
def test_another_text_is_no_key(text: str) -> None:
    assert FindingKey.parse(text) is None


def test_what_was_noted_is_kept_word_for_word(tmp_path: Path) -> None:
    hostile = Review(department_id="a,b", fiscal_year=2023, check_id="x", owner='=cmd|"', note="一\n二, “三” '四'")
    reviews = {review.key: review for review in (NOTED, hostile)}
    path = tmp_path / "reviews" / "reviews.csv"
    save_reviews(path, reviews)
    assert load_reviews(path) == reviews
    before = path.read_bytes()
    save_reviews(path, dict(reversed(reviews.items())))
    assert path.read_bytes() == before, "the order in which they came does not matter"


def test_before_the_first_import_nothing_is_noted(tmp_path: Path) -> None:
    assert load_reviews(tmp_path / "reviews.csv") == {}


def test_control_characters_and_blanks_around_are_no_part_of_a_note() -> None:
    assert said(" 李\x00四 ", "一\r\n二\x1b\ud800\n").model_dump(include={"owner", "note"}) == {
        "owner": "李四",
        "note": "一\n二",
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"department_id,fiscal_year\nfinance,2024\n", "line 2: check_id"),
        (b"department_id,fiscal_year,check_id,binding,owner,note\nfinance,when,a.b,,,\n", "line 2: fiscal_year"),
        (b"department_id,fiscal_year,check_id,binding,owner,note\nfinance,2024,a.b,,,,more\n", "line 2: "),
        (b"\xff\xfe", "line 0: "),
    ],
)
def test_a_damaged_file_is_refused_with_line_and_remedy(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "reviews.csv"
    path.write_bytes(content)
    with pytest.raises(ReviewsError, match=reason) as refused:
        load_reviews(path)
    assert "last backup" in str(refused.value)


def test_an_empty_cell_leaves_what_is_kept() -> None:
    """A clerk who fills in rows of one department gives back the empty ones of all others."""
    assert merge_reviews({KEY: NOTED}, [said()]) == ({KEY: NOTED}, ())


def test_the_later_word_holds_and_the_change_is_told() -> None:
    merged, changes = merge_reviews({KEY: NOTED}, [said("王五"), said(note="已更正")])
    assert merged == {KEY: said("王五", "已更正")}
    assert changes == (Change(KEY, "owner", "李四", "王五"), Change(KEY, "note", "已联系", "已更正"))


def test_the_same_again_changes_nothing() -> None:
    merged, _ = merge_reviews({}, [NOTED])
    assert merge_reviews(merged, [NOTED]) == (merged, ())


def test_a_dash_removes_what_is_kept() -> None:
    merged, changes = merge_reviews({KEY: NOTED}, [said("-", "—")])
    assert merged == {}
    assert [change.after for change in changes] == ["", ""]


def test_what_says_nothing_is_not_kept() -> None:
    assert merge_reviews({}, [said(), said("-")]) == ({}, ())

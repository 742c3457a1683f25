"""What a document prints commands nothing that shows it, and no two figures meet where a command stood."""

import csv
import html
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.disclosure.messages.message import message, quoted
from orchestration.disclosure.reading import read_bytes
from orchestration.disclosure.text import without_commands
from tests.hostile import SENTINELS, UNSEEN

HEAD = ("科目编码", "科目名称", "合计", "财政拨款收入")


def as_html(label: str) -> bytes:
    rows = (HEAD, ("205", label, "1.00", "1.00"), ("206", "科学技术支出", label, "2.00"), ("", "合计", "3.00", "3.00"))
    cells = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    above, below = "<p>收入决算表</p><p>单位：万元</p>", f"<p>{html.escape(label)}</p>"
    return f"<html><body>{above}<table>{cells}</table>{below}</body></html>".encode()


def as_csv(label: str) -> bytes:
    file = io.StringIO()
    rows = (
        ("收入决算表",),
        ("单位：万元",),
        HEAD,
        ("205", label, "1.00", "1.00"),
        ("206", "科学技术支出", label, "2.00"),
    )
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


@pytest.mark.parametrize(("name", "written"), [("a.html", as_html), ("a.csv", as_csv)])
@pytest.mark.parametrize("text", SENTINELS)
def test_no_label_line_or_message_holds_a_command(name: str, written: Callable[[str], bytes], text: str) -> None:
    reading = read_bytes(Path(name), name, written(text))
    labels = [cell.row_label for cell in reading.cells]
    messages = [f"{problem.message.reason} {problem.message.reason_en}" for problem in reading.problems]
    # a text file that holds commands is refused as no text
    assert "".join(without_commands(text).split()) in labels or (name == "a.csv" and not labels)
    told = "\n".join((*labels, *messages, *(cell.column_label for cell in reading.cells)))
    assert not any(character in told for character in UNSEEN)


def test_a_message_repeats_no_command() -> None:
    told = message("files.cannot_open", error="a\x1b[2Jb‮c")
    assert "a[2Jbc" in told.reason and "a[2Jbc" in told.reason_en
    assert "\x1b" not in message("files.reading_failed", fault="X", detail=quoted("\x1b[2J")).reason


@pytest.mark.parametrize("between", ["\x0b", "\x0c", "\x85", "\n"])
def test_figures_on_two_lines_stay_two(between: str) -> None:
    assert without_commands(f"12{between}34").split() == ["12", "34"]


def test_what_is_seen_stays_as_it_is() -> None:
    assert without_commands("教育\t支出\r\n（205）  1,000.00") == "教育\t支出\r\n（205）  1,000.00"

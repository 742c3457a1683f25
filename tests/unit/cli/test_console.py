"""What is printed never speaks to the terminal, whoever wrote it."""

import io

import pytest
from rich.table import Table
from rich.text import Text

from orchestration.cli.console import printing_to
from orchestration.reports.printable import printable
from tests.hostile import SENTINELS, UNSEEN


class Terminal(io.StringIO):
    """A stream that says of itself that a person looks at it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("text", SENTINELS)
def test_no_text_commands_the_terminal(text: str) -> None:
    stream = io.StringIO()
    table = Table("head")
    table.add_row(Text(text))
    console = printing_to(stream, width=200)
    console.print(text, markup=False)
    console.print(Text(text), table)
    assert not any(character in stream.getvalue() for character in UNSEEN)
    assert stream.getvalue().count(printable(text)) == 3


def test_colours_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    printing_to(stream).print(Text("\x1b[2Jtext", style="red"))
    assert stream.getvalue() == "\x1b[31m[2Jtext\x1b[0m\n"

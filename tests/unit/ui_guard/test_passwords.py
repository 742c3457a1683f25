"""The file of passwords: what it holds, who is let in by it, and how quickly."""

import stat
import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.ui_guard import passwords as module
from orchestration.ui_guard.passwords import (
    MOST_WAITING,
    PasswordFileError,
    Passwords,
    TooManyAttempts,
    hash_password,
    is_name,
    is_right,
    read_passwords,
    write_password,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "passwords"


def test_a_password_is_right_or_wrong_and_known_afterwards(file: Path) -> None:
    write_password(file, "王芳", "决算: 2024")
    people = Passwords(file)
    assert not people.is_known("王芳", "决算: 2024")
    assert people.check("王芳", "决算: 2024")
    assert people.is_known("王芳", "决算: 2024")
    for name, password in (("王芳", "决算: 2023"), ("王芳", ""), ("", "决算: 2024"), ("nobody", "决算: 2024")):
        assert not people.check(name, password)
        assert not people.is_known(name, password)


def test_who_gets_another_password_or_leaves_is_not_known_any_more(file: Path) -> None:
    write_password(file, "li", "password one")
    write_password(file, "wang", "password two")
    people = Passwords(file)
    assert people.check("li", "password one")
    assert people.check("wang", "password two")
    write_password(file, "li", "password three")
    assert not people.is_known("li", "password one")
    assert not people.check("li", "password one")
    assert people.check("li", "password three")
    assert people.is_known("wang", "password two")
    file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith("wang")))
    assert not people.is_known("wang", "password two")
    file.unlink()
    assert not people.is_known("li", "password three")
    assert not people.check("li", "password three")


def test_the_file_holds_no_password_and_is_its_owners(file: Path) -> None:
    write_password(file, "li", "password one")
    write_password(file, "li", "password one")
    assert len(file.read_text().splitlines()) == 1
    assert "password" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert hash_password("password one") != hash_password("password one"), "each has a salt of its own"


@pytest.mark.parametrize(
    "line", ["li", "li:", "li:secret", "li:$2y$05$abc", ":scrypt$a$b", "li wang:scrypt$a$b", "a:scrypt$b"]
)
def test_a_line_of_another_program_is_refused_with_its_number(file: Path, line: str) -> None:
    file.write_text(f"# who may press buttons\n\n{line}\n")
    with pytest.raises(PasswordFileError, match=r":3: .*juesuan password") as caught:
        read_passwords(file)
    assert "secret" not in str(caught.value)


def test_a_hash_that_is_none_matches_nothing() -> None:
    assert not is_right("a", "scrypt$?$?")
    assert not is_right("", module.NOBODY)


@pytest.mark.parametrize(
    ("name", "is_good"), [("li", True), ("王芳", True), ("a:b", False), ("a b", False), ("", False), ("a\n", False)]
)
def test_a_name_fits_into_a_line(name: str, is_good: bool) -> None:
    assert is_name(name) is is_good


def test_a_name_that_is_not_listed_takes_as_long_as_one_that_is(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COST", 2**13)
    write_password(file, "li", "password one")
    people = Passwords(file)

    def seconds(name: str) -> float:
        began = time.perf_counter()
        people.check(name, "wrong")
        return time.perf_counter() - began

    assert min(seconds("nobody") for _ in range(3)) > min(seconds("li") for _ in range(3)) / 3


def test_not_more_are_checked_than_may_wait(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_password(file, "li", "password one")
    people = Passwords(file)
    go_on = threading.Event()
    monkeypatch.setattr(module, "is_right", lambda *_: go_on.wait(30))
    with ThreadPoolExecutor(MOST_WAITING + 1) as pool:
        asked = [pool.submit(people.check, "li", "wrong") for _ in range(MOST_WAITING + 1)]
        refused, _ = wait(asked, return_when=FIRST_COMPLETED)
        assert [type(each.exception()) for each in refused] == [TooManyAttempts]
        go_on.set()


def test_the_command_asks_twice_and_writes_a_line(file: Path) -> None:
    done = CliRunner().invoke(main, ["password", str(file), "li"], input="password one\npassword one\n")
    assert (done.exit_code, "password one" in done.output) == (0, False)
    assert Passwords(file).check("li", "password one")
    assert CliRunner().invoke(main, ["password", str(file), "li"], input="short\nshort\n").exit_code == 2
    assert CliRunner().invoke(main, ["password", str(file), "l i"]).exit_code == 2
    assert Passwords(file).check("li", "password one")

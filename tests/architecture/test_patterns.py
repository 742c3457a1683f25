"""No pattern of the code runs away: a line of 10,000 characters, however odd, is looked through within a bound."""

import ast
import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

import expectations
import orchestration
from orchestration.disclosure.claims.language import load_language
from orchestration.disclosure.claims.wording.evidence import load_wording
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.parts.words import load_part_words
from tests.architecture.imports import ROOT

LENGTH = 10_000
MOST_SECONDS = 5.0
"""Of processor time. To look at all pairs of characters takes about one second, to look at all triples hours."""

PIECES = (
    *(
        "1",
        " ",
        "1 ",
        "1,",
        "1.",
        "20",
        "2024年",
        "(",
        "(1)",
        ".",
        "..",
        "-",
        "—",
        "续",
        "(续)",
        "表",
        "一",
        "、",
        "号",
    ),
    *(
        "关于",
        "部门",
        "公开",
        "万元",
        "|",
        "| -- ",
        "*",
        "* ",
        "#",
        "<",
        "\t",
        "\n",
        "\n ",
        "a",
        "_",
        "/",
        "{a",
        "支出",
    ),
)
LOOKING_FROM_EVERYWHERE = frozenset({"search", "sub", "subn", "findall", "finditer", "split"})


class Ran(Exception):
    """The bound was reached."""


def named_patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns that modules hold by name, alone or in containers, and those written where they are used."""
    for package in (orchestration, expectations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                for name, value in vars(importlib.import_module(module.name)).items():
                    yield from ((name, pattern) for pattern in patterns_in(value))
        for path in sorted((ROOT / package.__name__).rglob("*.py")):
            yield from patterns_at_their_use(ast.parse(path.read_text("utf-8")))
    for loaded in (load_layouts(), load_language(), load_wording(), load_part_words()):
        yield from (("", pattern) for pattern in patterns_in(loaded))


def patterns_in(value: object, depth: int = 6) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth == 0 or isinstance(value, str | bytes):
        return
    elif type(value) in (list, tuple, set, frozenset, dict):
        held = [*value, *value.values()] if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
        for each in held:
            yield from patterns_in(each, depth - 1)
    elif type(value).__module__.startswith(("orchestration", "expectations")):
        names = [*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ())]
        for name in names:
            yield from patterns_in(getattr(value, name, None), depth - 1)


def patterns_at_their_use(tree: ast.AST) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr != "compile"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield "", re.compile(node.args[0].value)


def uses(name: str, source: str) -> frozenset[str]:
    """The methods that are called on a pattern of this name; it is looked for everywhere where that is not known."""
    called = frozenset(re.findall(rf"\b{name}\.(\w+)\b", source)) if name.isupper() else frozenset()
    return called or LOOKING_FROM_EVERYWHERE


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    def stop(signum: int, frame: FrameType | None) -> None:
        raise Ran

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def try_to_exhaust(pattern: re.Pattern[Any], is_looked_for: bool) -> str | None:
    """The piece whose repetition keeps the pattern from coming to an end; None where there is none."""
    words = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    own: list[str] = re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]{2,}", words)[:6]
    for piece in dict.fromkeys((*PIECES, *own)):
        text = piece * (LENGTH // len(piece)) + "!号"
        line = text.encode() if isinstance(pattern.pattern, bytes) else text
        try:
            with bounded(MOST_SECONDS):
                pattern.fullmatch(line)
                if is_looked_for:
                    pattern.search(line)
        except Ran:
            return piece
    return None


def test_a_pattern_that_runs_away_is_noticed() -> None:
    assert try_to_exhaust(re.compile(r"(?:a|\d{1,3})+$"), is_looked_for=True) == "1"
    assert try_to_exhaust(re.compile(r"\d+$"), is_looked_for=True) is None


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers of processor time here")
def test_no_pattern_of_the_code_runs_away() -> None:
    source = "\n".join(
        path.read_text("utf-8")
        for package in (orchestration, expectations)
        for path in (ROOT / package.__name__).rglob("*.py")
    )
    looked_for: dict[re.Pattern[Any], bool] = {}
    for name, pattern in named_patterns():
        everywhere = not LOOKING_FROM_EVERYWHERE.isdisjoint(uses(name, source))
        looked_for[pattern] = looked_for.get(pattern, False) or everywhere
    assert len(looked_for) > 150
    running = {
        pattern.pattern: piece
        for pattern, is_looked_for in looked_for.items()
        if (piece := try_to_exhaust(pattern, is_looked_for))
    }
    assert running == {}

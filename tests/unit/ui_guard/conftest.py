"""Passwords that are checked quickly: what makes them slow is tested by one test."""

import pytest

from orchestration.ui_guard import passwords


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 2**6)

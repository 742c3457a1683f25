"""pyspark is hidden while Great Expectations is imported, and only then."""

import importlib
import sys
from types import ModuleType

import pytest

from expectations.without_pyspark import without_pyspark


def test_it_is_absent_meanwhile_and_what_it_was_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = ModuleType("pyspark")
    monkeypatch.setitem(sys.modules, "pyspark", imported)
    with without_pyspark(), pytest.raises(ImportError):
        importlib.import_module("pyspark")
    assert sys.modules["pyspark"] is imported


def test_what_was_never_imported_can_be_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pyspark", raising=False)
    with without_pyspark():
        pass
    assert "pyspark" not in sys.modules

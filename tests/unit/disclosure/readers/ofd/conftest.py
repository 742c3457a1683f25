"""The OFD reader by itself: what the recognition of scans makes of a page is tested beside it (readers/scan)."""

import pytest


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.disclosure.readers.ofd.document.recogniser", lambda: None)

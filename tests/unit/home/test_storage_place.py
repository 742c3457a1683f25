"""Where the storage is, as the environment names it."""

import pytest

from orchestration.home.settings import Settings
from orchestration.home.settings_error import SettingsError
from orchestration.home.storage_place import StoragePlace, storage_from_environment


def test_nothing_set_is_no_storage() -> None:
    assert Settings.from_environment().storage is None


def test_a_storage_is_named_by_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUESUAN_STORAGE_URL", "s3://accounts/bureau/juesuan/")
    assert storage_from_environment() == StoragePlace("accounts", "bureau/juesuan")
    monkeypatch.setenv("JUESUAN_STORAGE_ENDPOINT", "http://10.0.0.5:9000")
    monkeypatch.setenv("JUESUAN_STORAGE_KEY", "somebody")
    monkeypatch.setenv("JUESUAN_STORAGE_SECRET", "unspeakable")
    place = storage_from_environment()
    assert place is not None
    assert (place.scheme, place.host, place.secret_key) == ("http", "10.0.0.5:9000", "unspeakable")
    assert "somebody" not in repr(place) and "unspeakable" not in repr(place) + place.told


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("JUESUAN_STORAGE_URL", "s3://somebody:unspeakable@accounts/x"),
        ("JUESUAN_STORAGE_URL", "s3://accounts/../unspeakable"),
        ("JUESUAN_STORAGE_ENDPOINT", "https://somebody:unspeakable@s3.example.org"),
        ("JUESUAN_STORAGE_REGION", "unspeakable region"),
        ("JUESUAN_STORAGE_SECRET", "unspeakable"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str
) -> None:
    monkeypatch.setenv("JUESUAN_STORAGE_URL", "s3://accounts")
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingsError, match=variable) as refused:
        Settings.from_environment()
    assert "unspeakable" not in str(refused.value)

"""Where the published generations are copied to: a bucket of an S3-compatible storage, named by the environment."""

import os
import re
from dataclasses import dataclass, field

from orchestration.home.settings_error import SettingsError

URL_VARIABLE = "JUESUAN_STORAGE_URL"
ENDPOINT_VARIABLE = "JUESUAN_STORAGE_ENDPOINT"
REGION_VARIABLE = "JUESUAN_STORAGE_REGION"
KEY_VARIABLE = "JUESUAN_STORAGE_KEY"
SECRET_VARIABLE = "JUESUAN_STORAGE_SECRET"

_URL = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*)/?")
_ENDPOINT = re.compile(r"(https?)://((?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?)/?")
_REGION = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class StoragePlace:
    """A bucket and the folder in it (empty, or `a/b`) that belongs to one home alone. `host` of an `endpoint` other
    than Amazon's own; without `access_key` and `secret_key` the machine's own credentials of AWS are looked for. What
    is a credential is not in the representation."""

    bucket: str
    folder: str = ""
    scheme: str = "https"
    host: str | None = None
    region: str | None = None
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)

    @property
    def root(self) -> str:
        """The path that every object begins with, without the slash after it."""
        return f"{self.bucket}/{self.folder}" if self.folder else self.bucket

    @property
    def told(self) -> str:
        """The address as people may see it."""
        return f"s3://{self.root}" + (f" ({self.scheme}://{self.host})" if self.host else "")


def storage_from_environment() -> StoragePlace | None:
    """The storage that the environment names; None where it names none.

    Raises SettingsError, naming the variable and never its content, which may hold a credential.
    """
    if not os.environ.get(URL_VARIABLE):
        return None
    url = _matched(URL_VARIABLE, _URL, "an address such as s3://bucket/folder 形如 s3://桶/目录 的地址")
    endpoint = _optional(ENDPOINT_VARIABLE, _ENDPOINT, "an address such as https://s3.example.org:9000 存储服务的地址")
    region = _optional(REGION_VARIABLE, _REGION, "a region such as cn-north-1 区域名")
    access_key, secret_key = os.environ.get(KEY_VARIABLE) or None, os.environ.get(SECRET_VARIABLE) or None
    if (access_key is None) != (secret_key is None):
        raise SettingsError(
            f"{KEY_VARIABLE} and {SECRET_VARIABLE} must be set together, or neither 须同时设置或都不设置"
        )
    return StoragePlace(
        bucket=url[1],
        folder=url[2].strip("/"),
        scheme=endpoint[1] if endpoint else "https",
        host=endpoint[2] if endpoint else None,
        region=region[0] if region else None,
        access_key=access_key,
        secret_key=secret_key,
    )


def _optional(variable: str, pattern: re.Pattern[str], what: str) -> re.Match[str] | None:
    return _matched(variable, pattern, what) if os.environ.get(variable) else None


def _matched(variable: str, pattern: re.Pattern[str], what: str) -> re.Match[str]:
    match = pattern.fullmatch(os.environ[variable])
    if match is None:
        raise SettingsError(f"{variable} holds no usable value: it must be {what}")
    return match

"""Where everything is: one typed object, the only place that knows paths. What is done with them does not belong here.

What every district shares (dbt project, identities, rules) comes with the package; what one deployment decides for
itself (registry, due dates, waivers) lies in `raw`.
"""

import ipaddress
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.home.settings_error import SettingsError
from orchestration.home.storage_place import StoragePlace, storage_from_environment

PROJECT = Path(__file__).resolve().parents[2]
"""Where `orchestration/`, `expectations/` and `dbt_project/` lie side by side: the top of a checkout, or the folder
`juesuan/` that the wheel installs into site-packages."""

EXECUTABLES = Path(sys.executable).parent
VARIABLES = "JUESUAN_"
"""What the name of every variable of ours begins with."""
RAW_VARIABLE = "JUESUAN_RAW"
HOME_VARIABLE = "JUESUAN_HOME"
CACHE_VARIABLE = "JUESUAN_CACHE"
REPORTS_VARIABLE = "JUESUAN_REPORTS_URL"
UI_PASSWORDS_VARIABLE = "JUESUAN_UI_PASSWORDS"
VIEW_PASSWORDS_VARIABLE = "JUESUAN_VIEW_PASSWORDS"
USER_HEADER_VARIABLE = "JUESUAN_UI_USER_HEADER"
FORMS = "forms"
"""The folder of raw/ that holds templates and belongs to no department."""

INPUTS = "inputs.json"
"""The note in a generation of what it follows from."""

READ_SECONDS = 120.0
"""The slowest real document takes two."""
SLOW_FILES = 3
"""A department-year has one document or a dozen, and none of them is slow."""

HOURS_BETWEEN_RUNS = 26.0
"""A day, and time for a run that waits for another one."""

REPORTS_PORT = 3020
REPORTS_URL = f"http://127.0.0.1:{REPORTS_PORT}"
"""Where `juesuan ui` offers the reports: links that any run leaves lead there unless told otherwise."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names by which a machine calls itself."""

MOST = 10**7
"""Above any number of seconds, hours, days or runs that is meant."""

DATA_LICENCE = "CC-BY-4.0"
UI_PROXIES = ("127.0.0.1", "::1")
"""Whose word is taken for who somebody is: a gateway on this machine, unless told otherwise."""

KEEP_DAYS = 60
KEEP_RUNS = 30


_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_HEADER = re.compile(r"[A-Za-z0-9-]+")


class WebhookKind(StrEnum):
    """The chats that an alert can be posted to."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SLACK = "slack"


def _user_cache() -> Path:
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser().absolute() / "juesuan"


@dataclass(frozen=True, slots=True)
class Settings:
    """`raw` is only read; everything that is written lies under `home`.

    `read_seconds` is the limit for one document, and after `slow_files` over it the rest of a department-year
    waits; alerts are posted to `webhook_url` in the dialect `webhook_kind`, signed with `webhook_secret` where the
    chat has signatures, or only logged where it is None; an alert is due once no run began for
    `hours_between_runs`; `postgres_url` is where Dagster keeps its records, None for files under `home`;
    `reports_url` is where the folder of reports is offered to browsers; `data_licence` names the licence of what is
    published; `cache` holds what follows from the package alone. The records of a run are kept for `keep_days`, and
    while it is among the newest `keep_runs`.
    `ui_hosts` are the names, beside those of this machine, under which browsers reach the UI; who opens it is known
    by one of `ui_passwords` (the read-only UI: `view_passwords`), or by the header `ui_user_header` of a gateway at
    one of `ui_proxies`. Published generations are copied to `storage`, nowhere where it is None.
    What holds a credential is not in the representation.
    """

    raw: Path
    home: Path
    identities: Path = PROJECT / "expectations" / "identities"
    rules: Path = PROJECT / "expectations" / "rules"
    read_seconds: float = READ_SECONDS
    slow_files: int = SLOW_FILES
    webhook_url: str | None = field(default=None, repr=False)
    webhook_kind: WebhookKind = WebhookKind.WECOM
    webhook_secret: str | None = field(default=None, repr=False)
    hours_between_runs: float = HOURS_BETWEEN_RUNS
    postgres_url: str | None = field(default=None, repr=False)
    reports_url: str = REPORTS_URL
    keep_days: int = KEEP_DAYS
    keep_runs: int = KEEP_RUNS
    data_licence: str = DATA_LICENCE
    ui_hosts: tuple[str, ...] = ()
    ui_passwords: Path | None = None
    view_passwords: Path | None = None
    ui_user_header: str | None = None
    ui_proxies: tuple[str, ...] = UI_PROXIES
    storage: StoragePlace | None = None
    cache: Path = field(default_factory=_user_cache)

    @classmethod
    def from_environment(cls) -> "Settings":
        """The settings that the environment names; `raw/` and `warehouse/` of the current folder where it names none.

        Raises SettingsError, naming the variable.
        """
        _refuse_junk()
        return cls(
            raw=Path(os.environ.get(RAW_VARIABLE, "raw")).resolve(),
            home=Path(os.environ.get(HOME_VARIABLE, "warehouse")).resolve(),
            read_seconds=_above_zero("JUESUAN_READ_SECONDS", READ_SECONDS, "seconds"),
            slow_files=_whole_number("JUESUAN_SLOW_FILES", SLOW_FILES),
            webhook_url=_webhook_url("JUESUAN_WEBHOOK_URL"),
            webhook_kind=_webhook_kind("JUESUAN_WEBHOOK_KIND"),
            webhook_secret=os.environ.get("JUESUAN_WEBHOOK_SECRET") or None,
            hours_between_runs=_above_zero("JUESUAN_HOURS_BETWEEN_RUNS", HOURS_BETWEEN_RUNS, "hours"),
            postgres_url=os.environ.get("JUESUAN_POSTGRES_URL"),
            reports_url=(os.environ.get(REPORTS_VARIABLE) or REPORTS_URL).rstrip("/"),
            keep_days=_whole_number("JUESUAN_KEEP_DAYS", KEEP_DAYS),
            keep_runs=_whole_number("JUESUAN_KEEP_RUNS", KEEP_RUNS),
            data_licence=os.environ.get("JUESUAN_DATA_LICENCE") or DATA_LICENCE,
            ui_hosts=_listed("JUESUAN_UI_HOSTS", _HOST, "names such as juesuan.example.org or 10.0.0.5:3000 主机名"),
            ui_passwords=_file(UI_PASSWORDS_VARIABLE),
            view_passwords=_file(VIEW_PASSWORDS_VARIABLE) or _file(UI_PASSWORDS_VARIABLE),
            ui_user_header=_header(USER_HEADER_VARIABLE),
            ui_proxies=_networks("JUESUAN_UI_PROXIES") or UI_PROXIES,
            storage=storage_from_environment(),
        )

    def __post_init__(self) -> None:
        """Raises SettingsError for a home whose path the databases below it would read as something else."""
        strange = sorted({character for character in str(self.home) if not _may_name_a_home(character)})
        if strange:
            raise SettingsError(
                f"the home {str(self.home)!a} has {' '.join(map(ascii, strange))} in its path; name a folder with "
                "letters of any script, digits, blanks and - _ . , ' ( ) + = @ ~ alone "
                "主目录的路径含有数据库不能使用的字符，请换一个文件夹"
            )

    @property
    def registry(self) -> Path:
        """departments.csv of raw/."""
        return self.raw / "departments.csv"

    @property
    def kept_registry(self) -> Path:
        """The last registry that was right."""
        return self.home / "registry" / "departments.csv"

    @property
    def reviews(self) -> Path:
        """What people noted on findings; no raw file, because the program writes it."""
        return self.home / "reviews" / "reviews.csv"

    @property
    def manifest(self) -> Path:
        """manifest.csv of raw/; optional."""
        return self.raw / "manifest.csv"

    @property
    def kept_manifest(self) -> Path:
        """The last manifest that was right."""
        return self.home / "registry" / "manifest.csv"

    @property
    def waivers(self) -> Path:
        """Optional: without the file nothing is waived."""
        return self.raw / "waivers.yml"

    @property
    def forms(self) -> Path:
        """A bureau's own templates; optional."""
        return self.raw / FORMS

    @property
    def dbt_project(self) -> Path:
        """The dbt project that comes with the package."""
        return PROJECT / "dbt_project"

    @property
    def dbt_target(self) -> Path:
        """Where dbt writes compiled models and logs."""
        return self.home / "dbt"

    @property
    def landing(self) -> Path:
        """Parquet of every department-year."""
        return self.home / "landing"

    @property
    def work_database(self) -> Path:
        """The DuckDB file that dbt builds; made again by every run."""
        return self.home / "work.duckdb"

    @property
    def published(self) -> Path:
        """What readers open: links to one generation."""
        return self.home / "published"

    @property
    def published_database(self) -> Path:
        """The published DuckDB file."""
        return self.published / "juesuan.duckdb"

    @property
    def reports(self) -> Path:
        """The published report pages."""
        return self.published / "reports"

    @property
    def drawings(self) -> Path:
        """What was drawn of figures where they are printed, so that the next publication need not draw it again."""
        return self.home / "drawings"

    @property
    def run_log(self) -> Path:
        """What a run from the command line writes beside its progress; those of the runs before lie next to it."""
        return self.home / "run.log"

    @property
    def logs(self) -> Path:
        """Who asked the UI to do what."""
        return self.home / "logs"

    @property
    def dagster_home(self) -> Path:
        """The folder of the Dagster instance."""
        return self.home / "dagster"

    @contextmanager
    def as_environment(self) -> Iterator[None]:
        """Tell child processes (dbt, the webserver) the same places, for as long as the block lasts."""
        variables = {
            RAW_VARIABLE: str(self.raw),
            HOME_VARIABLE: str(self.home),
            CACHE_VARIABLE: str(self.cache),
            REPORTS_VARIABLE: self.reports_url,
            "DBT_LOG_PATH": str(self.dbt_target / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
            "PATH": os.pathsep.join((str(EXECUTABLES), os.environ.get("PATH", ""))),
        }
        before = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _may_name_a_home(character: str) -> bool:
    return character.isalnum() or character in " -_.,'()+=@~/"


def _refuse_junk() -> None:
    """Raises SettingsError where a variable of ours holds what nobody can have meant; its content is not shown, because
    it may be a credential."""
    for variable, text in sorted(os.environ.items()):
        if not variable.startswith(VARIABLES):
            continue
        for place, character in enumerate(text, start=1):
            if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
                what = "a byte that is not UTF-8" if "\ud800" <= character <= "\udfff" else "a character nobody sees"
                raise SettingsError(f"{variable} holds {what} at place {place}; set it anew without it")


def _above_zero(variable: str, default: float, unit: str) -> float:
    text = os.environ.get(variable, str(default))
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < MOST:
        raise SettingsError(f"{variable} is {text!r}; it must be a number of {unit} above zero")
    return number


def _webhook_url(variable: str) -> str | None:
    text = os.environ.get(variable)
    if not text:
        return None
    if not _is_webhook(text):
        # it is a credential, and the message may be logged
        raise SettingsError(
            f"{variable} holds no usable address: it must begin with https://, name a host and hold no blank "
            f"{variable} 中没有可用的地址：须以 https:// 开头，写明主机，不含空格"
        )
    return text


def _is_webhook(text: str) -> bool:
    """Whether posts can go there without being read on their way; plain http stays on this machine."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        address = urlsplit(text)
        host, _ = address.hostname, address.port
    except ValueError:
        return False
    is_private = address.scheme == "https" or (address.scheme == "http" and host in LOOPBACK)
    return bool(host) and is_private and "@" not in address.netloc


def _file(variable: str) -> Path | None:
    text = os.environ.get(variable)
    return Path(text).resolve() if text else None


def _listed(variable: str, pattern: re.Pattern[str], what: str) -> tuple[str, ...]:
    texts = tuple(part.strip() for part in os.environ.get(variable, "").split(",") if part.strip())
    for text in texts:
        if not pattern.fullmatch(text):
            raise SettingsError(f"{variable} holds {text!r}; it must be {what}, separated by commas 以逗号分隔")
    return texts


def _networks(variable: str) -> tuple[str, ...]:
    texts = _listed(variable, re.compile(".+"), "addresses")
    for text in texts:
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            raise SettingsError(
                f"{variable} holds {text!r}; it must be addresses such as 10.0.0.2 or 10.0.0.0/28 须为地址或网段"
            ) from error
    return texts


def _header(variable: str) -> str | None:
    text = os.environ.get(variable)
    if text and not _HEADER.fullmatch(text):
        raise SettingsError(
            f"{variable} is {text!r}; it must be the name of a header such as X-Remote-User 须为请求头名"
        )
    return text or None


def _whole_number(variable: str, default: int) -> int:
    text = os.environ.get(variable, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < len(str(MOST))) or int(text) == 0:
        raise SettingsError(f"{variable} is {text!r}; it must be a whole number above zero")
    return int(text)


def _webhook_kind(variable: str) -> WebhookKind:
    text = os.environ.get(variable, WebhookKind.WECOM)
    try:
        return WebhookKind(text)
    except ValueError as error:
        raise SettingsError(f"{variable} is {text!r}; it must be {', '.join(WebhookKind)}") from error

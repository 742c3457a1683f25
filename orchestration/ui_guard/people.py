"""Who somebody is: by a password, by what the office's gateway says, or nobody in particular where neither is set."""

import base64
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.home.settings import (
    LOOPBACK,
    UI_PASSWORDS_VARIABLE,
    USER_HEADER_VARIABLE,
    VIEW_PASSWORDS_VARIABLE,
    Settings,
)
from orchestration.ui_guard.origins import Headers
from orchestration.ui_guard.passwords import PasswordFileError, Passwords, read_passwords
from orchestration.ui_guard.refusals import Refusal

FORWARDED_FOR = "x-forwarded-for"
PAUSE_SECONDS = 1.0
"""How long a wrong password waits for its answer."""


class NotGuarded(ValueError):
    """A server would be open to everybody on the network, or to nobody at all."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a name where one is known, and the address that the request came from."""

    name: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and a password that have to be checked, which takes a while."""

    name: str
    password: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True)
class Gateway:
    """The office's gateway: the header in which it says who somebody is, and where it may be."""

    header: str
    places: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

    @classmethod
    def of(cls, header: str, places: Sequence[str]) -> "Gateway":
        """The gateway that the settings name."""
        return cls(header.lower(), tuple(ipaddress.ip_network(place) for place in places))

    def is_at(self, peer: str) -> bool:
        """Whether a request came from it."""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        own = getattr(address, "ipv4_mapped", None) or address
        return any(own in place for place in self.places)


@dataclass(frozen=True, slots=True)
class People:
    """How those who ask are known."""

    passwords: Passwords | None
    gateway: Gateway | None

    @classmethod
    def of(cls, passwords: Path | None, settings: Settings) -> "People":
        """As the settings say, with this file of passwords. Raises NotGuarded where that cannot be read."""
        header = settings.ui_user_header
        gateway = Gateway.of(header, settings.ui_proxies) if header is not None else None
        if passwords is None:
            return cls(None, gateway)
        try:
            read_passwords(passwords)
        except (OSError, PasswordFileError) as fault:
            told = fault if isinstance(fault, PasswordFileError) else f"{passwords}: {fault.strerror}"
            raise NotGuarded(f"the file of passwords cannot be read 密码文件无法读取: {told}") from fault
        return cls(Passwords(passwords), gateway)

    @property
    def are_known(self) -> bool:
        """Whether anybody is asked who they are."""
        return self.passwords is not None or self.gateway is not None

    def identify(self, headers: Headers, peer: str) -> Person | Credentials | Refusal:
        """Who asks, as far as it can be said at once."""
        if not self.are_known:
            return Person(None, peer)
        if self.gateway is not None and self.gateway.is_at(peer) and (named := _named(headers, self.gateway)):
            return Person(named, _came_from(headers, peer))
        if self.passwords is None:
            return Refusal.GATEWAY
        given = _credentials(headers, peer)
        if given is None:
            return Refusal.PASSWORD
        return Person(given.name, peer) if self.passwords.is_known(given.name, given.password) else given

    def check(self, given: Credentials) -> Person | Refusal:
        """Who somebody is that has not been seen yet. Raises TooManyAttempts."""
        if self.passwords is not None and self.passwords.check(given.name, given.password):
            return Person(given.name, given.address)
        return Refusal.PASSWORD


def require_guard(host: str, people: People, is_read_only: bool) -> None:
    """Refuse to serve the whole network without asking who somebody is. Raises NotGuarded."""
    if host.lower() in LOOPBACK or people.are_known:
        return
    variable = VIEW_PASSWORDS_VARIABLE if is_read_only else UI_PASSWORDS_VARIABLE
    raise NotGuarded(
        f"--host {host} is open to the network: first set {variable} (made by `juesuan password`) or "
        f"{USER_HEADER_VARIABLE} "
        f"向网络开放前，请先设置 {variable}（由 juesuan password 生成）或 {USER_HEADER_VARIABLE}"
    )


def _named(headers: Headers, gateway: Gateway) -> str | None:
    """The name that the gateway gives; none where there are two, of which one may be the browser's own."""
    values = headers.get(gateway.header, ())
    return values[0].strip() or None if len(values) == 1 else None


def _came_from(headers: Headers, peer: str) -> str:
    """The address that the gateway saw: the last one, which it added itself."""
    forwarded = headers.get(FORWARDED_FOR, ())
    return forwarded[-1].rpartition(",")[2].strip() or peer if forwarded else peer


def _credentials(headers: Headers, peer: str) -> Credentials | None:
    values = headers.get("authorization", ())
    scheme, _, encoded = values[0].partition(" ") if len(values) == 1 else ("", "", "")
    if scheme.lower() != "basic":
        return None
    try:
        name, found, password = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    return Credentials(name, password, peer) if found else None

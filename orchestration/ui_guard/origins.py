"""Which server a request means and which page it comes from, as its headers say. Who sends it is decided elsewhere.

A browser tells on which page a request arose: `Origin` with whatever may change something, `Sec-Fetch-*` with all. No
page can forge them. A program that is no browser sends neither, and no page can make it send anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from orchestration.home.settings import LOOPBACK
from orchestration.ui_guard.refusals import Refusal

DEFAULT_PORTS = {"http": 80, "https": 443}
WILDCARDS = frozenset({"0.0.0.0", "::"})
"""Every address of a machine, and the name of none."""

OWN_SITES = frozenset({"same-origin", "none"})
"""From a page of this server, or from nobody's page: an address typed, a bookmark."""

NO_PAGES = ("/graphql", "/report_asset_", "/logs/", "/download_debug/", "/notebook", "/dagit", "/server_info")
"""What the UI asks for by itself; everything else is a page that a link may lead to."""

Headers = Mapping[str, tuple[str, ...]]
"""Values by lower-case name, in the order in which they came."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A host and a port; None where the port is not said."""

    host: str
    port: int | None

    @classmethod
    def parse(cls, text: str) -> "Authority | None":
        """What a `Host` header or a setting says; None for what is none."""
        try:
            parts = urlsplit(f"//{text}")
            port = parts.port
        except ValueError:
            return None
        if not parts.hostname or parts.netloc != text or "@" in text:
            return None
        return cls(parts.hostname.rstrip("."), port)

    def is_at(self, port: int) -> bool:
        """Whether a browser that says this means that port; it leaves the usual ones out."""
        return self.port == port or (self.port is None and port in DEFAULT_PORTS.values())


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The names that a server answers to. One without a port is meant with any."""

    names: frozenset[Authority]

    @classmethod
    def at(cls, bound: str, port: int, listed: Iterable[str]) -> "AllowedHosts":
        """Those of this machine and of the address that the server is bound to, and those of the settings."""
        own = {Authority(name, port) for name in {*LOOPBACK, bound.lower()} - WILDCARDS}
        return cls(frozenset(own | {name for text in listed if (name := Authority.parse(text.lower()))}))

    def allow(self, asked: Authority) -> bool:
        """Whether a request that names this is meant for this server."""
        return any(asked.host == name.host and (name.port is None or asked.is_at(name.port)) for name in self.names)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, before anything of it is read. `is_page_wanted` holds of what a link may lead to."""

    method: str
    path: str
    headers: Headers

    def one(self, name: str) -> str | None:
        """The value of a header that comes once; None where it is missing or comes more often."""
        values = self.headers.get(name, ())
        return values[0] if len(values) == 1 else None

    @property
    def is_page_wanted(self) -> bool:
        """Whether a browser opens a page in a tab of its own, and nothing but that."""
        return (
            self.method in ("GET", "HEAD")
            and self.one("sec-fetch-mode") == "navigate"
            and self.one("sec-fetch-dest") == "document"
            and not self.path.startswith(NO_PAGES)
        )


def refuse_strangers(asked: Asked, allowed: AllowedHosts) -> Refusal | None:
    """Why a request is not meant for this server or not of its own pages; None where it is both."""
    host = find_host(asked, allowed)
    if host is None:
        return Refusal.HOST
    if "origin" in asked.headers and not _is_own(asked.one("origin") or "", host):
        return Refusal.FOREIGN
    if "sec-fetch-site" in asked.headers and asked.one("sec-fetch-site") not in OWN_SITES and not asked.is_page_wanted:
        return Refusal.FOREIGN
    return None


def find_host(asked: Asked, allowed: AllowedHosts) -> Authority | None:
    """The allowed name that a request was sent to. A page of the internet may lead its own name to this machine."""
    host = Authority.parse((asked.one("host") or "").lower())
    return host if host is not None and allowed.allow(host) else None


def _is_own(origin: str, host: Authority) -> bool:
    """Whether a page of that origin is one of the server that was asked; `null` is nobody's."""
    scheme, _, rest = origin.lower().partition("://")
    found = Authority.parse(rest)
    if scheme not in DEFAULT_PORTS or found is None:
        return False
    usual = DEFAULT_PORTS[scheme]
    return found.host == host.host and (found.port or usual) == (host.port or usual)

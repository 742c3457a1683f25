"""The locks read back: which packages, in which versions, with which files; and which of them the product itself
needs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
LOCK = PROJECT / "requirements.lock"
SCAN_LOCK, SPARK_LOCK = PROJECT / "requirements.scan.lock", PROJECT / "requirements.spark.lock"
RELEASED = (LOCK, SCAN_LOCK, SPARK_LOCK)
"""What a release may bring; all but the first are each for the extra of its name."""

PRODUCT = "juesuan"
SHIPPED_EXTRAS = frozenset({"", "postgres", "explore", "scan", "spark"})
"""Those of an installation; the rest is for who develops."""

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_UNKNOWN = "unknown"
_LONGEST_NAME = 60
"""Of a licence; what is longer is its text."""


@dataclass(frozen=True, slots=True)
class Package:
    """A locked package: its name in the canonical form, and the SHA-256 of each file that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def licence(self) -> str:
        """What the installed package says of its licence: an expression, a name, or its classifiers."""
        told = metadata.metadata(self.name)
        names = (told[field] for field in ("License-Expression", "License") if field in told)
        for name in names:
            if 0 < len(name) <= _LONGEST_NAME and "\n" not in name:
                return name
        classifiers = (line for line in told.get_all("Classifier") or () if line.startswith("License ::"))
        return " or ".join(line.rpartition(" :: ")[2] for line in classifiers) or _UNKNOWN


def installed_locks() -> tuple[Path, ...]:
    """The locks of which packages are installed: the extras `scan` and `spark` are not everywhere."""
    installed = {str(canonicalize_name(each.metadata["Name"])) for each in metadata.distributions()}
    return tuple(lock for lock in RELEASED if not installed.isdisjoint(locked_packages(lock)))


def locked_packages(*locks: Path) -> Mapping[str, Package]:
    """The packages of locks that belong to this platform and Python, by name.

    Raises ValueError for a line that pins no version or names no hash.
    """
    packages: dict[str, Package] = {}
    for entry in chain.from_iterable(map(_entries, locks)):
        if not entry.strip() or entry.startswith("#"):
            continue
        requirement = Requirement(entry.partition("--hash")[0].strip())
        versions = [each.version for each in requirement.specifier if each.operator == "=="]
        hashes = tuple(sorted(_HASH.findall(entry)))
        if len(versions) != 1 or not hashes:
            raise ValueError(f"{requirement.name} is not pinned to one version with its hashes")
        if requirement.marker is None or requirement.marker.evaluate():
            name = str(canonicalize_name(requirement.name))
            packages[name] = Package(name, versions[0], hashes)
    return packages


def _entries(lock: Path) -> list[str]:
    return lock.read_text("utf-8").replace("\\\n", " ").splitlines()


def shipped_graph(packages: Mapping[str, Package]) -> Mapping[str, frozenset[str]]:
    """What the product needs, and what each of these needs in turn, by name; the product itself is the first."""
    graph: dict[str, frozenset[str]] = {}
    waiting, seen = [(PRODUCT, SHIPPED_EXTRAS)], set[tuple[str, frozenset[str]]]()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        needed = [(str(canonicalize_name(each.name)), each.extras) for each in _needed(name, extras)]
        graph[name] = graph.get(name, frozenset()) | {inner for inner, _ in needed if inner in packages}
        waiting.extend((inner, frozenset({"", *asked})) for inner, asked in needed if inner in packages)
    return graph


def _needed(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in metadata.requires(name) or ():
        requirement = Requirement(line)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            yield requirement

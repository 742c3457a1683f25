"""What an attack is, and how its bytes are packed. What each does to a reader belongs to the module of its format."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Attack:
    """A file of a format (the ending of its name) with one thing in it that is beyond all measure."""

    format: str
    name: str
    build: Callable[[], bytes]

    def __str__(self) -> str:
        return f"{self.format}: {self.name}"


def attacks(format: str, *builders: Callable[[], bytes]) -> tuple[Attack, ...]:
    """Attacks of one format, each named as the function that builds it."""
    return tuple(Attack(format, build.__name__.replace("_", " "), build) for build in builders)


def deflated(byte: bytes, count: int) -> bytes:
    """The same byte so many times, compressed piece by piece."""
    packer = zlib.compressobj(1)
    pieces = [packer.compress(byte * _CHUNK) for _ in range(count // _CHUNK)]
    return b"".join([*pieces, packer.flush()])

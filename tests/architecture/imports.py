"""Who imports whom, read from the source text: nothing is executed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS_OF = "orchestration"


@dataclass(frozen=True, slots=True)
class Arrow:
    """An import: the importing module, and the dotted name that it asks for."""

    module: str
    target: str


def modules(package: str) -> dict[str, Path]:
    """The modules of a package by dotted name."""
    return {_dotted(path): path for path in sorted((ROOT / package).rglob("*.py"))}


def arrows(package: str) -> Iterator[Arrow]:
    """Every import in a package, those inside functions too; `from a import b` is an arrow to a.b."""
    for module, path in modules(package).items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (Arrow(module, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (Arrow(module, f"{node.module}.{alias.name}") for alias in node.names)


def room_of(dotted: str) -> str:
    """The room of a module: the folder below orchestration/, or the package itself."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == ROOMS_OF and len(parts) > 1 else parts[0]


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

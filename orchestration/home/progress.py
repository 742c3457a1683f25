"""What a run tells the person who waits for it. The CLI draws it; the Dagster UI has its own displays."""

from typing import Protocol


class Progress(Protocol):
    """Stages one after another, and counted steps inside the long ones."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage; `total` counts its steps where they are known."""

    def advance(self, what: str) -> None:
        """Count one step of the stage."""


class Silent:
    """Tells nothing: for the daemon, the UI and tests."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Show nothing."""

    def advance(self, what: str) -> None:
        """Show nothing."""

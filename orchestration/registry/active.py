"""The registry in force: that of raw/, or the last one that was right while that of raw/ is not."""

from dataclasses import dataclass

from orchestration.home.atomic_files import atomic_file
from orchestration.home.settings import Settings
from orchestration.registry.model import DUE_DATES, Registry, RegistryError, load_registry


@dataclass(frozen=True)
class ActiveRegistry:
    """`refused` says with file, line and reason why the registry of raw/ is not the one in force."""

    registry: Registry
    refused: str | None = None


def load_active_registry(settings: Settings) -> ActiveRegistry:
    """Raises RegistryError where the registry of raw/ is refused and no earlier one was ever right."""
    try:
        return ActiveRegistry(load_registry(settings.registry))
    except RegistryError as error:
        try:
            return ActiveRegistry(load_registry(settings.kept_registry), refused=str(error))
        except RegistryError:
            raise error from None


def keep_registry(settings: Settings) -> None:
    """Keep a copy of the registry of raw/, which must have been found right, for the day when it is not."""
    for name in (DUE_DATES, settings.registry.name):
        source, target = settings.registry.with_name(name), settings.kept_registry.with_name(name)
        if source.is_file():
            with atomic_file(target) as file:
                file.write(source.read_bytes())
        else:
            target.unlink(missing_ok=True)

"""Load the active registry: the one in raw/, or the last valid copy while raw/ holds an invalid one."""

from dataclasses import dataclass

from orchestration.disclosure.messages.message import Fragment
from orchestration.home.atomic_files import atomic_file
from orchestration.home.settings import Settings
from orchestration.registry.model import DUE_DATES, Registry, RegistryError, RegistryRefused, load_registry


@dataclass(frozen=True)
class ActiveRegistry:
    """The registry in use; `refused` names file, line and reason where the registry of raw/ is invalid."""

    registry: Registry
    refused: Fragment | None = None


def load_active_registry(settings: Settings) -> ActiveRegistry:
    """Return the registry of raw/, or the kept copy where it is invalid. Raises RegistryRefused without a copy."""
    try:
        return ActiveRegistry(load_registry(settings.registry))
    except RegistryRefused as error:
        try:
            return ActiveRegistry(load_registry(settings.kept_registry), refused=error.told)
        except RegistryError:
            raise error from None


def keep_registry(settings: Settings) -> None:
    """Copy the registry and due dates of raw/, already validated, to the home as the fallback for later runs."""
    for name in (DUE_DATES, settings.registry.name):
        source, target = settings.registry.with_name(name), settings.kept_registry.with_name(name)
        if source.is_file():
            with atomic_file(target) as file:
                file.write(source.read_bytes())
        else:
            target.unlink(missing_ok=True)

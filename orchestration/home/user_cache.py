"""What follows from the package alone, kept for all homes of a user so that it is made once per version.

A folder of the cache is filled aside and put in place by one rename: whoever finds it finds it whole. Where the user's
cache folder cannot be written, the home serves; nobody needs a cache to be there.
"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from orchestration.home.atomic_files import sync_tree
from orchestration.home.settings import Settings

Loaded = TypeVar("Loaded")

KEPT_DAYS = 30
"""How long a folder stays that nobody asked for."""


def cached_folder(settings: Settings, kind: str, digest: str, fill: Callable[[Path], None]) -> Path:
    """The folder of this kind and digest; `fill` writes its files where there is none yet.

    Raises OSError where neither the cache nor the home can be written, and whatever `fill` raises.
    """
    name = f"{kind}-{digest[:20]}"
    roots = (settings.cache, settings.home / "cache")
    for root in roots:
        if (root / name).is_dir():
            with suppress(OSError):
                (root / name).touch()
            return root / name
    root, building = _begun(roots, name)
    try:
        fill(building)
        # a power cut must not leave a folder of empty files, which would be found for as long as it is used
        sync_tree(building)
        with suppress(OSError):
            # another process may have put its own in place, which is the same
            building.rename(root / name)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _forget_unused(root, kind)
    return root / name


def load_cached(
    settings: Settings,
    kind: str,
    digest: str,
    fill: Callable[[Path], None],
    load: Callable[[Path], Loaded],
    damage: tuple[type[Exception], ...],
) -> Loaded:
    """What `load` makes of the cached folder; where it raises one of `damage`, the folder is made again.

    Raises what `cached_folder` raises, and what `load` raises of a new folder.
    """
    folder = cached_folder(settings, kind, digest, fill)
    try:
        return load(folder)
    except damage:
        shutil.rmtree(folder, ignore_errors=True)
    return load(cached_folder(settings, kind, digest, fill))


def digest_files(files: Iterable[Path], version: str) -> str:
    """Changes with the place or content of any of the files, and with the version of what reads them.

    Times of change would not do: an installer may keep those of the package.
    """
    digest = hashlib.sha256(version.encode())
    for path in sorted(files):
        digest.update(b"\0%s\0" % str(path).encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _begun(roots: Sequence[Path], name: str) -> tuple[Path, Path]:
    """The first root that can be written, and a new folder in it."""
    *preferred, last = roots
    for root in preferred:
        with suppress(OSError):
            return root, _new_folder(root, name)
    return last, _new_folder(last, name)


def _new_folder(root: Path, name: str) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f".{name}-", dir=root))


def _forget_unused(root: Path, kind: str) -> None:
    oldest = time.time() - KEPT_DAYS * 86400
    for folder in (*root.glob(f"{kind}-*"), *root.glob(f".{kind}-*")):
        with suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)

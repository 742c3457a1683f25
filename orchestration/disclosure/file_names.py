"""Names of files as they may be shown and stored."""

import os
from pathlib import Path


def reported_name(path: Path) -> str:
    """Return a path as text that may be shown and stored.

    Archives leave names in GB18030 behind, so UTF-8 and GB18030 are tried; unprintable characters are escaped.
    """
    raw = os.fsencode(path.as_posix())
    for codec in ("utf-8", "gb18030"):
        try:
            name = raw.decode(codec)
            break
        except UnicodeDecodeError:
            continue
    else:
        name = raw.decode("utf-8", "backslashreplace")
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in name
    )

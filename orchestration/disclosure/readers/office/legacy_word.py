"""Old word-processor files (DOC, Kingsoft WPS, RTF, ODT): LibreOffice turns them into DOCX, the DOCX reader reads that.

The file is a stranger's: LibreOffice gets a profile of its own, thrown away afterwards, in which macros, other active
content and links to the outside never run; it has limits of time, memory and bytes, and no terminal.
"""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.messages.message import message
from orchestration.disclosure.readers.content import MAX_FILE_BYTES, Content, Damage, RawFile, UnreadableFile
from orchestration.disclosure.readers.detect import FileFormat, detect_format
from orchestration.disclosure.readers.office.binary_word import require_sound_word
from orchestration.disclosure.readers.office.compound_file import CompoundFile
from orchestration.disclosure.readers.office.docx import read_docx

TIME_LIMIT_SECONDS = 90

PROCESSOR_SECONDS = 15
"""Of LibreOffice, which outlives a worker that is ended: this ends it as well."""

MEMORY_BYTES = 2 * 1024**3
"""Address space of LibreOffice; that of the worker that starts it is less and goes on to hold."""

_SECONDS_OF_GRACE = 5
"""After which LibreOffice ends by itself where nobody is left to end it."""

_LEAST_SECONDS_AT_THE_LIMIT = 0.9 * PROCESSOR_SECONDS
"""The time of a program that was ended is counted in ticks, a little short of its limit."""

_FORMATS = frozenset({FileFormat.DOC, FileFormat.RTF, FileFormat.ODT})
_PROGRAMS = ("soffice", "libreoffice")

# In a profile file, because a conversion has no option for any of it. Level 3 runs macros from trusted places only, of
# which a new profile has none, and the next two switch off execution as such (DisableActiveContent since 7.5; before,
# it is skipped). The rest keeps pictures and sections that are mere links from being fetched, from disk or network.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""

# `ulimit` counts blocks of 512 bytes, of memory kilobytes; it binds LibreOffice and all that it starts from their first
# instruction on. `timeout` ends the whole group even where the worker that waits for it was killed.
_BOUNDED = """ulimit -f "$1" && ulimit -t "$2" || exit
ulimit -v "$3" 2> /dev/null
seconds=$4; shift 4
command -v timeout > /dev/null && exec timeout -s KILL "$seconds" "$@"
exec "$@"
"""
_BLOCK_BYTES = 512


def read_legacy_word(raw: RawFile) -> Content:
    """The blocks of a DOC, WPS, RTF or ODT file; `producer` names the LibreOffice that converted it, pages are unknown.

    Raises UnreadableFile: MISSING_TOOL without LibreOffice, TOO_LARGE past the limits, DAMAGED_FILE where it gives up
    or a DOC contradicts itself, and as `detect_format` does: nothing reaches LibreOffice that is not what it seems.
    """
    file_format = detect_format(raw)
    if file_format not in _FORMATS:
        raise UnreadableFile(
            ProblemKind.UNSUPPORTED_FORMAT, message("office.no_old_word_file", format=file_format.value)
        )
    if file_format is FileFormat.DOC:
        _require_sound(raw.data)
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise UnreadableFile(ProblemKind.MISSING_TOOL, message("office.no_libreoffice"))
    try:
        with tempfile.TemporaryDirectory(prefix="juesuan-", ignore_cleanup_errors=True) as folder:
            converted = _convert(program, raw.data, f"document.{file_format}", Path(folder))
    except OSError as error:
        told = message("office.libreoffice_not_run", error=error.strerror or str(error))
        raise UnreadableFile(ProblemKind.UNREADABLE_FILE, told) from error
    return read_docx(replace(raw, data=converted))


def _require_sound(data: bytes) -> None:
    try:
        require_sound_word(CompoundFile(data))
    except Damage as damage:
        told = message("office.word_contradicts_itself", detail=damage.detail)
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, told) from damage


def _convert(program: str, data: bytes, name: str, folder: Path) -> bytes:
    """The file as DOCX; everything that LibreOffice writes stays in `folder`."""
    source = folder / name
    source.write_bytes(data)
    profile = folder / "profile" / "user" / "registrymodifications.xcu"
    profile.parent.mkdir(parents=True)
    profile.write_text(_PROFILE, encoding="utf-8")
    result = folder / "converted" / "document.docx"
    began = _children_seconds()
    _run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(result.parent), str(source)),
        ],
        folder,
    )
    if not result.is_file() and _children_seconds() - began >= _LEAST_SECONDS_AT_THE_LIMIT:
        raise _too_slow(PROCESSOR_SECONDS)
    if not result.is_file():
        raise UnreadableFile(ProblemKind.DAMAGED_FILE, message("office.libreoffice_gave_up"))
    if result.stat().st_size >= MAX_FILE_BYTES:
        told = message("office.converted_too_large", megabytes=MAX_FILE_BYTES // 1024**2)
        raise UnreadableFile(ProblemKind.TOO_LARGE, told)
    return result.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Run to the end or to the time limit; then the whole process group goes, for `soffice` is a chain of programs."""
    limits = (
        MAX_FILE_BYTES // _BLOCK_BYTES,
        PROCESSOR_SECONDS,
        MEMORY_BYTES // 1024,
        TIME_LIMIT_SECONDS + _SECONDS_OF_GRACE,
    )
    with subprocess.Popen(
        ["/bin/sh", "-c", _BOUNDED, "sh", *map(str, limits), *command],
        cwd=folder,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "LC_ALL": "C.UTF-8",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(TIME_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise _too_slow(TIME_LIMIT_SECONDS) from None
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _children_seconds() -> float:
    """How long the programs that this process started, and that have ended, kept a processor busy."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _too_slow(seconds: int) -> UnreadableFile:
    return UnreadableFile(ProblemKind.TOO_LARGE, message("office.converted_too_slowly", seconds=seconds))

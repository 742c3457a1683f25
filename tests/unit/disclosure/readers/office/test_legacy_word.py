"""Old word-processor files: the conversion itself where LibreOffice is installed, its limits with stand-ins for it."""

import multiprocessing
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import pytest

from expectations.vocabulary import ProblemKind
from orchestration.disclosure.model import Line, Table
from orchestration.disclosure.readers.content import RawFile, UnreadableFile
from orchestration.disclosure.readers.office import legacy_word
from orchestration.disclosure.readers.office.legacy_word import read_legacy_word
from tests.synthetic.documents.formats.archive import zipped

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

RTF = rb"{\rtf1\ansi 1.00}"


def raw(data: bytes) -> RawFile:
    return RawFile(Path("disclosure.doc"), "disclosure.doc", data, "")


def refusal(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_legacy_word(raw(data))
    assert caught.value.message.reason_en and caught.value.message.remedy_en
    return caught.value


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called soffice first on the path; `$out` is where its result is expected."""
    program = folder / "soffice"
    program.write_text(f'#!/bin/sh\nfor out; do case "$out" in */converted) break;; esac; done\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


# Conversion ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one disclosure as DOC, RTF and ODT, written by LibreOffice."""
    folder = tmp_path_factory.mktemp("legacy")
    document = docx.Document()
    document.add_paragraph("支出决算表")
    grid = document.add_table(rows=2, cols=3)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "合计"
    grid.cell(0, 2).merge(grid.cell(1, 2)).text = "2,141.87"
    grid.cell(1, 0).text = "201"
    document.add_paragraph("注")
    document.save(str(folder / "disclosure.docx"))
    for suffix in ("doc", "rtf", "odt"):
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            suffix,
        ]
        subprocess.run([*command, "disclosure.docx"], cwd=folder, check=True, capture_output=True, timeout=120)
    return folder


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_old_files_read_like_docx(converted: Path, suffix: str) -> None:
    content = read_legacy_word(raw((converted / f"disclosure.{suffix}").read_bytes()))
    line, table, note = content.blocks
    assert isinstance(line, Line) and line.text == "支出决算表"
    assert isinstance(note, Line) and note.text == "注"
    assert isinstance(table, Table) and table.spans_known
    assert {cell.text: (cell.row_no, cell.column_no, cell.row_span, cell.column_span) for cell in table.cells} == {
        "合计": (1, 1, 1, 2),
        "2,141.87": (1, 3, 2, 1),
        "201": (2, 1, 1, 1),
    }
    assert content.pages is None and (content.producer or "").startswith("LibreOffice")


@needs_libreoffice
def test_a_linked_file_is_not_drawn_in(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    link = (tmp_path / "secret.txt").as_uri()
    field = rf"{{\field{{\*\fldinst INCLUDETEXT \"{link}\"}}{{\fldrslt old}}}}"
    content = read_legacy_word(raw(rb"{\rtf1\ansi " + field.encode() + rb" end\par}"))
    text = " ".join(block.text for block in content.blocks if isinstance(block, Line))
    assert "end" in text and "secret" not in text


@needs_libreoffice
def test_nothing_is_fetched_from_a_network() -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        content = read_legacy_word(raw(linked_odt(f"http://127.0.0.1:{server.server_port}")))
        server.shutdown()
    assert [block.text for block in content.blocks if isinstance(block, Line)][-1] == "end"
    assert asked == []


def linked_odt(address: str) -> bytes:
    """A text with a picture, an object and a section that stand elsewhere; without our profile two are fetched."""
    names = {"office": "office:1.0", "text": "text:1.0", "draw": "drawing:1.0", "svg": "svg-compatible:1.0"}
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for prefix, name in names.items()
    )
    link = 'xlink:type="simple" xlink:actuate="onLoad"'
    frame = '<text:p><draw:frame svg:width="2cm" svg:height="2cm">{}</draw:frame></text:p>'
    body = (
        f'<text:section text:name="a"><text:section-source xlink:href="{address}/a.odt" {link}/></text:section>'
        + frame.format(f'<draw:image xlink:href="{address}/a.png" {link}/>')
        + frame.format(f'<draw:object xlink:href="{address}/a.ods" {link}/>')
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f"<office:body><office:text>{body}<text:p>end</text:p></office:text></office:body></office:document-content>"
    )
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


# Limits --------------------------------------------------------------------------------------------------------------


def test_without_libreoffice_the_message_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    error = refusal(RTF)
    assert error.kind is ProblemKind.MISSING_TOOL
    assert "libreoffice-writer-nogui" in error.message.remedy_en


def test_the_time_limit_ends_the_whole_process_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, f"(sleep 1; touch {tmp_path}/survived) & sleep 60")
    monkeypatch.setattr(legacy_word, "TIME_LIMIT_SECONDS", 0.2)
    assert refusal(RTF).kind is ProblemKind.TOO_LARGE
    time.sleep(1)
    assert not (tmp_path / "survived").exists()


@pytest.mark.skipif(shutil.which("timeout") is None, reason="nothing else ends a program by the clock")
def test_libreoffice_ends_by_itself_where_its_worker_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; sleep 600")
    monkeypatch.setattr(legacy_word, "_SECONDS_OF_GRACE", 0)
    monkeypatch.setattr(legacy_word, "TIME_LIMIT_SECONDS", 2)
    worker = multiprocessing.get_context("fork").Process(target=read_legacy_word, args=(raw(RTF),))
    worker.start()
    await_(lambda: (tmp_path / "pid").exists())
    worker.kill()
    worker.join()
    program = int((tmp_path / "pid").read_text())
    await_(lambda: not is_running(program))


def await_(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_running(program: int) -> bool:
    status = Path(f"/proc/{program}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_libreoffice_has_a_limit_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, f"ulimit -v > {tmp_path}/memory")
    refusal(RTF)
    assert int((tmp_path / "memory").read_text()) <= legacy_word.MEMORY_BYTES // 1024


def test_a_file_that_libreoffice_gives_up_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "exit 1")
    assert refusal(RTF).kind is ProblemKind.DAMAGED_FILE


def test_an_unsound_result_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, 'mkdir -p "$out"; echo no > "$out/document.docx"')
    assert refusal(RTF).kind is ProblemKind.DAMAGED_FILE


def test_the_result_is_bounded_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy_word, "MAX_FILE_BYTES", 1024 * 1024)
    copied = tmp_path / "size"
    write = 'mkdir -p "$out"; head -c 9999999 /dev/zero > "$out/document.docx"'
    stand_in(tmp_path, monkeypatch, f'{write}; wc -c < "$out/document.docx" > {copied}')
    assert refusal(RTF).kind is ProblemKind.TOO_LARGE
    assert int(copied.read_text()) == 1024 * 1024


def test_a_program_that_cannot_start_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryDirectory", _no_space)
    stand_in(tmp_path, monkeypatch, "exit 0")
    assert refusal(RTF).kind is ProblemKind.UNREADABLE_FILE


def _no_space(**_: object) -> None:
    raise OSError(28, "No space left on device")


def test_other_content_never_reaches_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, f"touch {tmp_path}/started")
    assert refusal(b"a\tb\n").kind is ProblemKind.UNSUPPORTED_FORMAT
    assert refusal(b"\x89PNG\r\n\x1a\n\0\0").kind is ProblemKind.UNSUPPORTED_FORMAT
    assert not (tmp_path / "started").exists()


def test_the_profile_is_the_conversions_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, f'env > {tmp_path}/env; echo "$@" > {tmp_path}/arguments; cp -r profile {tmp_path}')
    refusal(RTF)
    assert "-env:UserInstallation=file:///" in (tmp_path / "arguments").read_text()
    assert "DisableMacrosExecution" in (tmp_path / "profile/user/registrymodifications.xcu").read_text()
    assert f"HOME={Path.home()}\n" not in (tmp_path / "env").read_text()


def test_nothing_but_unreadable_file_escapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, 'mkdir -p "$out"; cp document.* "$out/document.docx"')
    rng = random.Random(2024)
    heads = [b"{\\rtf1 ", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b""]
    for _ in range(200):
        error = refusal(rng.choice(heads) + rng.randbytes(rng.randint(0, 600)))
        assert error.message.reason_en and error.message.remedy_en

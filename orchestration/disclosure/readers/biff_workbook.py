"""XLS (BIFF5 and BIFF8) beside python-calamine: number formats, errors, uncalculated formulas, and the checks without
which a hostile workbook would bring the process down while its cells are laid out."""

import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from orchestration.disclosure.model import ProblemKind
from orchestration.disclosure.readers.compound_file import DamagedContainer, pack_stream, read_stream
from orchestration.disclosure.readers.content import MAX_UNPACKED_BYTES, UnreadableFile
from orchestration.disclosure.readers.number_formats import BUILT_IN_CODES, GENERAL, NumberFormat, parse_format
from orchestration.disclosure.readers.worksheet import (
    MAX_STORED_CELLS,
    CheckedWorkbook,
    GridPlace,
    WorksheetScan,
    refuse_too_many_cells,
    refuse_vast_grid,
)

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_STREAM_NAMES = ("Workbook", "Book")
_BIFF8 = 0x0600

_BEGIN, _END, _CONTINUATION = 0x0809, 0x000A, 0x003C
_ENCRYPTION, _WORKSHEET, _STYLE, _FORMAT, _TEXTS = 0x002F, 0x0085, 0x00E0, 0x041E, 0x00FC
_EXTENT, _NUMBER, _SMALL_NUMBER, _SMALL_NUMBERS, _FORMULA = 0x0200, 0x0203, 0x027E, 0x00BD, 0x0006
_TRUTH_OR_ERROR, _SHARED_TEXT, _TEXT, _RICH_TEXT = 0x0205, 0x00FD, 0x0204, 0x00D6
_CELLS = frozenset({_NUMBER, _SMALL_NUMBER, _SMALL_NUMBERS, _FORMULA, _TRUTH_OR_ERROR, _SHARED_TEXT, _TEXT, _RICH_TEXT})

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_NO_NUMBER = b"\xff\xff"
"""How the eight bytes of a formula's result end where it is no number; the first byte tells what it is instead."""
_ERROR_RESULT, _BLANK_RESULT = 2, 3

_ARITHMETIC = frozenset(range(0x03, 0x08))
_SUM, _ROUND = 4, 27
_STYLES = 65_536
"""More than that no cell can name."""


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What stands before the first sheet: the cell styles not in General format, where the sheets begin, the texts."""

    styles: Mapping[int, NumberFormat]
    sheets: Sequence[int]
    texts: Sequence[bytes]


def check_xls(data: bytes) -> CheckedWorkbook:
    """The workbook in these bytes. Raises UnreadableFile where it is damaged, encrypted, oversized or none at all."""
    if _ENCRYPTED_PACKAGE in data:
        raise _encrypted()
    try:
        stream = read_stream(data, _STREAM_NAMES)
        if stream is None:
            raise UnreadableFile(
                ProblemKind.UNSUPPORTED_FORMAT,
                "the file is an old office file (OLE) but no workbook",
                "supply the workbook as XLSX, XLS or ODS",
            )
        return _check(stream)
    except DamagedContainer as failure:
        raise _damaged(f"its OLE container does not hold together: {failure}") from failure
    except (struct.error, IndexError) as failure:
        raise _damaged("its records are cut short") from failure


def _check(stream: bytes) -> CheckedWorkbook:
    workbook = _workbook(stream)
    harmless = bytearray(stream)
    scans: list[WorksheetScan] = []
    ranges: list[tuple[int, int]] = []
    cell_count = 0
    text_uses: Counter[bytes] = Counter()
    for start in workbook.sheets:
        records = list(islice(_records(stream, start), MAX_STORED_CELLS + 1))
        cell_count += sum(len(body) // 6 if kind == _SMALL_NUMBERS else 1 for _, kind, body in records)
        text_uses.update(body[6:10] for _, kind, body in records if kind == _SHARED_TEXT)
        refuse_too_many_cells(cell_count)
        _refuse_inflated_texts(workbook.texts, text_uses)
        for place, kind, body in records:
            if kind == _EXTENT:
                # python-calamine reserves memory for the extent that a sheet declares, however absurd.
                harmless[place : place + len(body)] = bytes(len(body))
        ranges.append((start, max((place + len(body) for place, _, body in records), default=start)))
        scans.append(_scan_worksheet([(kind, body) for _, kind, body in records if kind in _CELLS], workbook.styles))
    if any(end > following for (_, end), (following, _) in pairwise(sorted(ranges))):
        raise _damaged("two sheets overlap")
    return CheckedWorkbook(pack_stream(_STREAM_NAMES[0], bytes(harmless)), scans)


def _workbook(stream: bytes) -> _Workbook:
    (version,) = struct.unpack_from("<4xH", stream)
    codes = dict(BUILT_IN_CODES)
    style_codes: list[int] = []
    sheets: list[int] = []
    texts: list[bytes] = []
    previous = _BEGIN
    for _, kind, body in _records(stream, 0):
        if kind == _ENCRYPTION:
            raise _encrypted()
        if kind == _WORKSHEET:
            sheets += struct.unpack_from("<I", body)
        elif kind == _STYLE:
            style_codes += struct.unpack_from("<2xH", body)
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", body)
            codes[number] = _format_code(body, version)
        elif kind == _TEXTS or (kind == _CONTINUATION and previous == _TEXTS):
            texts.append(body)
            kind = _TEXTS  # so that the next continuation is recognised as one of the texts too
        previous = kind
    shapes = {style: parse_format(codes.get(number, "General")) for style, number in enumerate(style_codes[:_STYLES])}
    return _Workbook({style: shape for style, shape in shapes.items() if shape != GENERAL}, sheets, texts)


def _format_code(body: bytes, version: int) -> str:
    if version < _BIFF8:
        return body[3 : 3 + body[2]].decode("latin-1")
    length, wide = struct.unpack_from("<2xHB", body)
    return body[5 : 5 + 2 * length].decode("utf-16-le", "replace") if wide & 1 else body[5:][:length].decode("latin-1")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Places, kinds and bodies of the records from the beginning at `start` to its end, embedded charts left out."""
    if struct.unpack_from("<H", stream, start) != (_BEGIN,):
        raise _damaged("a sheet does not begin where it should")
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", stream, start)
        place = start + 4
        start = place + size
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
        elif depth == 1:
            yield place, kind, stream[place:start]
        if depth < 1:
            return


def _scan_worksheet(records: Sequence[tuple[int, bytes]], styles: Mapping[int, NumberFormat]) -> WorksheetScan:
    placed = [placed_style for kind, body in records for placed_style in _placed_styles(kind, body)]
    if placed:
        rows = {row_no for (row_no, _), _ in placed}
        columns = {column_no for (_, column_no), _ in placed}
        refuse_vast_grid(max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)
    return WorksheetScan(
        formats={place: styles[style] for place, style in placed if style in styles},
        errors=dict(_errors(records)),
        uncalculated={
            _place(body): "=" for kind, body in records if kind == _FORMULA and _lacks_its_number(body[6:14], body[22:])
        },
    )


def _placed_styles(kind: int, body: bytes) -> Iterator[tuple[GridPlace, int]]:
    row_no, column_no = _place(body)
    run = body[4:-2] if kind == _SMALL_NUMBERS else body[4:10].ljust(6)
    for offset, (style,) in enumerate(struct.iter_unpack("<H4x", run)):
        yield (row_no, column_no + offset), style


def _place(body: bytes) -> GridPlace:
    row, column = struct.unpack_from("<HH", body)
    return row + 1, column + 1


def _errors(records: Sequence[tuple[int, bytes]]) -> Iterator[tuple[GridPlace, str]]:
    for kind, body in records:
        if kind == _TRUTH_OR_ERROR and body[7]:
            yield _place(body), _ERRORS.get(body[6], "#ERROR!")
        elif kind == _FORMULA and body[12:14] == _NO_NUMBER and body[6] == _ERROR_RESULT:
            yield _place(body), _ERRORS.get(body[8], "#ERROR!")


def _lacks_its_number(result: bytes, tokens: bytes) -> bool:
    """Whether a formula that can only give a number was saved with a blank result, as programs do that do not compute.

    A blank alone tells nothing: it is also the empty text that an IF gives on purpose.
    """
    if result[6:] != _NO_NUMBER or result[0] != _BLANK_RESULT:
        return False
    attribute = tokens[-4:-2] == b"\x19\x10"
    function = int.from_bytes(tokens[-2:], "little") in (_SUM, _ROUND)
    return attribute or function or tokens[-1] in _ARITHMETIC


def _refuse_inflated_texts(texts: Sequence[bytes], uses: Mapping[bytes, int]) -> None:
    """A long text that very many cells share is small in the file and vast in memory; so is a false count of texts."""
    stored = sum(map(len, texts))
    if texts and struct.unpack_from("<4xI", texts[0])[0] > stored:
        raise _damaged("it announces more texts than it holds")
    most_uses = max(uses.values(), default=0)
    if stored * most_uses > MAX_UNPACKED_BYTES:
        raise UnreadableFile(
            ProblemKind.TOO_LARGE,
            f"a text is shared by {most_uses:,} cells of a workbook with very long texts",
            "supply the disclosure without worksheets that are no part of it",
        )


def _encrypted() -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.ENCRYPTED_FILE, "the file is protected by a password", "supply the file without a password"
    )


def _damaged(detail: str) -> UnreadableFile:
    return UnreadableFile(
        ProblemKind.DAMAGED_FILE,
        f"the workbook is damaged: {detail}",
        "download it again, or let a spreadsheet program repair it and save it as a new file",
    )

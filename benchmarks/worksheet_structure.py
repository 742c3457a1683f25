"""Change the worksheets of a workbook in XML (XLSX, ODS): merged ranges, shared texts, styles, repetition, nesting."""

import random
import re

from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count, odd_count
from benchmarks.package_structure import Parts, pack, unpack

_SHEET_PART = re.compile(r"xl/worksheets/sheet\d+\.xml")
_STYLES, _TEXTS, _CONTENT, _ODS_STYLES = "xl/styles.xml", "xl/sharedStrings.xml", "content.xml", "styles.xml"
_TEXT_CELL = re.compile(rb'(<c [^>]*)t="(?:s|inlineStr)"[^>]*>(?:<v>[^<]*</v>|<is>.*?</is>)</c>', re.DOTALL)
_COUNTED = re.compile(rb'(table:number-(?:rows|columns)-(?:repeated|spanned)|text:c)="(\d+)"')
_LAST_ROW = 1_048_576


def change_xlsx(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the workbook with one change of a worksheet, of its styles or texts."""
    return draw_change(_XLSX_CHANGES, data, rng, most)


def change_ods(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the spreadsheet with one change of a table or of its styles."""
    return draw_change(_ODS_CHANGES, data, rng, most)


# XLSX ----------------------------------------------------------------------------------------------------------------


def _sheet(parts: Parts, rng: random.Random) -> str:
    return rng.choice(sorted(name for name in parts if _SHEET_PART.fullmatch(name)))


def _in_sheet(data: bytes, rng: random.Random, piece: bytes, before: bytes, told: str, keeps: bool = True) -> Mutant:
    """Put something into a worksheet before the last mark of this kind."""
    parts = unpack(data)
    name = _sheet(parts, rng)
    part = parts[name].replace(b"<sheetData/>", b"<sheetData></sheetData>")
    at = part.rfind(before)
    at = part.rfind(b"</") if at < 0 else at
    return Mutant(pack(parts | {name: part[:at] + piece + part[at:]}), f"{told} in {name}", keeps_figures=keeps)


def _reference(rng: random.Random, last_row: int, last_column: int) -> bytes:
    column, letters = rng.randint(1, last_column), ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{rng.randint(1, last_row)}".encode()


def _merged_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    last = rng.choice(((30, 20), (2_000, 50), (_LAST_ROW, 16_384)))
    ranges = b"".join(
        b'<mergeCell ref="%s:%s"/>' % (_reference(rng, *last), _reference(rng, *last)) for _ in range(count)
    )
    told = f"{count} merged ranges up to {last}"
    return _in_sheet(data, rng, b"<mergeCells>%s</mergeCells>" % ranges, b"</worksheet>", told, keeps=False)


def _merged_outside(data: bytes, rng: random.Random, most: int) -> Mutant:
    count, far = draw_count(rng, most), rng.choice((5_000, 900_000))
    ranges = b"".join(b'<mergeCell ref="A%d:XFD%d"/>' % (far + n % 99, far + n % 999 + 99) for n in range(count))
    told = f"{count} merged ranges from row {far} on"
    return _in_sheet(data, rng, b"<mergeCells>%s</mergeCells>" % ranges, b"</worksheet>", told)


def _wide_rows(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Cells that are merged far to the right or down, under hidden columns."""
    count, first = draw_count(rng, most), 900
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(first, first + count))
    reach = rng.choice((b"XFD%d", b"XFD1048576", b"B%d"))
    ranges = b"".join(
        b'<mergeCell ref="A%d:%s"/>' % (n, reach % n if b"%" in reach else reach) for n in range(first, first + count)
    )
    hidden = rng.choice((b"", b'<col min="1" max="16383" hidden="1"/>', b'<col min="2" max="16384" hidden="1"/>'))
    after = b"</sheetData><mergeCells>%s</mergeCells><cols>%s</cols><sheetData>" % (ranges, hidden)
    return _in_sheet(
        data, rng, rows + after, b"</sheetData>", f"{count} rows merged to {reach!r}, {hidden!r}", keeps=False
    )


def _texts_out_of_range(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts = unpack(data)
    name, share = _sheet(parts, rng), rng.choice((0.01, 1))

    def change(cell: re.Match[bytes]) -> bytes:
        return cell[1] + b't="s"><v>%s</v></c>' % odd_count(rng) if rng.random() < share else cell[0]

    changed = _TEXT_CELL.sub(change, parts[name])
    return Mutant(pack(parts | {name: changed}), f"odd numbers of {share:.0%} of the texts in {name}")


def _rich_texts(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Very many cells that share a text of very many runs, or of very many characters."""
    parts = unpack(data)
    if _TEXTS not in parts:
        parts[_TEXTS] = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></sst>'
    parts[_TEXTS] = re.sub(rb"<sst([^>]*)/>", rb"<sst\1></sst>", parts[_TEXTS])
    number = len(re.findall(rb"<si[\s>/]", parts[_TEXTS]))
    runs, cells = draw_count(rng, most), draw_count(rng, most)
    run = rng.choice((b"<r><t>x</t></r>", b"<r><t></t></r>", b"<r><rPr><strike/></rPr><t>1</t></r>", b"<t>x</t>"))
    item = rng.choice((b"<si>%s</si>" % (run * runs), b"<si><t>%s</t></si>" % (b"x" * runs)))
    parts[_TEXTS] = parts[_TEXTS].replace(b"</sst>", item + b"</sst>")
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, number) for n in range(900, 900 + cells)
    )
    return _in_sheet(pack(parts), rng, rows, b"</sheetData>", f"{cells} cells of a text of {runs} runs {run!r}")


def _row_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    row = rng.choice(
        (
            *(b"<row/>", b'<row hidden="1"/>', b'<row r="1048576"/>', b'<row><c s="1"/></row>', b'<row ht="0.1"/>'),
            *(
                b"<row><c><v>1</v></c></row>",
                b'<row><c t="inlineStr"><is><t>x</t></is></c></row>',
                b"<row><c><f>A1</f></c></row>",
            ),
            *(
                b"<row><c><v>1e9</v></c></row>",
                b"<row><c><v>1e999999999</v></c></row>",
                b'<row><c t="x"><v>NaN</v></c></row>',
            ),
            *(b'<row><c t="b"><v>7</v></c></row>', b"<row>%s</row>" % (b"<c/>" * 999), b'<row r="1000000000"/>'),
        )
    )
    keeps = b"<v>1" not in row and b"inlineStr" not in row
    return _in_sheet(data, rng, row * count, b"</sheetData>", f"{count} times {row[:60].decode()}", keeps)


def _surroundings(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    piece = rng.choice(
        (
            *(
                b'<col min="1" max="16384" width="9"/>',
                b'<col min="900" max="16384" hidden="1"/>',
                b'<drawing id="rId1"/>',
            ),
            *(b'<conditionalFormatting sqref="A900:B901"/>', b'<tablePart id="rId1"/>', b"<oleObject/>"),
            *(b"<headerFooter><oddHeader>&amp;Lx&amp;Ry</oddHeader></headerFooter>", b'<hyperlink ref="A1"/>'),
            *(
                b"<headerFooter><oddHeader>" + b"&amp;" * 999 + b"</oddHeader></headerFooter>",
                b'<dataValidation sqref="A1"/>',
            ),
        )
    )
    return _in_sheet(data, rng, piece * count, b"</worksheet>", f"{count} times {piece[:60].decode()}")


def _pale_areas(data: bytes, rng: random.Random, most: int) -> Mutant:
    areas, cells = draw_count(rng, most), draw_count(rng, most)
    parts = unpack(data)
    number = len(re.findall(rb"<xf[\s>/]", parts[_STYLES][parts[_STYLES].rfind(b"<cellXfs") :]))
    font = len(re.findall(rb"<font[\s>/]", parts[_STYLES][: parts[_STYLES].rfind(b"</fonts>")]))
    changed = parts[_STYLES].replace(b"</fonts>", b'<font><color rgb="FFFFFFFF"/></font></fonts>')
    changed = changed.replace(b"</cellXfs>", b'<xf fontId="%d"/></cellXfs>' % font)
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="%d" t="str"><v>x</v></c></row>' % (n, n, number) for n in range(900, 900 + cells)
    )
    painted = b"</sheetData>" + b'<conditionalFormatting sqref="C900:D1000 E1"/>' * areas + b"<sheetData>"
    told = f"{cells} white cells and {areas} painted areas"
    return _in_sheet(pack(parts | {_STYLES: changed}), rng, rows + painted, b"</sheetData>", told)


def _style_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts, count = unpack(data), draw_count(rng, most)
    piece, before = rng.choice(
        (
            (b'<xf numFmtId="4" fontId="0"/>', b"</cellXfs>"),
            (b'<font><sz val="9"/><color theme="1" tint="0.5"/></font>', b"</fonts>"),
            (b'<fill><patternFill patternType="solid"><fgColor rgb="FF00FF00"/></patternFill></fill>', b"</fills>"),
            (b'<numFmts><numFmt numFmtId="900" formatCode="%s"/></numFmts>' % (b"0" * 250), b"</styleSheet>"),
            (b'<numFmts><numFmt numFmtId="901" formatCode="%s"/></numFmts>' % (b"0." * 120), b"</styleSheet>"),
            (b"<colors><indexedColors>" + b'<rgbColor rgb="0"/>' * 99 + b"</indexedColors></colors>", b"</styleSheet>"),
        )
    )
    changed = parts[_STYLES].replace(before, piece * count + before)
    return Mutant(pack(parts | {_STYLES: changed}), f"{count} times {piece[:60].decode()}", keeps_figures=True)


def _odd_numbers(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Odd numbers wherever worksheets count something or name something by number."""
    parts = unpack(data)
    name = rng.choice([_sheet(parts, rng), _STYLES, "xl/workbook.xml"])
    share = rng.choice((0.01, 0.2))

    def change(said: re.Match[bytes]) -> bytes:
        return said[1] + b'="' + (odd_count(rng) if rng.random() < share else said[2]) + b'"'

    changed = re.sub(rb'\b([A-Za-z]+)="(\d+)"', change, parts[name])
    return Mutant(pack(parts | {name: changed}), f"odd numbers at {share:.0%} of the attributes of {name}")


def _sheet_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts, count = unpack(data), draw_count(rng, min(most, 9_000))
    kind = rng.choice((b"worksheet", b"chartsheet"))
    rows = rng.choice((b"", b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<row r="1" hidden="1"/>'))
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    state = rng.choice((b"", b' state="hidden"'))
    sheets = b"".join(
        b'<sheet name="m%d" sheetId="%d" r:id="more%d"%s/>' % (n, 900 + n, n, state) for n in range(count)
    )
    types = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + kind
    said = b"".join(b'<Relationship Id="more%d" Type="%s" Target="m%d.xml"/>' % (n, types, n) for n in range(count))
    workbook, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    parts[workbook] = parts[workbook].replace(b"</sheets>", sheets + b"</sheets>")
    parts[relations] = parts[relations].replace(b"</Relationships>", said + b"</Relationships>")
    worksheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, rows)
    parts |= {f"xl/m{n}.xml": worksheet for n in range(count)}
    return Mutant(pack(parts), f"{count} sheets of {rows!r} more, {kind!r} {state!r}", keeps_figures=True)


_XLSX_CHANGES: Changes = by_name(
    *(_merged_flood, _merged_outside, _wide_rows, _texts_out_of_range, _rich_texts, _row_flood, _surroundings),
    *(_pale_areas, _style_flood, _odd_numbers, _sheet_flood),
)


# ODS -----------------------------------------------------------------------------------------------------------------


def _in_content(data: bytes, piece: bytes, before: bytes, told: str, keeps: bool = True) -> Mutant:
    parts = unpack(data)
    at = parts[_CONTENT].rfind(before)
    return Mutant(
        pack(parts | {_CONTENT: parts[_CONTENT][:at] + piece + parts[_CONTENT][at:]}), told, keeps_figures=keeps
    )


def _odd_repeats(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts, share = unpack(data), rng.choice((0.01, 0.3))

    def change(said: re.Match[bytes]) -> bytes:
        return said[1] + b'="' + (odd_count(rng) if rng.random() < share else said[2]) + b'"'

    return Mutant(
        pack(parts | {_CONTENT: _COUNTED.sub(change, parts[_CONTENT])}), f"{share:.0%} of the repetitions odd"
    )


def _repeated_rows(data: bytes, rng: random.Random, most: int) -> Mutant:
    count, repeated, across = draw_count(rng, most), odd_count(rng), odd_count(rng)
    text = rng.choice((b"", b"<text:p>1</text:p>", b'<text:p><text:s text:c="%s"/>x</text:p>' % odd_count(rng)))
    spans = rng.choice((b"", b' table:number-columns-spanned="%s" table:number-rows-spanned="%s"' % (across, repeated)))
    shown = rng.choice((b"", b' table:visibility="collapse"'))
    cell = b'<table:table-cell table:number-columns-repeated="%s"%s>%s</table:table-cell>' % (across, spans, text)
    cells = rng.choice((1, 1, 30, 999))
    row = b'<table:table-row table:number-rows-repeated="%s"%s>%s</table:table-row>' % (repeated, shown, cell * cells)
    count = min(count, 30_000_000 // len(row) + 1)
    return _in_content(
        data, row * count, b"</table:table>", f"{count} times {cells} cells of {row[:200].decode()}", not text
    )


def _tables(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    inner = rng.choice(
        (
            *(b"", b'<table:table-row table:number-rows-repeated="1048576" table:visibility="collapse"/>'),
            b'<table:table-column table:number-columns-repeated="16384" table:visibility="collapse"/>',
            b"<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>",
        )
    )
    table = b'<table:table table:name="more">%s</table:table>' % inner
    return _in_content(data, table * count, b"</office:spreadsheet>", f"{count} tables of {inner[:80].decode()}")


def _nested_spans(data: bytes, rng: random.Random, most: int) -> Mutant:
    depth, count = draw_count(rng, rng.choice((240, most))), draw_count(rng, 300)
    level = rng.choice((b"text:span", b"text:a", b"text:p", b"table:table", b"table:table-row-group", b"draw:frame"))
    inner = (b"<%s>x" % level) * depth + (b"</%s>" % level) * depth
    row = b"<table:table-row><table:table-cell><text:p>%s</text:p></table:table-cell></table:table-row>" % inner
    count = min(count, 30_000_000 // len(row) + 1)
    return _in_content(
        data, row * count, b"</table:table>", f"{count} cells of {depth} levels of {level.decode()}", False
    )


def _text_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    count, blanks = draw_count(rng, most), odd_count(rng)
    piece = rng.choice(
        (
            *(b'<text:s text:c="%s"/>' % blanks, b"<text:tab/>", b"<text:line-break/>", b"<text:span>x</text:span>"),
            *(b"x", b"</text:p><text:p>", b"<office:annotation/>", b"<text:note>1</text:note>"),
        )
    )
    row = b"<table:table-row><table:table-cell><text:p>%s</text:p></table:table-cell></table:table-row>" % (
        piece * count
    )
    return _in_content(data, row, b"</table:table>", f"{count} times {piece.decode()} in one cell")


def _ods_styles(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts, count, loop = unpack(data), draw_count(rng, most), rng.choice((1, 2, 999_999_999))
    style = b'<style:style style:name="m%d" style:family="table-cell" style:parent-style-name="m%d"/>'
    flood = b"".join(style % (n, (n + 1) % min(loop, count)) for n in range(count))
    at = parts[_CONTENT].find(b"</office:automatic-styles>")
    parts[_CONTENT] = parts[_CONTENT][:at] + flood + parts[_CONTENT][at:]
    name = b"m%d" % rng.randrange(count)
    row = b'<table:table-row><table:table-cell table:style-name="%s"/></table:table-row>' % name
    return _in_content(pack(parts), row, b"</table:table>", f"{count} styles, each based on another of {loop}")


_ODS_CHANGES: Changes = by_name(_odd_repeats, _repeated_rows, _tables, _nested_spans, _text_flood, _ods_styles)

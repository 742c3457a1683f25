"""Change the text of a Word document (DOCX): tables, nesting, runs, sections, fields, what is embedded in it."""

import random
import re

from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count, odd_count
from benchmarks.package_structure import pack, unpack

_DOCUMENT, _RELATIONS, _STYLES = "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml"
_SECTION = b"<w:sectPr"
_PROPERTIES = re.compile(rb"<w:tcPr>|<w:tcPr/>")
_RUN = re.compile(rb"<w:r>")
_TYPES = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_MAIN = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_REFERS = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_EMBEDDED = (
    b"<w:p><w:r><w:object %s><o:OLEObject xmlns:o='urn:o' ProgID='Excel.Sheet.12' r:id='%s'/></w:object></w:r></w:p>"
)
_MOST_BYTES = 30_000_000


def change_word(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the document with one change of its text."""
    return draw_change(_CHANGES, data, rng, most)


def _at_end(data: bytes, piece: bytes, told: str, keeps: bool = True) -> Mutant:
    """Put something behind the last block of the document."""
    parts = unpack(data)
    document = parts[_DOCUMENT]
    at = max(document.rfind(_SECTION), document.rfind(b"</w:body>") if _SECTION not in document else 0)
    changed = document[:at] + piece + document[at:]
    return Mutant(pack(parts | {_DOCUMENT: changed}), told, keeps_figures=keeps)


def _odd_spans(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts, share = unpack(data), rng.choice((0.01, 1))

    def change(properties: re.Match[bytes]) -> bytes:
        if rng.random() >= share:
            return properties[0]
        said = b'<w:gridSpan w:val="%s"/>' % odd_count(rng) + rng.choice((b"", b"<w:vMerge/>", b"<w:hMerge/>"))
        return b"<w:tcPr>" + said + (b"</w:tcPr>" if properties[0].endswith(b"/>") else b"")

    changed = _PROPERTIES.sub(change, parts[_DOCUMENT])
    return Mutant(pack(parts | {_DOCUMENT: changed}), f"odd spans of {share:.0%} of the cells")


def _rows(data: bytes, rng: random.Random, most: int) -> Mutant:
    count, across = draw_count(rng, most), draw_count(rng, 900)
    said = rng.choice(
        (
            b'<w:gridSpan w:val="%s"/>' % odd_count(rng),
            b"<w:vMerge/>",
            b'<w:vMerge w:val="restart"/>',
            b"<w:hMerge/>",
            b"",
        )
    )
    text = rng.choice((b"<w:p/>", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"))
    cell = b"<w:tc><w:tcPr>%s</w:tcPr>%s</w:tc>" % (said, text)
    row = b'<w:tr><w:trPr><w:gridBefore w:val="%s"/></w:trPr>%s</w:tr>' % (odd_count(rng), cell * across)
    count = min(count // across, _MOST_BYTES // len(row)) + 1
    table = b"<w:p/><w:tbl>%s</w:tbl>" % (row * count)
    return _at_end(data, table, f"a table of {count} rows of {across} cells {cell.decode()}")


_LEVELS = (
    *((b"<w:tbl><w:tr><w:tc>", b"</w:tc></w:tr></w:tbl>"), (b"<w:sdt><w:sdtContent>", b"</w:sdtContent></w:sdt>")),
    *((b"<w:tbl><w:tr><w:tc/><w:tc>", b"</w:tc></w:tr></w:tbl>"), (b"<w:p>", b"</w:p>"), (b"<w:r>", b"</w:r>")),
    *((b"<w:ins>", b"</w:ins>"), (b"<w:p><w:r><w:txbxContent>", b"</w:txbxContent></w:r></w:p>")),
    *((b"<w:object>", b"</w:object>"), (b"<w:drawing>", b"</w:drawing>"), (b"<w:smartTag>", b"</w:smartTag>")),
    (b'<w:r><w:fldChar w:fldCharType="begin"/></w:r>', b""),
)


def _nested(data: bytes, rng: random.Random, most: int) -> Mutant:
    (begin, end), depth = rng.choice(_LEVELS), draw_count(rng, rng.choice((250, most)))
    inner = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * draw_count(rng, most // 4 + 2)
    return _at_end(
        data, begin * depth + inner + end * depth, f"{depth} times {begin.decode()} around {len(inner)} bytes"
    )


def _flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece = rng.choice(
        (
            *(b"<w:p/>", b"<w:tbl/>", b"<w:p><w:r><w:t>x</w:t></w:r></w:p>", b"<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"),
            *(b"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>", b"<w:bookmarkStart/>"),
            *(
                b"<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>",
                b'<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            ),
            *(b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', b"<w:p><w:r><w:pict/></w:r></w:p>"),
            *(b"<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", b"<w:p><w:r><w:drawing/></w:r></w:p>"),
        )
    )
    count = draw_count(rng, most)
    return _at_end(data, piece * count, f"{count} times {piece.decode()}")


def _run_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece = rng.choice(
        (
            *(b"<w:r><w:t>x</w:t></w:r>", b"<w:r/>", b"<w:r><w:tab/></w:r>", b"<w:r><w:br/></w:r>", b"<w:proofErr/>"),
            *(
                b'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r><w:r><w:t> </w:t></w:r>',
                b"<w:del/>",
            ),
            *(b'<w:r><w:sym w:font="Symbol" w:char="D83D"/></w:r>', b'<w:r><w:sym w:font="x" w:char="110000"/></w:r>'),
            *(
                b"<w:r><w:instrText>PAGE </w:instrText></w:r>",
                b'<w:r><w:rPr><w:sz w:val="999999999"/></w:rPr><w:t>x</w:t></w:r>',
            ),
            b'<w:r><w:rPr><w:rStyle w:val="x"/><w:color w:val="0000FF"/></w:rPr><w:t>x</w:t></w:r>',
        )
    )
    count = draw_count(rng, most)
    return _at_end(data, b"<w:p>%s</w:p>" % (piece * count), f"a paragraph of {count} times {piece.decode()}")


def _long_text(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece = rng.choice(
        (b"1", b"1,234", b"x ", b"(", b".", b"1 ", b"\xe2\x91\xa0", b"\xe3\x80\x80", b"\t", b"1.", b"\xe4\xb8\x80")
    )
    count = draw_count(rng, most)
    text = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % (piece * count)
    return _at_end(data, text, f"{count} times {piece.decode()!r} in a paragraph")


def _sections(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Sections that all refer to a header, which is large."""
    parts, sections, lines = unpack(data), draw_count(rng, most // 4 + 2), draw_count(rng, most)
    inner = rng.choice(
        (
            b"".join(b"<w:p><w:r><w:t>line m%d</w:t></w:r></w:p>" % n for n in range(lines)),
            b"<w:tbl>%s</w:tbl>"
            % b"".join(
                b"<w:tr><w:tc><w:p><w:r><w:t>m%d</w:t></w:r></w:p></w:tc><w:tc/></w:tr>" % n for n in range(lines)
            ),
        )
    )
    for number in range(2):
        parts[f"word/more{number}.xml"] = b"<w:hdr %s>%s</w:hdr>" % (_MAIN, inner if number else b"")
        said = b'<Relationship Id="more%d" Type="%sheader" Target="more%d.xml"/>' % (number, _TYPES, number)
        parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", said + b"</Relationships>")
    section = b'<w:p><w:pPr><w:sectPr><w:headerReference %s w:type="default" r:id="more%d"/></w:sectPr></w:pPr></w:p>'
    flood = b"".join(section % (_REFERS, number % 2) for number in range(sections))
    told = f"{sections} sections under a header of {lines} {'rows' if b'<w:tbl>' in inner else 'lines'}"
    return _at_end(pack(parts), flood, told, keeps=False)


def _embedded(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Embedded files: the document in itself, workbooks of many cells, bombs."""
    parts, count = unpack(data), draw_count(rng, min(most, 500))
    cells = b"<row><c><v>1</v></c></row>" * draw_count(rng, most)
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    package = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    workbook = {
        "_rels/.rels": package % b'<Relationship Id="a" Type="%sofficeDocument" Target="xl/workbook.xml"/>' % _TYPES,
        "xl/workbook.xml": b'<workbook %s %s><sheets><sheet name="a" r:id="a"/></sheets></workbook>' % (main, _REFERS),
        "xl/_rels/workbook.xml.rels": package % b'<Relationship Id="a" Type="%sworksheet" Target="a.xml"/>' % _TYPES,
        "xl/a.xml": b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (main, cells),
    }
    bomb = {"xl/media/a.png": bytes(draw_count(rng, 300 * most))}
    inner, told = rng.choice(((data, "itself"), (pack(workbook), "a workbook"), (pack(workbook | bomb), "a bomb")))
    parts["word/embeddings/more.xlsx"] = inner
    said = b'<Relationship Id="more" Type="%spackage" Target="embeddings/more.xlsx"/>' % _TYPES
    parts[_RELATIONS] = parts[_RELATIONS].replace(b"</Relationships>", said + b"</Relationships>")
    return _at_end(
        pack(parts), _EMBEDDED % (_REFERS, b"more") * count, f"{count} times {told}, {len(cells)} bytes of cells", False
    )


def _style_flood(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts, count = unpack(data), draw_count(rng, most)
    style = b'<w:style w:type="paragraph" w:styleId="m%d"><w:basedOn w:val="m%d"/><w:rPr><w:b/></w:rPr></w:style>'
    flood = b"".join(style % (number, (number + 1) % count) for number in range(count))
    parts[_STYLES] = parts[_STYLES].replace(b"</w:styles>", flood + b"</w:styles>")
    users = draw_count(rng, most)
    paragraph = b'<w:p><w:pPr><w:pStyle w:val="m%d"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    text = b"".join(paragraph % (number % count) for number in range(users))
    return _at_end(pack(parts), text, f"{count} styles in a circle, used by {users} paragraphs")


def _odd_runs(data: bytes, rng: random.Random, most: int) -> Mutant:
    parts = unpack(data)
    said = rng.choice(
        (
            *(
                b'<w:sz w:val="%s"/>' % odd_count(rng),
                b'<w:position w:val="%s"/>' % odd_count(rng),
                b'<w:color w:val="x"/>',
            ),
            *(
                b'<w:shd w:val="x" w:fill="zzzzzz"/>',
                b"<w:rPr/>",
                b'<w:rFonts w:ascii="Symbol"/>',
                b'<w:rStyle w:val="x"/>',
            ),
        )
    )
    share = rng.choice((0.02, 1))
    changed = _RUN.sub(
        lambda run: run[0] + b"<w:rPr>%s</w:rPr>" % said if rng.random() < share else run[0], parts[_DOCUMENT]
    )
    return Mutant(pack(parts | {_DOCUMENT: changed}), f"{said.decode()} in {share:.0%} of the runs")


_CHANGES: Changes = by_name(
    *(_odd_spans, _rows, _nested, _flood, _run_flood, _long_text, _sections, _embedded, _style_flood, _odd_runs),
)

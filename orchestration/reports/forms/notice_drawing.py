"""Draws the notice that ships with the package: `python -m orchestration.reports.forms.notice_drawing`.

Nothing here is used at run time; what is filled into the notice belongs to `notice`.
"""

from collections.abc import Sequence
from pathlib import Path

from orchestration.reports.forms.office_xml import OFFICE_RELATIONSHIPS, RELATIONSHIPS
from orchestration.reports.forms.package_file import PackageFile
from orchestration.reports.forms.templates import NOTICE, SHIPPED

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TITLE, _BODY, _STRONG = "方正小标宋简体", "仿宋", "黑体"
_WIDTH = 9_300
"""Twentieths of a point between the margins of A4."""

_ITEMS = (
    ("序号", "{{item_number}}", 650),
    ("程度", "{{item_severity}} {{item_status}}", 950),
    ("问题", "{{item_problem}}", 3_800),
    ("应先核对", "{{item_check}}", 1_800),
    ("位置", "{{item_place}}", 2_100),
)
_CORRECTIONS = (
    ("序号", "{{correction_number}}", 650),
    ("更正的数字", "{{correction_figure}}", 3_750),
    ("更正前", "{{figure_before}}", 1_600),
    ("更正后", "{{figure_after}}", 1_600),
    ("结果", "{{closed}}", 1_700),
)


def draw_notice() -> bytes:
    """The notice as a file; the same bytes each time."""
    body = (
        _paragraph("{{title}}", _TITLE, 44, align="center", after=360),
        _paragraph("{{department_name}}：", _BODY, 28, indent=0),
        _paragraph("{{opening}}", _BODY, 28),
        _paragraph("{{deadline}}", _BODY, 28),
        _paragraph("{{progress}}", _BODY, 28),
        _paragraph("{{items_title}}", _STRONG, 28, indent=0, before=200, after=80, keeps_next=True),
        _table(_ITEMS),
        _paragraph("{{items_rest}}", _BODY, 24, indent=0, before=80),
        _paragraph("{{corrections_title}}", _STRONG, 28, indent=0, before=200, after=80, keeps_next=True),
        _table(_CORRECTIONS),
        _paragraph("{{corrections_rest}}", _BODY, 24, indent=0, before=80),
        _paragraph("{{inspection}}", _BODY, 28, before=160),
        _paragraph("{{closing}}", _BODY, 28, before=80),
        _paragraph("（盖章）", _BODY, 28, align="right", before=480, keeps_next=True),
        _paragraph("　　　　年　　月　　日", _BODY, 28, align="right"),
    )
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1303" w:bottom="1304" w:left="1303" w:header="720" w:footer="680"/>'
        "</w:sectPr>"
    )
    namespaces = f'xmlns:w="{_WORD}" xmlns:r="{OFFICE_RELATIONSHIPS}"'
    footer = (
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        f"{_run('{{department_id}} · {{fiscal_year}} 年度 · 第 {{edition_no}} 版　　', _BODY, 18)}"
        f'{_run("第 ", _BODY, 18)}<w:fldSimple w:instr=" PAGE ">{_run("1", _BODY, 18)}</w:fldSimple>'
        f"{_run(' 页', _BODY, 18)}</w:p>"
    )
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations((("officeDocument", "word/document.xml"),)),
        "word/document.xml": f"<w:document {namespaces}><w:body>{''.join(body)}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations((("styles", "styles.xml"), ("footer", "footer1.xml"))),
        "word/styles.xml": _styles(),
        "word/footer1.xml": f"<w:ftr {namespaces}>{footer}</w:ftr>",
    }
    return PackageFile({name: (_HEAD + text).encode() for name, text in parts.items()}).with_parts({})


def _paragraph(
    text: str,
    font: str,
    half_points: int,
    *,
    align: str = "both",
    indent: int = 200,
    before: int = 0,
    after: int = 0,
    keeps_next: bool = False,
) -> str:
    """A paragraph; `indent` is that of its first line in hundredths of a character."""
    first = (
        ""
        if align != "both" or not indent
        else f'<w:ind w:firstLineChars="{indent}" w:firstLine="{half_points * 20}"/>'
    )
    return (
        f"<w:p><w:pPr>{'<w:keepNext/>' if keeps_next else ''}"
        f'<w:spacing w:before="{before}" w:after="{after}" w:line="400" w:lineRule="atLeast"/>{first}'
        f'<w:jc w:val="{align}"/></w:pPr>{_run(text, font, half_points)}</w:p>'
    )


def _run(text: str, font: str, half_points: int) -> str:
    return f'<w:r><w:rPr>{_letters(font, half_points)}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _letters(font: str, half_points: int) -> str:
    return (
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    )


def _table(columns: Sequence[tuple[str, str, int]]) -> str:
    """A table of a head, which every page repeats, and the row of a list."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="444444"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _, _, width in columns)
    head = "".join(_cell(heading, width, _STRONG, "center") for heading, _, width in columns)
    row = "".join(_cell(name, width, _BODY, "center" if width < 1_000 else "left") for _, name, width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{sides}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr></w:tbl>"
    )


def _cell(text: str, width: int, font: str, align: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="30" w:after="30"/><w:jc w:val="{align}"/></w:pPr>'
        f"{_run(text, font, 21)}</w:p></w:tc>"
    )


def _styles() -> str:
    return (
        f'<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{_letters(_BODY, 24)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{told}</Relationships>'


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("styles", "styles"), ("footer1", "footer"))
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )


def write_notice(folder: Path = SHIPPED) -> None:
    """Write the notice beside the code."""
    (folder / NOTICE).write_bytes(draw_notice())


if __name__ == "__main__":
    write_notice()

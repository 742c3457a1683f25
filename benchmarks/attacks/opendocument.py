"""ODS workbooks that say of a cell how often it stands there."""

from benchmarks.attacks.attack import attacks
from tests.spreadsheets import zipped

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = (
    f'xmlns:office="{_OASIS}:office:1.0" xmlns:table="{_OASIS}:table:1.0" xmlns:text="{_OASIS}:text:1.0" '
    f'xmlns:style="{_OASIS}:style:1.0"'
)
_WORD = "<text:p>收入支出决算总表</text:p>"


def _book(rows: str, styles: str = "") -> bytes:
    content = (
        f"<office:document-content {_NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _cell(content: str = _WORD, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}>{content}</table:table-cell>'


def _row(content: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{content}</table:table-row>"


_BILLION_ROWS = 'table:number-rows-repeated="999999999"'
_BILLION_COLUMNS = 'table:number-columns-repeated="999999999"'


def rows_repeated() -> bytes:
    return _book(_row(_cell(), _BILLION_ROWS))


def empty_rows_repeated() -> bytes:
    return _book(_row(_cell()) + _row(_cell(""), _BILLION_ROWS) * 100_000 + _row(_cell()))


def spans_of_billions() -> bytes:
    spans = 'table:number-columns-spanned="999999999" table:number-rows-spanned="999999999"'
    return _book(_row(_cell(attributes=spans)) * 10_000)


def blanks_of_billions() -> bytes:
    return _book(_row(_cell('<text:p>决<text:s text:c="999999999"/>算</text:p>')))


def long_text_repeated() -> bytes:
    return _book(_row(_cell(f"<text:p>{'决算' * 1_600_000}</text:p>"), 'table:number-rows-repeated="190000"'))


def styles_in_chain() -> bytes:
    styles = "".join(
        f'<style:style style:name="s{at}" style:family="table-cell" style:parent-style-name="s{at + 1}"/>'
        for at in range(200_000)
    )
    return _book(_row(_cell(attributes='table:style-name="s0"')) * 1_000, styles)


ATTACKS = attacks(
    "ods",
    rows_repeated,
    empty_rows_repeated,
    spans_of_billions,
    blanks_of_billions,
    long_text_repeated,
    styles_in_chain,
)

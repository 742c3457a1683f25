"""Which office document a bare XML file is: Excel 2003 and Word 2003 saved such files, and Word can save a DOCX so."""

import re
from enum import Enum


class BareXml(Enum):
    """What the root of an XML file says that it is."""

    WORKBOOK = "workbook"
    DOCUMENT = "document"


_HEAD_BYTES = 8192
_ROOT = re.compile(r"\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:[\w.-]+:)?(\w+)[\s>]", re.DOTALL)
_ROOTS = {
    "Workbook": ("urn:schemas-microsoft-com:office:spreadsheet", BareXml.WORKBOOK),
    "wordDocument": ("http://schemas.microsoft.com/office/word/2003/wordml", BareXml.DOCUMENT),
    "package": ("http://schemas.microsoft.com/office/2006/xmlPackage", BareXml.DOCUMENT),
}


def bare_xml(data: bytes) -> BareXml | None:
    """What an XML file is by its root and namespace; None for every other file."""
    head = data[:_HEAD_BYTES].decode("latin-1").replace("\x00", "").lstrip("ï»¿ÿþ \t\r\n")
    root = _ROOT.match(head)
    namespace, kind = _ROOTS.get(root[1] if root else "", ("", None))
    return kind if kind is not None and namespace in head else None

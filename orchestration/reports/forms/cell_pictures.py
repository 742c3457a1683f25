"""Pictures over the cells of a worksheet: the parts of an XLSX file that hold them, beside pictures that the template
has already. Which pictures there are belongs to the forms."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, join, relpath

from lxml import etree

from orchestration.reports.forms.office_xml import (
    OFFICE_RELATIONSHIPS,
    RELATIONSHIPS,
    parse,
    relations_by_id,
    text_of_xml,
)
from orchestration.reports.forms.package_file import PackageFile

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TYPE_OF_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CONTENT_TYPES = "[Content_Types].xml"
_BEHIND_DRAWINGS = frozenset(
    {
        *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
        *("tableParts", "extLst"),
    }
)
"""What may stand behind the pictures of a worksheet."""

_OWN = "juesuan"
_EMU_OF_PIXEL, _POINTS_OF_PIXEL, _FIRST_ID = 9525, 0.75, 9000
_PIXELS_OF_LETTER, _PIXELS_OF_COLUMN, _GAP = 7.0, 5.0, 4
_MOST_LETTERS = 250
"""Of a description: who hears it read out wants the first place."""

MARK = "<!--\ue004-->"
"""Where a worksheet without pictures is to lead to its first."""


@dataclass(frozen=True, slots=True)
class FormPicture:
    """A PNG file, and what it shows in words."""

    png: bytes
    description: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        width, height = struct.unpack(">II", self.png[16:24])
        return width, height


@dataclass(frozen=True, slots=True)
class PictureCell:
    """A cell to which a picture is fitted: column and row from 0, the width in characters."""

    column: int
    row: int
    width: float

    def fitted(self, picture: FormPicture) -> tuple[int, int]:
        """The size of a picture in this cell, in pixels; a small one is not blown up."""
        width, height = picture.size
        room = max(1.0, self.width * _PIXELS_OF_LETTER + _PIXELS_OF_COLUMN - 2 * _GAP)
        scale = min(1.0, room / width)
        return max(1, round(width * scale)), max(1, round(height * scale))

    def points(self, picture: FormPicture) -> float:
        """The height that the row needs for a picture."""
        return (self.fitted(picture)[1] + 2 * _GAP) * _POINTS_OF_PIXEL


@dataclass(frozen=True, slots=True)
class PictureLayer:
    """The pictures of one worksheet: its part, that of the drawing, and whether the template has it."""

    worksheet: str
    drawing: str
    is_there: bool

    @property
    def reference(self) -> str:
        """What leads from the worksheet to the drawing."""
        return (
            f'<drawing xmlns="{_SPREADSHEET}" xmlns:r="{OFFICE_RELATIONSHIPS}" r:id="{_OWN}"/>'
            if not self.is_there
            else ""
        )

    def parts(
        self, package: PackageFile, placed: Sequence[tuple[PictureCell, FormPicture]]
    ) -> Iterator[tuple[str, bytes]]:
        """The parts that are new or changed with these pictures, without the types of their contents."""
        drawing = parse(package, self.drawing) if self.is_there else etree.fromstring(f'<wsDr xmlns="{_DRAWING}"/>')
        relations = _relations(package, self.drawing)
        for number, (cell, picture) in enumerate(placed):
            media = f"xl/media/{_OWN}_{basename(self.worksheet).removesuffix('.xml')}_{number}.png"
            drawing.append(_anchor(number, cell, picture))
            relations.append(_relation(f"{_OWN}{number}", "image", relpath(media, dirname(self.drawing))))
            yield media, picture.png
        yield self.drawing, etree.tostring(drawing, encoding="UTF-8", standalone=True)
        yield _relations_part(self.drawing), etree.tostring(relations, encoding="UTF-8", standalone=True)
        if not self.is_there:
            of_sheet = _relations(package, self.worksheet)
            of_sheet.append(_relation(_OWN, "drawing", relpath(self.drawing, dirname(self.worksheet))))
            yield _relations_part(self.worksheet), etree.tostring(of_sheet, encoding="UTF-8", standalone=True)


def picture_layer(package: PackageFile, part: str, worksheet: etree._Element) -> PictureLayer:
    """The pictures of a worksheet; where it has none, the place that leads to them is marked in it."""
    found = worksheet.find(f"{{{_SPREADSHEET}}}drawing")
    if found is not None:
        target, _ = relations_by_id(package, part)[found.get(f"{{{OFFICE_RELATIONSHIPS}}}id", "")]
        return PictureLayer(part, target, True)
    behind = (child for child in worksheet if etree.QName(child).localname in _BEHIND_DRAWINGS)
    mark = etree.Comment(MARK.removeprefix("<!--").removesuffix("-->"))
    first = next(behind, None)
    worksheet.append(mark) if first is None else first.addprevious(mark)
    return PictureLayer(part, f"xl/drawings/{_OWN}_{basename(part)}", False)


def content_types(package: PackageFile, layers: Sequence[PictureLayer]) -> dict[str, bytes]:
    """The part that says what each part is, with the pictures of these worksheets."""
    root = parse(package, _CONTENT_TYPES)
    extensions = {each.get("Extension", "").lower() for each in root.iter(f"{{{_TYPES}}}Default")}
    if "png" not in extensions:
        root.insert(0, etree.Element(f"{{{_TYPES}}}Default", Extension="png", ContentType="image/png"))
    for layer in layers:
        if not layer.is_there:
            attributes = {"PartName": f"/{layer.drawing}", "ContentType": _TYPE_OF_DRAWING}
            etree.SubElement(root, f"{{{_TYPES}}}Override", attributes)
    return {_CONTENT_TYPES: etree.tostring(root, encoding="UTF-8", standalone=True)}


def _anchor(number: int, cell: PictureCell, picture: FormPicture) -> etree._Element:
    width, height = (pixels * _EMU_OF_PIXEL for pixels in cell.fitted(picture))
    gap = _GAP * _EMU_OF_PIXEL
    return etree.fromstring(
        f'<oneCellAnchor xmlns="{_DRAWING}" xmlns:a="{_MAIN}" xmlns:r="{OFFICE_RELATIONSHIPS}">'
        f"<from><col>{cell.column}</col><colOff>{gap}</colOff><row>{cell.row}</row><rowOff>{gap}</rowOff></from>"
        f'<ext cx="{width}" cy="{height}"/><pic><nvPicPr>'
        f'<cNvPr id="{_FIRST_ID + number}" name="{_OWN} {number + 1}" descr="{_attribute(picture.description)}"/>'
        '<cNvPicPr><a:picLocks noChangeAspect="1"/></cNvPicPr></nvPicPr>'
        f'<blipFill><a:blip r:embed="{_OWN}{number}"/><a:stretch><a:fillRect/></a:stretch></blipFill>'
        f'<spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></spPr></pic><clientData/></oneCellAnchor>'
    )


def _attribute(text: str) -> str:
    return text_of_xml(" ".join(text.split())[:_MOST_LETTERS]).replace('"', "&quot;")


def _relation(identifier: str, kind: str, target: str) -> etree._Element:
    attributes = {"Id": identifier, "Type": f"{OFFICE_RELATIONSHIPS}/{kind}", "Target": target}
    return etree.Element(f"{{{RELATIONSHIPS}}}Relationship", attributes)


def _relations(package: PackageFile, part: str) -> etree._Element:
    name = _relations_part(part)
    if name in package.parts:
        return parse(package, name)
    return etree.fromstring(f'<Relationships xmlns="{RELATIONSHIPS}"/>')


def _relations_part(part: str) -> str:
    return join(dirname(part), "_rels", f"{basename(part)}.rels")

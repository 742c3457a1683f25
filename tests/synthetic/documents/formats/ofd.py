"""OFD documents (GB/T 33190), written in the manners of several producers: the same page, told in different ways."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from tests.synthetic.documents.formats.archive import zipped
from tests.synthetic.documents.formats.ofd_layout import Cell, Page, Text, lay_out
from tests.synthetic.documents.formats.paging import Continuation
from tests.synthetic.documents.formats.widths import WIDEST, text_width
from tests.synthetic.documents.publication import Publication

_SPACE = "http://www.ofdspec.org/2016"
_POINT = 25.4 / 72
_RULE = 0.25


class Manner(StrEnum):
    """How a producer writes a page down.

    CELLS: an object for each text with a distance for each letter, a stroked rectangle for each cell.
    RUNS: objects in points under a matrix, distances as runs, several texts in an object, rules as thin fills.
    TEMPLATES: the grid in a template page, an object for each letter, the first text of a page as an annotation.
    """

    CELLS = "cells"
    RUNS = "runs"
    TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Style:
    """`seed` decides after which rows a page breaks; names wrap beyond `name_width` half-width characters."""

    manner: Manner = Manner.CELLS
    continuation: Continuation = Continuation.BODY
    seed: int = 0
    name_width: int = WIDEST


def random_style(rng: random.Random) -> Style:
    return Style(
        manner=rng.choice(list(Manner)),
        continuation=rng.choice(list(Continuation)),
        seed=rng.randrange(2**32),
        name_width=rng.randint(16, WIDEST),
    )


def write(publication: Publication, style: Style) -> bytes:
    return written(lay_out(publication, style.continuation, style.seed, style.name_width), style.manner)


def written(pages: Sequence[Page], manner: Manner) -> bytes:
    """The file with these pages."""
    match manner:
        case Manner.CELLS:
            bodies = [f"<ofd:Layer ID='2'>{''.join(_cells(page))}</ofd:Layer>" for page in pages]
            return document([page.size for page in pages], bodies)
        case Manner.RUNS:
            bodies = [
                f"<ofd:Layer ID='2' Type='Body' DrawParam='7'>{''.join(_runs(page))}</ofd:Layer>" for page in pages
            ]
            return document([page.size for page in pages], bodies)
        case Manner.TEMPLATES:
            return _with_templates(pages)


def document(
    sizes: Sequence[tuple[float, float]],
    bodies: Sequence[str],
    *,
    templates: Sequence[str] = (),
    template_order: str = "Background",
    annotations: Sequence[str] = (),
    resources: str = "",
    more: str = "",
    pages_more: str = "",
    bodies_more: str = "",
    others: Mapping[str, str] = MappingProxyType({}),
    space: str = _SPACE,
) -> bytes:
    """The file with pages of these sizes and layers; page by page the layers of its template and its annotations, and
    what else stands in the resources, the document, its list of pages, that of documents, and the container."""
    numbers = range(len(bodies))
    listed = "".join(f"<ofd:Page ID='{1000 + at}' BaseLoc='Pages/Page_{at}/Content.xml'/>" for at in numbers)
    drawn = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if annotations else ""
    parts = {
        "OFD.xml": _root(
            "OFD",
            "<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:Creator>writer</ofd:Creator></ofd:DocInfo>"
            f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>{bodies_more}",
            "Version='1.0' DocType='OFD'",
        ),
        "Doc_0/Document.xml": _root(
            "Document",
            "<ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>"
            "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{_listed_templates(len(templates))}</ofd:CommonData>"
            f"<ofd:Pages>{listed}{pages_more}</ofd:Pages>{drawn}{more}",
        ),
        "Doc_0/PublicRes.xml": _root(
            "Res",
            "<ofd:Fonts><ofd:Font ID='3' FontName='宋体' FamilyName='宋体'/></ofd:Fonts>"
            "<ofd:DrawParams><ofd:DrawParam ID='7' LineWidth='0.25'><ofd:FillColor Value='0 0 0'/>"
            f"<ofd:StrokeColor Value='0 0 0'/></ofd:DrawParam></ofd:DrawParams>{resources}",
            "BaseLoc='Res'",
        ),
    }
    for at, (size, body) in enumerate(zip(sizes, bodies, strict=True)):
        area = f"<ofd:Area><ofd:PhysicalBox>0 0 {_n(size[0])} {_n(size[1])}</ofd:PhysicalBox></ofd:Area>"
        used = f"<ofd:Template TemplateID='{500 + at}' ZOrder='{template_order}'/>" if at < len(templates) else ""
        parts[f"Doc_0/Pages/Page_{at}/Content.xml"] = _root("Page", f"{area}{used}<ofd:Content>{body}</ofd:Content>")
    for at, layers in enumerate(templates):
        parts[f"Doc_0/Tpls/Tpl_{at}/Content.xml"] = _root("Page", f"<ofd:Content>{layers}</ofd:Content>")
    parts |= {**_annotation_parts(annotations), **others}
    return zipped({name: part.replace(_SPACE, space).encode() for name, part in parts.items()})


def _listed_templates(count: int) -> str:
    return "".join(f"<ofd:TemplatePage ID='{500 + at}' BaseLoc='Tpls/Tpl_{at}/Content.xml'/>" for at in range(count))


def _annotation_parts(annotations: Sequence[str]) -> dict[str, str]:
    if not annotations:
        return {}
    numbers = range(len(annotations))
    located = "<ofd:Page PageID='{}'><ofd:FileLoc>Page_{}/Annotation.xml</ofd:FileLoc></ofd:Page>"
    listed = "".join(located.format(1000 + at, at) for at in numbers)
    return {"Doc_0/Annots/Annotations.xml": _root("Annotations", listed)} | {
        f"Doc_0/Annots/Page_{at}/Annotation.xml": _root("PageAnnot", annots) for at, annots in enumerate(annotations)
    }


def text_object(text: Text, attributes: str = "", colour: str = "") -> str:
    """A text with a distance for each letter."""
    steps = " ".join(map(_n, _steps(text)))
    width = text_width(text.text) * text.size / 2
    return (
        f"<ofd:TextObject ID='9' Boundary='{_n(text.x)} {_n(text.y - text.size)} {_n(width)} {_n(text.size * 1.3)}' "
        f"Font='3' Size='{_n(text.size)}' {attributes}>{colour}"
        f"<ofd:TextCode X='0' Y='{_n(text.size)}' DeltaX={quoteattr(steps)}>{escape(text.text)}</ofd:TextCode>"
        "</ofd:TextObject>"
    )


def path_object(cell: Cell, attributes: str = "", colours: str = "") -> str:
    """A rectangle, stroked unless the attributes say otherwise."""
    return (
        f"<ofd:PathObject ID='8' Boundary='{_n(cell.x)} {_n(cell.y)} {_n(cell.width)} {_n(cell.height)}' {attributes}>"
        f"{colours}<ofd:AbbreviatedData>M 0 0 L {_n(cell.width)} 0 L {_n(cell.width)} {_n(cell.height)} "
        f"L 0 {_n(cell.height)} C</ofd:AbbreviatedData></ofd:PathObject>"
    )


def annotation(appearance: str, kind: str = "Path", attributes: str = "", boundary: str = "0 0 210 297") -> str:
    """An annotation that draws this over the page."""
    return (
        f"<ofd:Annot ID='4' Type='{kind}' {attributes}><ofd:Appearance Boundary='{boundary}'>{appearance}"
        "</ofd:Appearance></ofd:Annot>"
    )


def _cells(page: Page) -> Iterator[str]:
    yield from (path_object(cell, f"LineWidth='{_RULE}'") for cell in page.cells)
    yield from (text_object(text, colour="<ofd:FillColor Value='0 0 0'/>") for text in page.texts)


def _runs(page: Page) -> Iterator[str]:
    """Everything in points from the corner of the page, as programs write that print to OFD."""
    width, height = page.size
    frame = f"Boundary='0 0 {_n(width)} {_n(height)}' CTM='{_POINT:.8f} 0 0 {_POINT:.8f} 0 0'"
    for cell in page.cells:
        for thin in _edges(cell):
            x0, y0, x1, y1 = (_n(each / _POINT) for each in (thin.x, thin.y, thin.x + thin.width, thin.y + thin.height))
            data = f"M {x0} {y0} L {x1} {y0} L {x1} {y1} L {x0} {y1} C"
            yield f"<ofd:PathObject ID='8' {frame} Stroke='false' Fill='true'>"
            yield f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    for size, texts in groupby(page.texts, key=lambda text: text.size):
        yield f"<ofd:TextObject ID='9' {frame} Font='3' Size='{_n(size / _POINT)}'>"
        for text in texts:
            runs = " ".join(_run(step / _POINT, len(list(same))) for step, same in groupby(_steps(text)))
            spaced = f"DeltaX='{runs}'" if runs else ""
            yield f"<ofd:TextCode X='{_n(text.x / _POINT)}' Y='{_n(text.y / _POINT)}' {spaced}>"
            yield f"{escape(text.text)}</ofd:TextCode>"
        yield "</ofd:TextObject>"


def _edges(cell: Cell) -> Iterator[Cell]:
    for x in (cell.x, cell.x + cell.width):
        yield Cell(x - _RULE / 2, cell.y, _RULE, cell.height)
    for y in (cell.y, cell.y + cell.height):
        yield Cell(cell.x, y - _RULE / 2, cell.width, _RULE)


def _run(step: float, times: int) -> str:
    return f"g {times} {_n(step)}" if times > 1 else _n(step)


def _with_templates(pages: Sequence[Page]) -> bytes:
    return document(
        [page.size for page in pages],
        [f"<ofd:Layer ID='2'>{''.join(_letters(page.texts[1:]))}</ofd:Layer>" for page in pages],
        templates=[f"<ofd:Layer ID='2' Type='Background'>{''.join(_lines(page.cells))}</ofd:Layer>" for page in pages],
        annotations=[annotation("".join(map(text_object, page.texts[:1]))) for page in pages],
    )


def _lines(cells: Iterable[Cell]) -> Iterator[str]:
    """Each rule by itself, as drawn lines."""
    for cell in cells:
        right, bottom = cell.x + cell.width, cell.y + cell.height
        for x0, y0, x1, y1 in (
            (cell.x, cell.y, right, cell.y),
            (cell.x, bottom, right, bottom),
            (cell.x, cell.y, cell.x, bottom),
            (right, cell.y, right, bottom),
        ):
            boundary = f"{_n(x0)} {_n(y0)} {_n(x1 - x0)} {_n(y1 - y0)}"
            yield f"<ofd:PathObject ID='8' Boundary='{boundary}' LineWidth='{_RULE}'>"
            yield f"<ofd:AbbreviatedData>M 0 0 L {_n(x1 - x0)} {_n(y1 - y0)}</ofd:AbbreviatedData></ofd:PathObject>"


def _letters(texts: Iterable[Text]) -> Iterator[str]:
    for text in texts:
        x = text.x
        for letter, step in zip(text.text, [*_steps(text), 0.0], strict=True):
            yield text_object(text._replace(text=letter, x=x)).replace(' DeltaX=""', "")
            x += step


def _steps(text: Text) -> list[float]:
    """The distances between letters: half or all of the size."""
    return [text_width(letter) * text.size / 2 for letter in text.text[:-1]]


def _root(name: str, content: str, attributes: str = "") -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><ofd:{name} xmlns:ofd='{_SPACE}' {attributes}>{content}</ofd:{name}>"


def _n(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") or "0"

"""The blocks of a document as they may be shown anywhere: no text commands what shows it."""

from dataclasses import replace

from orchestration.disclosure.model import Block, Line, OpaqueBlock, Place, Table, TableCell
from orchestration.disclosure.text import without_commands


def cleaned(block: Block) -> Block:
    """The block with its texts free of control characters and marks of direction."""
    if isinstance(block, Line):
        return Line(without_commands(block.text), _cleaned_place(block.place))
    if isinstance(block, OpaqueBlock):
        return OpaqueBlock(block.kind, _cleaned_place(block.place), block.name and without_commands(block.name))
    return _cleaned_table(block)


def _cleaned_table(table: Table) -> Table:
    name = table.sheet_name and without_commands(table.sheet_name)
    if name == table.sheet_name and all(cell.text.isprintable() for cell in table.cells):
        return table
    return replace(table, sheet_name=name, cells=tuple(map(_cleaned_cell, table.cells)))


def _cleaned_cell(cell: TableCell) -> TableCell:
    return cell if cell.text.isprintable() else cell._replace(text=without_commands(cell.text))


def _cleaned_place(place: Place) -> Place:
    return place._replace(sheet_name=without_commands(place.sheet_name)) if place.sheet_name else place

"""The blocks of a document as they may be shown anywhere: no text commands what shows it."""

from dataclasses import replace

from orchestration.disclosure.model import Block, Line, OpaqueBlock, Place, Table, TableCell
from orchestration.disclosure.text import without_commands


def cleaned(block: Block) -> Block:
    """The block with its texts free of control characters and marks of direction."""
    if isinstance(block, Line):
        text, place = without_commands(block.text), _cleaned_place(block.place)
        return block if text is block.text and place is block.place else Line(text, place)
    if isinstance(block, OpaqueBlock):
        return OpaqueBlock(block.kind, _cleaned_place(block.place), block.name and without_commands(block.name))
    return _cleaned_table(block)


def _cleaned_table(table: Table) -> Table:
    name = table.sheet_name and without_commands(table.sheet_name)
    odd = [cell.text for cell in table.cells if not cell.text.isprintable()]
    if name == table.sheet_name and all(without_commands(text) == text for text in odd):
        return table
    return replace(table, sheet_name=name, cells=tuple(map(_cleaned_cell, table.cells)))


def _cleaned_cell(cell: TableCell) -> TableCell:
    return cell if cell.text.isprintable() else cell._replace(text=without_commands(cell.text))


def _cleaned_place(place: Place) -> Place:
    return place._replace(sheet_name=without_commands(place.sheet_name)) if place.sheet_name else place

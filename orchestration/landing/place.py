"""The columns that landing tables share: the department-year, the place in the file, the type of an amount."""

from typing import Any

import polars as pl

from orchestration.disclosure.model import Place

AMOUNT = pl.Decimal(20, 6)
"""万元, exact."""

KEY: dict[str, Any] = {"department_id": pl.String, "fiscal_year": pl.Int32}
PLACE: dict[str, Any] = {
    "page": pl.Int32,
    "table_no": pl.Int32,
    "sheet_name": pl.String,
    "row_no": pl.Int32,
    "column_no": pl.Int32,
    "box_x0": pl.Float32,
    "box_top": pl.Float32,
    "box_x1": pl.Float32,
    "box_bottom": pl.Float32,
}


def place_columns(place: Place) -> dict[str, object]:
    box = place.box
    return {
        "page": place.page,
        "table_no": place.table_no,
        "sheet_name": place.sheet_name,
        "row_no": place.row_no,
        "column_no": place.column_no,
        "box_x0": box.x0 if box else None,
        "box_top": box.top if box else None,
        "box_x1": box.x1 if box else None,
        "box_bottom": box.bottom if box else None,
    }

"""The columns that say where in its file something stands."""

from orchestration.disclosure.model import Place
from orchestration.disclosure.picture_names import picture_name


def place_columns(place: Place) -> dict[str, object]:
    """The values of the shared group `place`; None where the format does not know one. Edges are in points."""
    box = place.box
    return {
        "page": place.page,
        "table_no": place.table_no,
        "sheet_name": place.sheet_name if place.picture_no is None else picture_name(place.picture_no),
        "row_no": place.row_no,
        "column_no": place.column_no,
        "box_x0": box.x0 if box else None,
        "box_top": box.top if box else None,
        "box_x1": box.x1 if box else None,
        "box_bottom": box.bottom if box else None,
    }

"""How a picture inside a document of text is named among the parts of its file, as a worksheet is among those of a
workbook."""

_PICTURE = "图片"


def picture_name(picture_no: int) -> str:
    """The name of the picture with this number."""
    return f"{_PICTURE}{picture_no}"


def picture_number(name: str) -> int | None:
    """The number in the name of a picture; None in that of anything else."""
    number = name.removeprefix(_PICTURE)
    return int(number) if number != name and number.isascii() and number.isdigit() else None

"""Chinese ordinals, as they stand before the lines of the summaries and the headings of a narrative."""

_DIGITS = "零一二三四五六七八九"


def chinese_ordinal(number: int) -> str:
    """一 for 1, 二十六 for 26. Raises ValueError outside 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, units = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[units] if units else "")

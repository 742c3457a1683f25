"""Amounts as text for people."""

from decimal import Decimal


def plain(amount: Decimal) -> str:
    """An amount without trailing zeros beyond two decimals."""
    text = f"{amount:f}"
    if "." in text:
        whole, fraction = text.split(".")
        fraction = fraction.rstrip("0").ljust(2, "0")
        return f"{whole}.{fraction}"
    return text

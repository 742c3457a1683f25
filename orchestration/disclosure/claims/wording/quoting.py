"""How the results of the wording rules quote words, names and amounts. What a rule says of them belongs to the rule."""

from collections.abc import Iterable
from decimal import Decimal

from orchestration.disclosure.claims.model import Claim
from orchestration.disclosure.model import Cell

_AS_PRINTED = str.maketrans("()", "（）")


def quoted(words: str) -> str:
    """Words of a document in quotes; the parentheses that the reading narrowed are full-width again."""
    return f"“{words.translate(_AS_PRINTED)}”"


def quoted_with_marks(words: str) -> str:
    """Words that hold quotes of their own, in corner quotes, which explanations hardly use."""
    return f"「{words.translate(_AS_PRINTED)}」"


def quoted_list(words: Iterable[str]) -> str:
    """Several names in one pair of quotes."""
    return quoted("、".join(words))


def in_wan(amount: Decimal) -> str:
    """An amount of the warehouse with its unit."""
    return f"{amount:f} 万元"


def as_stated(claim: Claim) -> str:
    """The figure of a claim as the document states it, with its unit."""
    return claim.text if claim.text.endswith(claim.unit) else f"{claim.text}{claim.unit}"


def as_printed(cell: Cell) -> str:
    """The amount of a cell as its sheet prints it, with the unit of the sheet."""
    return f"{cell.amount_text.strip()} {cell.unit}"

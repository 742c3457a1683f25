"""Find out which year an amount is said of."""

import re

_YEAR = re.compile(
    r"(?P<against>与|比|较|和|同|相比)?(?:(?P<year>(?:19|20)\d{2})年|(?P<before>上年|上一年|去年)|(?P<now>本年|当年|今年))"
    r"度?(?P<after>年初|部门预算|预算|结转|末|底|(?:同期|决算)?数?相比|\d{1,2}月)?"
)
_FROM = ("由", "从")
"""Begins a change: 由a变为b."""

_DIRECTLY = re.compile(r"^(?:同期|决算|支出|收入)*(?:数|额)?(?:的|为|是|：)*$")


def is_previous_year(sentence: str, lead: str, fiscal_year: int | None) -> bool:
    """Return whether an amount is one of the year before: 上年, 去年 or its number governs the words before it.

    A year that only opens a comparison (与上年相比，支出…) governs nothing, unless the amount follows it directly.
    """
    if lead.endswith(_FROM):
        return True
    found = list(_YEAR.finditer(lead)) or list(_YEAR.finditer(sentence))[-1:]
    for match in reversed(found):
        within = match.string
        rest = within[match.end() :]
        if match["after"]:
            if match["after"] in ("年初", "部门预算", "预算") or "相比" in match["after"]:
                return False
            continue
        if match["against"] and not _DIRECTLY.match(rest):
            continue
        if match["now"]:
            return False
        return bool(match["before"]) or (fiscal_year is not None and int(match["year"]) == fiscal_year - 1)
    return False

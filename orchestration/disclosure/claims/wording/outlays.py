"""Compare lists of outlays with the economic sheet: listed kinds have amounts, and kinds with amounts are listed."""

from collections.abc import Iterator
from decimal import Decimal

from orchestration.disclosure.claims.model import Claim, ClaimKind, WordingResult
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, OutlayList, load_outlays
from orchestration.disclosure.claims.wording.quoting import in_wan, quoted_list
from orchestration.disclosure.model import CellKey

RULE = "narrative.listed_outlays"
SHEET = "general_budget_basic_by_economic"
PRINTED = "基本支出决算表"
"""The sheet as departments call it."""

MIN_KINDS = 2


def check_listed_outlays(evidence: Evidence) -> Iterator[WordingResult]:
    """Compare each list of outlays behind an amount of basic expenditure with the economic sheet."""
    for claim in evidence.claims:
        wanted = next((known for known in evidence.wording.outlay_lists if known.subject == claim.subject.key), None)
        if wanted is None or claim.kind is not ClaimKind.AMOUNT or claim.section != "basic":
            continue
        kinds, whole = _kinds(evidence, claim)
        if len(kinds) >= MIN_KINDS and any(key.sheet_id == SHEET and len(key.row_key) == 5 for key in evidence.cells):
            yield _compare(evidence, claim, wanted, kinds, whole)


def _kinds(evidence: Evidence, claim: Claim) -> tuple[tuple[str, ...], bool]:
    """Return the kinds listed after an amount, and whether the list is complete (it does not end in 等)."""
    passage = evidence.passage_of(claim)
    if passage is None:
        return (), False
    at = passage.text.find(claim.phrase)
    start = passage.text.find(claim.text, at) + len(claim.text)
    sentence = passage.text[start:]
    end = min((i for i in (sentence.find("。"), sentence.find("；")) if i >= 0), default=len(sentence))
    words = sentence[:end]
    begin = evidence.wording.list_begin.search(words)
    if begin is None or begin.start() > 6:
        return (), False
    words = words[begin.end() :]
    whole = evidence.wording.list_open.search(words) is None
    kinds = evidence.wording.kind_separator.split(evidence.wording.list_open.sub("", words))
    return tuple(kind for listed in kinds for kind in _pair(listed.strip("：")) if kind), whole


def _pair(listed: str) -> tuple[str, ...]:
    """Split the last two kinds joined by 和; a known kind with 和 in its name stays whole."""
    if listed in load_outlays() or "和" not in listed:
        return (listed,)
    return tuple(listed.rsplit("和", 1))


def _compare(
    evidence: Evidence, claim: Claim, wanted: OutlayList, kinds: tuple[str, ...], whole: bool
) -> WordingResult:
    outlays = load_outlays()
    known = {kind: outlays[kind] for kind in kinds if kind in outlays}
    unspent = [kind for kind, codes in known.items() if not any(_amount(evidence, code) for code in codes)]
    zero = [kind for kind in unspent if any(_amount(evidence, code) is not None for code in known[kind])]
    blank = [kind for kind in unspent if kind not in zero]
    listed = {code for codes in known.values() for code in codes}
    unknown = [kind for kind in kinds if kind not in outlays]
    omitted = [
        f"“{cell.row_label or key.row_key}” {in_wan(cell.amount)}"
        for key, cell in evidence.cells.items()
        if key.sheet_id == SHEET
        and len(key.row_key) == 5
        and key.row_key[:3] in wanted.classes
        and cell.amount != 0
        and key.row_key not in listed
    ]
    hidden = omitted if whole and not unknown else []
    terms = "；".join(
        (
            *([f"文字列有{quoted_list(blank)}，{PRINTED}中相应金额为空白"] if blank else ()),
            *([f"文字列有{quoted_list(zero)}，{PRINTED}中相应金额为 0.00"] if zero else ()),
            *([f"{PRINTED}中有{'、'.join(hidden)}，文字未列"] if hidden else ()),
        )
    )
    outcome = VIOLATED if unspent or hidden else HOLDS
    return WordingResult(
        RULE,
        claim.claim_key,
        outcome,
        terms,
        f"{claim.phrase}：{'、'.join(kinds)}",
        claim.origin.file_name,
        claim.place,
    )


def _amount(evidence: Evidence, code: str) -> Decimal | None:
    cell = evidence.cells.get(CellKey(SHEET, code, "final"))
    return cell.amount if cell is not None else None

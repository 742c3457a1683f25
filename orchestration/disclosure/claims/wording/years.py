"""Check the years in the explanation: its own fiscal year, the previous one in comparisons, and years cut short."""

import re
from collections.abc import Iterator

from orchestration.disclosure.claims.model import WordingResult
from orchestration.disclosure.claims.passages import normalise
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, SubmittedPassage, quote_around
from orchestration.disclosure.claims.wording.quoting import quoted
from orchestration.disclosure.model import NOWHERE

RULE = "narrative.fiscal_year"
BROKEN_RULE = "narrative.broken_year"
STATED = "文字所述年度为 {stated} 年，决算年度为 {year} 年"
COMPARED = "文字与 {stated} 年相比，决算年度的上年为 {year} 年"
ANY_YEAR = re.compile(r"(?:19|20)\d{2}年")
SECTIONS = frozenset(
    {
        "totals",
        "income",
        "expenditure",
        "appropriation",
        "general_budget",
        "general_budget_structure",
        "general_budget_items",
        "basic",
        "three_public",
        "government_fund",
        "state_capital",
        "organ_operation",
    }
)


def check_fiscal_years(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated for statements of a year other than the document's and comparisons with one other than the previous."""
    own = evidence.recognition.fiscal_year
    if own is None:
        return
    for submitted in evidence.passages:
        if submitted.passage.section not in SECTIONS:
            continue
        for pattern, year, sentence in (
            (evidence.wording.year_stated, own, STATED),
            (evidence.wording.year_compared, own - 1, COMPARED),
        ):
            for match in pattern.finditer(submitted.passage.text):
                if int(match["year"]) == year or not _is_compared(submitted.passage.text, match.start(), own):
                    yield _result(submitted, match, year, sentence)


def _is_compared(text: str, start: int, own: int) -> bool:
    """Whether the sentence goes on to state the document's own year: then it tells two years, not a wrong one."""
    sentence = text[start : text.find("。", start) if "。" in text[start:] else len(text)]
    return re.search(rf"，{own}年", sentence) is not None


def _result(submitted: SubmittedPassage, match: re.Match[str], year: int, sentence: str) -> WordingResult:
    stated_year = int(match["year"])
    terms = sentence.format(stated=stated_year, year=year) if stated_year != year else ""
    binding = f"{submitted.passage.section}|{year}"
    phrase = quote_around(submitted.passage.text, match)
    outcome = VIOLATED if terms else HOLDS
    return WordingResult(
        RULE, binding, outcome, terms, phrase, submitted.file_name, submitted.passage.place(match.start("year"))
    )


def check_broken_years(evidence: Evidence) -> Iterator[WordingResult]:
    """Yield one violation per broken year as printed, at its first place; one exact result where years are whole.

    The table of contents, titles of sheets and cells of tables count too.
    """
    found: dict[str, WordingResult] = {}
    is_dated = False
    for submitted in (*evidence.titles, *evidence.lines, *evidence.notes, *evidence.table_texts):
        text = normalise(submitted.line.text)
        is_dated = is_dated or ANY_YEAR.search(text) is not None
        for fault in evidence.wording.broken_years:
            for match in fault.words.finditer(text):
                result = WordingResult(
                    BROKEN_RULE,
                    match[0],
                    VIOLATED,
                    f"{quoted(match[0])}：{fault.title}",
                    quote_around(text, match),
                    submitted.file_name,
                    submitted.line.place,
                )
                found.setdefault(match[0], result)
    yield from found.values()
    if is_dated and not found and evidence.lines:
        yield WordingResult(BROKEN_RULE, "", HOLDS, "", "", evidence.lines[0].file_name, NOWHERE)

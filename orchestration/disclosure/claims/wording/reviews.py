"""Check the reviews of projects: names against the forms, counts against the numbers stated."""

from collections import Counter
from collections.abc import Iterator

from orchestration.disclosure.claims.forms import WHOLE
from orchestration.disclosure.claims.matching import SAME_NAME_SIMILARITY, Match
from orchestration.disclosure.claims.model import Claim, WordingResult
from orchestration.disclosure.claims.projects import PROJECT, find_omitted_projects
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, quote_around
from orchestration.disclosure.claims.wording.quoting import in_wan, quoted

NAME_RULE = "performance.review_name"
COUNT_RULE = "performance.review_count"
REVIEWED_RULE = "performance.all_reviewed"
OMITTED_RULE = "narrative.omitted_project"
STATED = {COUNT_RULE: "文字称自评结果反映", REVIEWED_RULE: "文字称全部项目已自评，涉及"}
"""What a number of projects is said to be, by rule."""


def check_review_names(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated where a review was matched to its form by amounts alone: no form has its name, or another review has."""
    names = Counter(_names(evidence).values())
    for match in evidence.projects.reviews:
        claim = next(claim for claim in evidence.claims if claim.subject.key == f"{PROJECT}{match.one.key}")
        repeated = names[match.one.name] > 1 and match.similarity < SAME_NAME_SIMILARITY
        differs = not match.is_name_match
        terms = ""
        if differs:
            again = "（与另一篇综述重名）" if repeated else ""
            form = f"金额相同（{_amounts(match)}）的自评表是{quoted(match.other.name)}"
            terms = f"自评综述写作{quoted(match.one.name)}{again}，{form}"
        yield _result(NAME_RULE, claim, VIOLATED if differs else HOLDS, terms, claim.phrase)


def _names(evidence: Evidence) -> dict[str, str]:
    return {
        claim.subject.key: claim.subject.words
        for claim in evidence.claims
        if claim.subject.key.startswith(PROJECT) and claim.section == "performance"
    }


def _amounts(match: Match) -> str:
    return "、".join(dict.fromkeys(map(in_wan, match.one.amounts)))


def check_review_counts(evidence: Evidence) -> Iterator[WordingResult]:
    """Compare the stated number of reviewed projects with the reviews printed, or with the forms where there are none.

    A total number of projects counts only where the text states that all projects were reviewed.
    """
    reviews, forms = len(_names(evidence)), sum(form.key != WHOLE for form in evidence.forms)
    expected, shown = (reviews, f"自评综述有 {reviews} 篇") if reviews else (forms, f"项目自评表有 {forms} 份")
    performance = [submitted for submitted in evidence.passages if submitted.passage.section == "performance"]
    everything = any(evidence.wording.all_reviewed.search(submitted.passage.text) for submitted in performance)
    for submitted in performance if expected else ():
        text = submitted.passage.text
        counts = [(COUNT_RULE, match) for match in evidence.wording.reviewed_count.finditer(text)]
        if everything:
            counts += [(REVIEWED_RULE, match) for match in evidence.wording.all_count.finditer(text)]
        for rule, match in counts:
            count = int(next(number for number in match.groups() if number))
            outcome = VIOLATED if count != expected else HOLDS
            terms = f"{STATED[rule]} {count} 个项目，{shown}" if count != expected else ""
            place = submitted.passage.place(match.start())
            phrase = quote_around(text, match)
            yield WordingResult(rule, match[0][-20:], outcome, terms, phrase, submitted.file_name, place)


def check_omitted_projects(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated where a list falls short of its expenditure by the amounts of self-evaluated projects it omits."""
    for total, parts in evidence.projects.lists:
        allowance = sum((part.half_unit for part in parts), total.half_unit)
        missing = total.value - sum(part.value for part in parts)
        found = find_omitted_projects(missing, allowance, evidence.projects.unlisted) if missing > allowance else ()
        omitted = f"等于未列入的已自评项目{'、'.join(map(_name_and_amount, found))}"
        terms = f"所列项目合计比所述支出 {in_wan(total.value)}少 {in_wan(missing)}，{omitted}" if found else ""
        yield _result(OMITTED_RULE, total, VIOLATED if found else HOLDS, terms, total.phrase)


def _name_and_amount(claim: Claim) -> str:
    return f"{quoted(claim.subject.words)} {in_wan(claim.value)}"


def check_unreviewed_projects(evidence: Evidence) -> Iterator[WordingResult]:
    """Violated where all projects are said to be reviewed and a listed one has neither review nor form."""
    matched = {match.one.key for match in evidence.projects.listed}
    claimed = next(
        (
            (submitted, match)
            for submitted in evidence.passages
            if submitted.passage.section == "performance"
            and (match := evidence.wording.all_reviewed.search(submitted.passage.text))
        ),
        None,
    )
    if claimed is None or not evidence.forms:
        return
    submitted, match = claimed
    missing = [part for _, parts in evidence.projects.lists for part in parts if part.claim_key not in matched]
    unreviewed = "、".join(map(_name_and_amount, missing))
    terms = f"文字称{quoted(match[0])}已自评，既无综述也无自评表的有{unreviewed}" if missing else ""
    place = submitted.passage.place(match.start())
    phrase = submitted.passage.text[max(0, match.start() - 20) : match.end() + 30]
    yield WordingResult(
        REVIEWED_RULE, "listed", VIOLATED if missing else HOLDS, terms, phrase, submitted.file_name, place
    )


def _result(rule: str, claim: Claim, outcome: str, terms: str, phrase: str) -> WordingResult:
    return WordingResult(rule, claim.claim_key, outcome, terms, phrase, claim.origin.file_name, claim.place)

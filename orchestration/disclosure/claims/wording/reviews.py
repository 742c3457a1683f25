"""Reviews of projects: their names against the forms, their number against what is said of it."""

from collections import Counter
from collections.abc import Iterator

from orchestration.disclosure.claims.matching import SAME_NAME, Match
from orchestration.disclosure.claims.model import Claim, Finding
from orchestration.disclosure.claims.projects import PROJECT, omitted
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, finding

NAME_RULE = "performance.review_name"
COUNT_RULE = "performance.review_count"
REVIEWED_RULE = "performance.all_reviewed"
OMITTED_RULE = "narrative.omitted_project"


def review_names(evidence: Evidence) -> Iterator[Finding]:
    """A review under a name that no form has, or that another review has: matched by its amounts, which are shown."""
    names = Counter(_names(evidence).values())
    for match in evidence.projects.reviews:
        claim = next(claim for claim in evidence.claims if claim.subject.key == f"{PROJECT}{match.one.key}")
        repeated = names[match.one.name] > 1 and match.alike < SAME_NAME
        differs = not match.by_name
        terms = ""
        if differs:
            how = "the name of another review; " if repeated else ""
            terms = f"{match.one.name} ≠ {match.other.name} ({how}matched by amounts {_amounts(match)})"
        yield _of(NAME_RULE, claim, VIOLATED if differs else HOLDS, terms, claim.phrase)


def _names(evidence: Evidence) -> dict[str, str]:
    return {
        claim.subject.key: claim.subject.words
        for claim in evidence.claims
        if claim.subject.key.startswith(PROJECT) and claim.section == "performance"
    }


def _amounts(match: Match) -> str:
    return " / ".join(f"{amount:f}" for amount in match.one.amounts)


def review_counts(evidence: Evidence) -> Iterator[Finding]:
    """How many projects are said to be reviewed, against the reviews that follow or the forms."""
    reviews, forms = len(_names(evidence)), sum(claim_form.key != "whole" for claim_form in evidence.forms)
    told = reviews or forms
    for filed in evidence.passages:
        if filed.passage.section != "performance" or not told:
            continue
        for match in evidence.wording.reviewed_count.finditer(filed.passage.text):
            sentence = filed.passage.text[filed.passage.text.rfind("。", 0, match.start()) + 1 : match.end()]
            if "部门开展" in sentence:
                continue
            count = int(match["count"] or match["count2"])
            differs = count != told
            shown = "reviews" if reviews else "forms"
            terms = f"{count} ≠ {told} {shown}" if differs else ""
            place = filed.passage.place(match.start())
            outcome = VIOLATED if differs else HOLDS
            rule = REVIEWED_RULE if match["count2"] else COUNT_RULE
            yield finding(rule, match[0], outcome, terms, sentence[-60:], filed.file_name, place)


def omitted_projects(evidence: Evidence) -> Iterator[Finding]:
    """A list of projects that falls short of its expenditure by what self-evaluated projects cost that it omits."""
    for total, parts in evidence.projects.lists:
        allowance = sum((part.half_unit for part in parts), total.half_unit)
        missing = total.value - sum(part.value for part in parts)
        found = omitted(missing, allowance, evidence.projects.unlisted) if missing > allowance else ()
        terms = f"{total.value:f} − listed = {missing:f} = {'、'.join(map(_told, found))}" if found else ""
        yield _of(OMITTED_RULE, total, VIOLATED if found else HOLDS, terms, total.phrase)


def _told(claim: Claim) -> str:
    return f"{claim.subject.words} {claim.value:f}"


def unreviewed_projects(evidence: Evidence) -> Iterator[Finding]:
    """Projects that the explanation lists and that have neither a review nor a form, where all are said to be reviewed."""
    matched = {match.one.key for match in evidence.projects.listed}
    claimed = next(
        (
            (filed, match)
            for filed in evidence.passages
            if filed.passage.section == "performance"
            and (match := evidence.wording.all_reviewed.search(filed.passage.text))
        ),
        None,
    )
    if claimed is None or not evidence.forms:
        return
    filed, match = claimed
    missing = [part for _, parts in evidence.projects.lists for part in parts if part.claim_key not in matched]
    terms = f"{match[0]} ↔ neither review nor form: {'、'.join(map(_told, missing))}" if missing else ""
    place = filed.passage.place(match.start())
    phrase = filed.passage.text[max(0, match.start() - 20) : match.end() + 30]
    yield finding(REVIEWED_RULE, "listed", VIOLATED if missing else HOLDS, terms, phrase, filed.file_name, place)


def _of(rule: str, claim: Claim, outcome: str, terms: str, phrase: str) -> Finding:
    return finding(rule, claim.claim_key, outcome, terms, phrase, claim.origin.file_name, claim.place)

"""Reviews of projects: their names against the forms, their number against what is said of it."""

from collections import Counter
from collections.abc import Iterator

from orchestration.disclosure.claims.forms import WHOLE
from orchestration.disclosure.claims.matching import SAME_NAME, Match
from orchestration.disclosure.claims.model import Claim, Finding
from orchestration.disclosure.claims.projects import PROJECT, omitted
from orchestration.disclosure.claims.wording.evidence import HOLDS, VIOLATED, Evidence, around, finding

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
    """How many projects the reviews are said to be of, against the reviews that follow, or the forms.

    A total of projects says nothing of the reviews that are printed, unless all are said to be reviewed.
    """
    reviews, forms = len(_names(evidence)), sum(form.key != WHOLE for form in evidence.forms)
    told, shown = (reviews, "reviews") if reviews else (forms, "forms")
    performance = [filed for filed in evidence.passages if filed.passage.section == "performance"]
    everything = any(evidence.wording.all_reviewed.search(filed.passage.text) for filed in performance)
    for filed in performance if told else ():
        text = filed.passage.text
        counts = [(COUNT_RULE, match) for match in evidence.wording.reviewed_count.finditer(text)]
        if everything:
            counts += [(REVIEWED_RULE, match) for match in evidence.wording.all_count.finditer(text)]
        for rule, match in counts:
            count = int(next(number for number in match.groups() if number))
            outcome = VIOLATED if count != told else HOLDS
            terms = f"{match[0][-20:]} ≠ {told} {shown}" if count != told else ""
            place = filed.passage.place(match.start())
            phrase = around(text, match)
            yield finding(rule, match[0][-20:], outcome, terms, phrase, filed.file_name, place)


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
    """Listed projects that have neither a review nor a form, where all are said to be reviewed."""
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

"""Rows of the repository as the views that reports are made of. What is grouped across rows of several kinds belongs to
`grouping`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from expectations.model import Relation
from expectations.vocabulary import FindingStatus, Outcome, ProblemKind, Severity, SheetStatus, WaiverState
from orchestration.disclosure.messages.message import Message
from orchestration.disclosure.model import Box
from orchestration.disclosure.picture_names import picture_number
from orchestration.reports.places import in_words, refused_place, refused_place_in_english, sheet_name
from orchestration.reports.repository import Row
from orchestration.reports.spots.model import Spot
from orchestration.reports.suspects import SuspectCell
from orchestration.reports.terms import term_view
from orchestration.reports.view import (
    DocumentView,
    HistoryEntry,
    ProblemView,
    RefusedPlace,
    ResultView,
    RoundingHint,
    RuleFinding,
    SheetView,
    WaiverView,
)


def result_view(row: Row) -> ResultView:
    """A row of `identity_results`; of the hypotheses that would explain it, the cells of the equally likeliest."""
    return ResultView(
        row["identity_id"],
        row["title"],
        row["title_en"],
        row["binding"],
        Severity(row["severity"]),
        Outcome(row["outcome"]),
        row["fiscal_year"],
        tuple(map(term_view, row["figures"])),
        row["missing_terms"] or "",
        row["computed_wan"],
        row["residual_wan"],
        row["allowance_wan"],
        tuple(suspect_cell(each) for each in row["candidates"] if each["rank"] == 1),
        row["waiver_reason"],
        row["phrase"] or "",
        row["finding_id"],
        Relation(row["relation"]),
        row["last_digit"] or "",
        row["check_first"] or "",
        row["check_first_en"] or "",
    )


def rounding_hint(row: Row) -> RoundingHint:
    """A row of `rounding_differences`."""
    result = result_view(row)
    return RoundingHint(result.name, row["places"], row["largest_wan"], result)


def suspect_cell(candidate: Row) -> SuspectCell:
    """A cell or a stated figure that explains a violation."""
    return SuspectCell(
        candidate["sheet_id"],
        candidate["row_key"],
        candidate["column_key"],
        candidate["row_label"] or "",
        candidate["printed"],
        candidate["expected"],
        candidate["likely_cause_title"],
        candidate["hypothesis"],
        candidate["hypothesis_title"],
        candidate["hypothesis_title_en"],
        candidate["hypothesis_check"],
        candidate["hypothesis_check_en"],
        candidate["likely_cause_title_en"],
    )


def sheet_view(row: Row) -> SheetView:
    """A row of `sheets`."""
    sheet_id = row["sheet_id"]
    return SheetView(sheet_id, sheet_name(sheet_id), SheetStatus(row["status"]), row["figures"], row["file_name"] or "")


def document_view(row: Row) -> DocumentView:
    """A row of `documents`."""
    return DocumentView(row["file_name"], row["format"], row["pages"], row["document_sha256"], row["source_url"] or "")


def spot_of(row: Row) -> Spot:
    """A row of `spots`."""
    sides = (row["box_x0"], row["box_top"], row["box_x1"], row["box_bottom"])
    is_recognised = row["scan_confidence"] is not None
    return Spot(
        row["document_sha256"],
        row["printed_text"] or "",
        row["phrase"] or "",
        row["page"],
        row["table_no"],
        row["row_no"],
        row["column_no"],
        Box(*sides) if None not in sides else None,
        is_recognised,
        picture_number(row["sheet_name"] or "") if is_recognised else None,
    )


def with_spots(result: ResultView, spots: Mapping[int, Spot]) -> ResultView:
    """A result whose figures can be shown where they are printed; `spots` are by the number of the figure."""
    if not spots:
        return result
    terms = enumerate(result.terms, start=1)
    return replace(result, terms=tuple(replace(term, spot=spots.get(number)) for number, term in terms))


def waiver_view(row: Row) -> WaiverView:
    """A row of `waivers`."""
    return WaiverView(
        row["identity_id"],
        row["binding"],
        WaiverState(row["state"]),
        row["residual_wan"],
        row["found_wan"],
        row["reason"],
        row["author"],
        row["granted_on"],
    )


def history_entry(row: Row) -> HistoryEntry:
    """A row of `finding_history`."""
    return HistoryEntry(
        row["check_id"],
        row["binding"],
        FindingStatus(row["status"]),
        Severity(row["severity"]),
        row["words"] or "",
        row["first_edition"],
        row["first_seen_at"].date(),
        row["last_seen_at"].date(),
        row["resolved_edition"],
        row["resolved_at"].date() if row["resolved_at"] else None,
        row["title"] or "",
    )


def reading_problems(rows: Iterable[Row]) -> tuple[ProblemView, ...]:
    """Problems with the places of each, as one where kind and message are the same."""
    places: dict[tuple[str, str, Message], list[str]] = defaultdict(list)
    for row in rows:
        message = Message(row["reason"], row["reason_en"], row["remedy"], row["remedy_en"])
        places[row["kind"], row["severity"], message].append(in_words(row["place"] or ""))
    return tuple(
        ProblemView(ProblemKind(kind), Severity(severity), tuple(dict.fromkeys(where)), message)
        for (kind, severity, message), where in places.items()
    )


def misprints(formulas: Iterable[Row]) -> Iterator[Row]:
    """The misprinted formulas under the sheets, as rows of problems."""
    for formula in formulas:
        if formula["judgement"] == "misprinted":
            yield {**formula, "kind": ProblemKind.MISPRINTED_FORMULA, "severity": Severity.INFO}


def rule_findings(rows: Iterable[Row]) -> tuple[RuleFinding, ...]:
    """Refused places, each with its rule, as one finding per rule."""
    by_rule: dict[tuple[str, str, str, str], list[RefusedPlace]] = defaultdict(list)
    for row in rows:
        rule = (row["rule_id"], row["title"], row["title_en"], row["severity"])
        where, where_en = refused_place(row), refused_place_in_english(row)
        by_rule[rule].append(RefusedPlace(row["binding"], row["message"], where, row["message_en"], where_en))
    return tuple(
        RuleFinding(rule_id, title, title_en, Severity(severity), tuple(places))
        for (rule_id, title, title_en, severity), places in by_rule.items()
    )

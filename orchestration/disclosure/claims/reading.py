"""Read everything outside the sheets of a department-year: claims, links, forms, terms, wording results."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from orchestration.disclosure.claims.form_words import load_form_words
from orchestration.disclosure.claims.forms import WHOLE, Form, FormReader
from orchestration.disclosure.claims.frames import Setting
from orchestration.disclosure.claims.glossary import read_glossary
from orchestration.disclosure.claims.language import Language, load_language
from orchestration.disclosure.claims.links import Linker, build_whole_claims
from orchestration.disclosure.claims.model import Claim, Explanation, GlossaryTerm, KeyTask, Origin
from orchestration.disclosure.claims.names import AccountNames
from orchestration.disclosure.claims.passages import Heading, Passage, normalise, split_passages
from orchestration.disclosure.claims.projects import (
    build_form_claims,
    build_project,
    build_score_claims,
    link_forms,
    link_projects,
)
from orchestration.disclosure.claims.proof import PrintedCells
from orchestration.disclosure.claims.readings import Stated, settle_readings
from orchestration.disclosure.claims.statements import read_claims
from orchestration.disclosure.claims.tables import read_table_claims
from orchestration.disclosure.claims.wording.evidence import Evidence, SubmittedLine, SubmittedPassage, load_wording
from orchestration.disclosure.claims.wording.rules import evaluate_wording
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import Cell, Line, Reading, Recognition
from orchestration.disclosure.resolution.segments import cell_place

LEFT_BY_PARTS_ONLY = frozenset({"glossary", "key_tasks"})
"""Sections whose numbered lines look like headings of the accounts: only 第…部分 ends them."""


def split_document(reading: Reading, language: Language, first: int = 0) -> tuple[Passage, ...]:
    """Return the passages of the text outside the sheets, numbered from `first`."""
    department = normalise(reading.recognition.department_name or "")

    def find_section(heading: Heading, current: str | None) -> str | None:
        words = heading.words.replace(department, "") if department else heading.words
        if current in LEFT_BY_PARTS_ONLY and not heading.is_part:
            return None
        for section in language.sections:
            if section.within and current not in section.within:
                continue
            if any(pattern.search(words) for pattern in section.headings):
                return section.id
        return "" if heading.is_part else None

    return split_passages(reading.narrative, find_section, first)


def read_explanation(readings: Sequence[Reading], cells: Sequence[Cell]) -> Explanation:
    """Return what the files state outside their sheets; `cells` are those of the whole department-year."""
    language = load_language()
    names = AccountNames(cells, load_layouts())
    printed = PrintedCells(cells, _printed_sheets(readings))
    department = next((normalise(r.recognition.department_name) for r in readings if r.recognition.department_name), "")
    claims: list[Claim] = []
    settings: list[Setting] = []
    submitted: list[SubmittedPassage] = []
    terms: list[GlossaryTerm] = []
    for reading in readings:
        origin = Origin("narrative", reading.document.file_name, reading.document.sha256)
        setting = Setting(language, names, printed, origin, department, reading.recognition.fiscal_year)
        first = submitted[-1].passage.number + 1 if submitted else 0
        for passage in split_document(reading, language, first):
            submitted.append(SubmittedPassage(origin.file_name, passage))
            if passage.section and language.section(passage.section).accounts:
                claims.extend(read_claims(passage, setting))
            elif passage.section == "glossary":
                terms.extend(read_glossary(passage, origin, names))
        settings.append(setting)
    claims.extend(_read_tables(readings, settings, submitted[-1].passage.number + 1 if submitted else 0))
    forms, tasks = _read_forms(readings)
    for form in forms:
        claims.extend((*build_form_claims(form), *build_score_claims(form)))
    stated = assign_claim_keys(claims)
    links = (*Linker(stated, printed, language, department).find_links(), *link_forms(stated))
    whole_claims, shares = build_whole_claims(stated, links)
    matched = link_projects(stated)
    evidence = Evidence(
        passages=submitted,
        lines=tuple(_lines(readings)),
        titles=tuple(_titles(readings)),
        notes=tuple(_notes(readings)),
        table_texts=tuple(_table_texts(readings)),
        claims=stated,
        cells={cell.key: cell for cell in cells},
        names=names,
        forms=forms,
        projects=matched,
        recognition=readings[0].recognition if readings else Recognition(),
        wording=load_wording(),
    )
    return Explanation(
        claims=(*stated, *whole_claims),
        links=(*links, *shares, *matched.links),
        projects=tuple(build_project(form) for form in forms if form.key != WHOLE),
        indicators=tuple(indicator for form in forms for indicator in form.indicators),
        glossary=tuple(terms),
        key_tasks=tasks,
        wording_results=evaluate_wording(evidence),
    )


def _printed_sheets(readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        yield from (sheet.sheet_id for sheet in reading.sheets if not sheet.status.is_absent)


def _lines(readings: Sequence[Reading]) -> Iterator[SubmittedLine]:
    for reading in readings:
        for line in reading.narrative:
            yield SubmittedLine(reading.document.file_name, Line(line.text, line.place))


def _titles(readings: Sequence[Reading]) -> Iterator[SubmittedLine]:
    for reading in readings:
        for sheet in reading.sheets:
            if sheet.title:
                yield SubmittedLine(reading.document.file_name, Line(sheet.title, sheet.place))


def _read_tables(readings: Sequence[Reading], settings: Sequence[Setting], first: int) -> Iterator[Claim]:
    """Yield the claims of the tables in the text; each row counts as a passage of its own, from `first`."""
    for reading, setting in zip(readings, settings, strict=True):
        for table in reading.other_tables:
            told = [Stated(claim.passage, claim) for claim in read_table_claims(table, setting, first)]
            yield from settle_readings(told, setting.cells)
            first = max((entry.mention + 1 for entry in told), default=first)


def _notes(readings: Sequence[Reading]) -> Iterator[SubmittedLine]:
    for reading in readings:
        for sheet in reading.sheets:
            yield from (SubmittedLine(reading.document.file_name, note) for note in sheet.notes)


def _table_texts(readings: Sequence[Reading]) -> Iterator[SubmittedLine]:
    for reading in readings:
        for table in reading.other_tables:
            for cell in table.cells:
                yield SubmittedLine(reading.document.file_name, Line(cell.text, cell_place(table, cell)))


def _read_forms(readings: Sequence[Reading]) -> tuple[tuple[Form, ...], tuple[KeyTask, ...]]:
    forms: list[Form] = []
    tasks: list[KeyTask] = []
    for reading in readings:
        origin = Origin("form", reading.document.file_name, reading.document.sha256)
        reader = FormReader(origin, load_form_words(), len(forms))
        reader.read(reading.other_tables)
        forms.extend(reader.forms)
        tasks.extend(reader.tasks)
    return tuple(forms), tuple(tasks)


def assign_claim_keys(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims with their keys: section, subject and kind, numbered where they repeat."""
    seen: Counter[str] = Counter()
    result = []
    for claim in claims:
        kind = claim.kind.value + (f".{claim.base.value}" if claim.base else "")
        key = f"{claim.section}|{claim.subject.key}|{kind}"
        seen[key] += 1
        result.append(replace(claim, claim_key=key if seen[key] == 1 else f"{key}#{seen[key]}"))
    return tuple(result)

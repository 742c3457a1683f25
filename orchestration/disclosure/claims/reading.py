"""All files of a department-year to what they say outside their sheets: claims named and linked, forms, terms."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from orchestration.disclosure.claims.form_words import load_form_words
from orchestration.disclosure.claims.forms import WHOLE, Form, FormReader
from orchestration.disclosure.claims.glossary import glossary_terms
from orchestration.disclosure.claims.language import Language, load_language
from orchestration.disclosure.claims.links import Linker, wholes
from orchestration.disclosure.claims.model import Claim, Explanation, GlossaryTerm, KeyTask, Origin
from orchestration.disclosure.claims.passages import Heading, Passage, passages, plain
from orchestration.disclosure.claims.projects import form_claims, form_links, project_links, project_of, score_claims
from orchestration.disclosure.claims.statements import read_passage
from orchestration.disclosure.claims.subjects import FunctionNames
from orchestration.disclosure.claims.wording.evidence import Evidence, FiledLine, FiledPassage, load_wording
from orchestration.disclosure.claims.wording.rules import wording_findings
from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.model import Cell, Line, Reading, Recognition
from orchestration.disclosure.resolution.segments import cell_place

LEFT_BY_PARTS_ONLY = frozenset({"glossary", "key_tasks"})
"""Their numbered lines look like headings of the accounts: only 第…部分 ends them."""


def document_passages(reading: Reading, language: Language, first: int = 0) -> tuple[Passage, ...]:
    """The text outside the sheets under its headings."""
    department = plain(reading.recognition.department_name or "")

    def begin(heading: Heading, current: str | None) -> str | None:
        words = heading.words.replace(department, "") if department else heading.words
        if current in LEFT_BY_PARTS_ONLY and not heading.part:
            return None
        for section in language.sections:
            if section.within and current not in section.within:
                continue
            if any(pattern.search(words) for pattern in section.headings):
                return section.id
        return "" if heading.part else None

    return passages(reading.narrative, begin, first)


def explain(readings: Sequence[Reading], cells: Sequence[Cell]) -> Explanation:
    """What the files say outside their sheets; `cells` are those of the whole department-year."""
    language = load_language()
    names = FunctionNames(cells, load_layouts())
    claims: list[Claim] = []
    filed: list[FiledPassage] = []
    terms: list[GlossaryTerm] = []
    for reading in readings:
        origin = Origin("narrative", reading.document.file_name, reading.document.sha256)
        first = filed[-1].passage.number + 1 if filed else 0
        for passage in document_passages(reading, language, first):
            filed.append(FiledPassage(origin.file_name, passage))
            if passage.section and language.section(passage.section).accounts:
                claims.extend(read_passage(passage, language, names, origin))
            elif passage.section == "glossary":
                terms.extend(glossary_terms(passage, origin, names))
    forms, tasks = _read_forms(readings)
    for form in forms:
        claims.extend((*form_claims(form), *score_claims(form)))
    stated = named(claims)
    links = (*Linker(stated, cells, language).links(), *form_links(stated))
    hundreds, shares = wholes(stated, links)
    matched = project_links(stated)
    evidence = Evidence(
        passages=filed,
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
        claims=(*stated, *hundreds),
        links=(*links, *shares, *matched.links),
        projects=tuple(project_of(form) for form in forms if form.key != WHOLE),
        indicators=tuple(indicator for form in forms for indicator in form.indicators),
        glossary=tuple(terms),
        key_tasks=tasks,
        findings=wording_findings(evidence),
    )


def _notes(readings: Sequence[Reading]) -> Iterator[FiledLine]:
    for reading in readings:
        for sheet in reading.sheets:
            yield from (FiledLine(reading.document.file_name, note) for note in sheet.notes)


def _table_texts(readings: Sequence[Reading]) -> Iterator[FiledLine]:
    for reading in readings:
        for table in reading.other_tables:
            for cell in table.cells:
                yield FiledLine(reading.document.file_name, Line(cell.text, cell_place(table, cell)))


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


def named(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims with keys: section, subject and kind, numbered where they repeat."""
    seen: Counter[str] = Counter()
    result = []
    for claim in claims:
        kind = claim.kind.value + (f".{claim.base.value}" if claim.base else "")
        key = f"{claim.section}|{claim.subject.key}|{kind}"
        seen[key] += 1
        result.append(replace(claim, claim_key=key if seen[key] == 1 else f"{key}#{seen[key]}"))
    return tuple(result)

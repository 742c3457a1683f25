"""Word documents of endless passages, tables and styles."""

from benchmarks.attacks.attack import attacks
from tests.word_documents import document, p, para, run, styles, tbl, tc, tr


def paragraph_of_ten_megabytes() -> bytes:
    return document(p("2024年度决算支出123.45万元，比上年增长6.7%。" * 150_000))


def long_paragraphs() -> bytes:
    return document(p("2024年度决算支出123.45万元，比上年增长6.7%。" * 2) * 80_000)


def million_paragraphs() -> bytes:
    return document(p("决算") * 400_000)


def million_runs() -> bytes:
    return document(para(*(run("决") for _ in range(400_000))))


def spans_of_billions() -> bytes:
    return document(tbl(*(tr(tc(p("1"), '<w:gridSpan w:val="999999999"/>')) for _ in range(1_000))))


def grid_of_million_cells() -> bytes:
    return document(tbl(*(tr(*(tc(p("1")) for _ in range(60))) for _ in range(5_000))))


def tables_in_tables() -> bytes:
    inner = p("1")
    for _ in range(60):
        inner = tbl(tr(tc(inner + p("1"))))
    return document(inner)


def styles_in_chain() -> bytes:
    chain = (
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:basedOn w:val="s{at + 1}"/></w:style>'
        for at in range(200_000)
    )
    body = "".join(para(run("决算"), properties=f'<w:pStyle w:val="s{at}"/>') for at in range(2_000))
    return document(body, **styles(*chain))


ATTACKS = attacks(
    "docx",
    paragraph_of_ten_megabytes,
    long_paragraphs,
    million_paragraphs,
    million_runs,
    spans_of_billions,
    grid_of_million_cells,
    tables_in_tables,
    styles_in_chain,
)

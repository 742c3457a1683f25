"""Web pages of endless tags, spans and style, alone and in MHTML."""

from benchmarks.attacks.attack import attacks

_ROW = "<tr><td>收入支出决算总表</td><td>1.00</td><td>2.00</td></tr>"


def _page(body: str, head: str = "") -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def _table(rows: str) -> str:
    return f"<table>{rows}</table>"


def million_attributes() -> bytes:
    named = " ".join(f"a{at}=1" for at in range(1_000_000))
    return _page(_table(f"<tr><td {named}>1</td></tr>{_ROW}"))


def long_style() -> bytes:
    return _page(_table(f'<tr><td style="{"color:red;" * 2_000_000}">1</td></tr>{_ROW}'))


def spans_of_billions() -> bytes:
    return _page(_table("<tr><td colspan=999999999 rowspan=999999999>1</td><td>2</td></tr>" * 2_000))


def tags_in_depth() -> bytes:
    return _page("<div>" * 2_000_000 + "1")


def million_tables() -> bytes:
    return _page(_table("<tr><td>1</td></tr>") * 300_000)


def paragraph_of_ten_megabytes() -> bytes:
    return _page(f"<p>{'2024年度决算支出123.45万元，比上年增长6.7%。' * 150_000}</p>")


def long_paragraphs() -> bytes:
    return _page(f"<p>{'2024年度决算支出123.45万元，比上年增长6.7%。' * 2}</p>" * 80_000)


def selectors_in_steps() -> bytes:
    rules = "".join(f"{'div ' * 11}.x{at} {{display: none}}" for at in range(15_000))
    return _page("<div>" * 200 + _table(_ROW * 5_000), f"<style>{rules}</style>")


def style_of_brackets() -> bytes:
    return _page(_table(_ROW), "<style>" + ":not(" * 2_000_000 + "{color:red}</style>")


def _mhtml(parts: str) -> bytes:
    return f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n{parts}--b--\n'.encode()


_PART = f"--b\nContent-Type: text/html; charset=utf-8\n\n<html><body>{_table(_ROW)}</body></html>\n"


def hundred_thousand_parts() -> bytes:
    return _mhtml(_PART * 100_000)


def parts_without_a_page() -> bytes:
    return _mhtml("--b\nContent-Type: image/png\n\n\n" * 1_000_000)


def parts_in_parts() -> bytes:
    return _mhtml(
        "".join(f'--b\nContent-Type: multipart/related; boundary="b{at}"\n\n--b{at}\n' for at in range(100_000))
    )


ATTACKS = (
    *attacks(
        "html",
        million_attributes,
        long_style,
        spans_of_billions,
        tags_in_depth,
        million_tables,
        paragraph_of_ten_megabytes,
        long_paragraphs,
        selectors_in_steps,
        style_of_brackets,
    ),
    *attacks("mhtml", hundred_thousand_parts, parts_without_a_page, parts_in_parts),
)

"""Change the structure of a web page: spans, nesting, repetition, style sheets, what is never closed.

The page is changed as bytes, for markup is ASCII in every encoding that it is published in.
"""

import random
import re
from collections.abc import Callable

from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count, odd_count

_END = re.compile(rb"</body", re.IGNORECASE)
_START = re.compile(rb"<body[^>]*>", re.IGNORECASE)
_CELL = re.compile(rb"<t[dh](?=[\s>])", re.IGNORECASE)
_ROW = re.compile(rb"<tr[\s>].*?</tr>", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(rb"<table[\s>].*?</table>", re.IGNORECASE | re.DOTALL)
_CLOSING = re.compile(rb"</(?:td|th|tr)>", re.IGNORECASE)
_ANY_CLOSING = re.compile(rb"</(?:td|tr|table|p|h2|ul|li)>", re.IGNORECASE)
_MOST_SHEETS = 300
_BREAK = b"\r\n"


def change_markup(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the page with one change of its structure."""
    if _END.search(data) is None or _START.search(data) is None:
        return None
    return draw_change(_CHANGES, data, rng, most)


def _at_end(data: bytes, piece: bytes, told: str, keeps_figures: bool = True) -> Mutant:
    found = _END.search(data)
    at = found.start() if found else len(data)
    return Mutant(data[:at] + piece + data[at:], told, keeps_figures)


def _at_start(data: bytes, piece: bytes, told: str, keeps_figures: bool = True) -> Mutant:
    found = _START.search(data)
    at = found.end() if found else 0
    return Mutant(data[:at] + piece + data[at:], told, keeps_figures)


# Spans ---------------------------------------------------------------------------------------------------------------


def _odd_spans(data: bytes, rng: random.Random, most: int) -> Mutant:
    share = rng.choice((0.002, 0.05, 1))

    def change(cell: re.Match[bytes]) -> bytes:
        if rng.random() >= share:
            return cell[0]
        return cell[0] + b' rowspan="%s" colspan="%s"' % (odd_count(rng), odd_count(rng))

    return Mutant(_CELL.sub(change, data), f"odd spans of {share:.1%} of the cells")


def _spans_after(data: bytes, rng: random.Random, most: int) -> Mutant:
    rows, cells = draw_count(rng, most), draw_count(rng, 20)
    text = rng.choice((b"", b"x", b"<p>x<p>y"))
    cell = b'<td rowspan="%s" colspan="%s">%s' % (odd_count(rng), odd_count(rng), text)
    first = b"<tr>" + b'<td rowspan="99999">' * draw_count(rng, 999)
    table = b"<p>z</p><table>" + first + (b"<tr>" + cell * cells) * max(rows // cells, 1) + b"</table>"
    return _at_end(data, table, f"{rows // cells} rows of {cells} times {cell.decode()} under {len(first)} bytes")


def _columns_after(data: bytes, rng: random.Random, most: int) -> Mutant:
    columns, rows = draw_count(rng, most), draw_count(rng, most)
    column = b'<col span="%s" style="visibility:collapse">' % odd_count(rng)
    row = b'<tr><td colspan="1000">x<td>y'
    table = b"<p>z</p><table>" + column * columns + row * rows + b"</table>"
    return _at_end(data, table, f"{columns} times {column.decode()} and {rows} rows")


# Nesting -------------------------------------------------------------------------------------------------------------

_LEVELS = (
    *(b"<div>", b"<b>", b"<font size=2>", b"<ul><li>", b"<table><tr><td>", b"<table><tr><td>1<td>", b"<a href=x>"),
    *(b'<div style="display:table">', b'<p style="display:table-row"><b style="display:table-cell">', b"<sup>"),
    *(b'<div style="display:flex">', b'<div role="table"><div role="row"><div role="cell">', b"<select><option>"),
    *(b"<object>", b"<svg><g>", b"<blockquote>", b"<dl><dd>", b"<form>", b"<frameset>", b"<table>", b"<tr>", b"<td>"),
)


def _nested(data: bytes, rng: random.Random, most: int) -> Mutant:
    level, depth = rng.choice(_LEVELS), draw_count(rng, rng.choice((700, most)))
    rest = rng.choice((b"", b"1,234.00", b"<br>x" * draw_count(rng, most), b"<i>x</i>" * draw_count(rng, most)))
    put = rng.choice((_at_start, _at_end))
    told = f"{depth} times {level.decode()} around {len(rest)} bytes, {put.__name__}"
    return put(data, level * depth + rest, told, keeps_figures=put is _at_end)


# Repetition ----------------------------------------------------------------------------------------------------------

_REPEATED = (
    *(b"<sup>1</sup> ", b"<input value=7>", b"<br>", b"<p>x", b"&nbsp;", b"&lt;", b"&#x4e00;", b"<!---->", b"<hr>"),
    *(b'<i style="display:inline-block"></i> <sup>2</sup> ', b"<wbr>", b"<li>1", b"<col>", b"</td>", b"</table>"),
    *(b"<a href=a.xlsx>b</a>", b"<img src=a.png width=900>", b"<iframe src=b></iframe>", b"<meta>", b"<tr>", b"<td>1"),
    *(b"<table></table>", b"<table><tr><td>x<td>y</table>", b"<pre>a\n</pre>", b"<del>1</del>", b"<![CDATA[", b"</>"),
    *(b"<select><option selected>1</select>", b"<style>a{color:red}</style>", b"<script>location='x'</script>", b"<"),
    *(b"&", b"<textarea>", b"<noscript>", b"<title>", b"<td colspan=1000>x", b"<ruby>a<rt>b</ruby>", b"<body>"),
)
_OPENING = frozenset({b"<textarea>", b"<noscript>", b"<title>", b"<tr>", b"<td>1", b"<td colspan=1000>x"})


def _repeated_after(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece, count = rng.choice(_REPEATED), draw_count(rng, most)
    around = rng.choice((b"<p>%s</p>", b"<table><tr><td>x<td>%s</table>", b"<p>z</p><table><tr><td>%s</table>"))
    return _at_end(data, around % (piece * count), f"{count} times {piece.decode()} in {around.decode()}")


def _repeated_rows(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    pattern = rng.choice((_ROW, _TABLE))
    found = list(pattern.finditer(data))
    if not found:
        return None
    piece = rng.choice(found)
    count = min(draw_count(rng, most), 20_000_000 // len(piece[0]), _MOST_SHEETS if pattern is _TABLE else most)
    return Mutant(data[: piece.end()] + piece[0] * count + data[piece.end() :], f"{piece[0][:60]!r} {count} times more")


def _attributes(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    kind = rng.randrange(4)
    if kind == 0:
        said = b" ".join(b"a%d=%d" % (number, number) for number in range(count))
    elif kind == 1:
        said = b"id=x " * count
    elif kind == 2:
        said = b'class="%s"' % b" ".join(b"c%d" % number for number in range(count))
    else:
        said = b'style="%s"' % (rng.choice((b"color:#000;", b"a:b(", b"'", b"(;", b"x;", b"margin:0 ")) * count)
    return _at_end(data, b"<p %s>x</p>" % said, f"{count} attributes or names of kind {kind} on one element")


def _styled(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    spans = b"".join(b'<b style="color:#%06x" class=k%d id=i%d>x</b>' % (n % 0x80, n % 997, n) for n in range(count))
    rules = b"".join(
        b".k%d.z{color:#111}.k%d{font-size:9pt}" % (n % 997, n % 997) for n in range(draw_count(rng, 9_000))
    )
    return _at_end(
        data, b"<style>%s</style><p>%s" % (rules, spans), f"{count} styled elements, {len(rules)} bytes of rules"
    )


def _unclosed(data: bytes, rng: random.Random, most: int) -> Mutant:
    share, pattern = rng.choice((0.01, 0.5, 1)), rng.choice((_CLOSING, _ANY_CLOSING))
    changed = pattern.sub(lambda tag: b"" if rng.random() < share else tag[0], data)
    return Mutant(changed, f"{share:.0%} of {pattern.pattern!r} left out", keeps_figures=pattern is _CLOSING)


def _long_text(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece = rng.choice(
        (
            b"1",
            b"1,234",
            b"(",
            b"x ",
            b".",
            b"- ",
            b"1 ",
            b"&#9312;",
            b"a1",
            b"1.",
            b"&#31532;",
            b"  ",
            b"\t1",
            b"%",
            b"1 x",
        )
    )
    count = draw_count(rng, 2 * most)
    around = rng.choice((b"<p>%s</p>", b"<pre>%s</pre>", b"<table><tr><td>x<td>%s</table>"))
    return _at_end(data, around % (piece * count), f"{piece.decode()!r} {count} times in {around.decode()}")


# Style sheets --------------------------------------------------------------------------------------------------------

_RULES: tuple[Callable[[int], bytes], ...] = (
    lambda n: b".x%d{color:#000}" % n,
    lambda n: b"td{color:#%06x}" % (n % 0x60),
    lambda n: b"*{font-size:9pt}",
    lambda n: b"html>body *{font-size:9pt}",
    lambda n: b"a b c d e f g h i j k td{color:#000}",
    lambda n: b"td+td+td+td~td{color:#000}",
    lambda n: b"td,th,p,b,i,u,s{color:#000}",
    lambda n: b"td:not(.x%d):nth-child(%dn+1){color:#000}" % (n, n % 999_999),
    lambda n: b'[title*="x%d"]{color:#000}' % n,
    lambda n: b"@media screen{p{color:#000}",
    lambda n: b"@media print and (min-width: %dpx){td{display:none}}" % n,
    lambda n: b'a{content:"',
    lambda n: b'\\"',
    lambda n: b"/*",
    lambda n: b"{",
    lambda n: b"}",
    lambda n: b"a:is(b(",
    lambda n: b"a,",
    lambda n: b"\\",
    lambda n: b"[a='",
)


def _rules(data: bytes, rng: random.Random, most: int) -> Mutant:
    rule, count, sheets = rng.choice(_RULES), draw_count(rng, most), rng.choice((1, 1, 1, 30))
    before = rng.choice((b"", b'a{b:"', b"p{color:#000}"))
    sheet = b"<style>%s%s</style>" % (before, b"".join(rule(number) for number in range(count // sheets + 1)))
    return _at_start(data, sheet * sheets, f"{sheets} style sheets of {count // sheets + 1} times {rule(1).decode()}")


# Messages ------------------------------------------------------------------------------------------------------------


def _message(data: bytes, rng: random.Random, most: int) -> Mutant:
    depth, copies = draw_count(rng, rng.choice((50, most // 10 + 2))), draw_count(rng, 20)
    head, page = b"Content-Type: multipart/related; boundary=b%d" + 2 * _BREAK, b"Content-Type: text/html" + 2 * _BREAK
    levels = _BREAK.join(head % level + b"--b%d" % level for level in range(depth))
    end = _BREAK + b"--b%d" % (depth - 1)
    pages = _BREAK.join(page + (b"<p>x" if copy else data) + end for copy in range(copies))
    message = b"MIME-Version: 1.0" + _BREAK + levels + _BREAK + pages + b"--" + _BREAK
    return Mutant(message, f"{copies} pages in {depth} levels of a message", keeps_figures=True)


def _odd_message(data: bytes, rng: random.Random, most: int) -> Mutant:
    said = rng.choice(
        (
            *(
                b"charset*0*=x''%ff",
                b"charset=\xff\xfe",
                b"charset=utf-7",
                b'charset="',
                b"charset*=utf-8''a%80",
                b"a=b;",
            ),
            *(
                b"charset=undefined",
                b"charset=idna",
                b"charset=unicode_escape",
                b"charset=base64",
                b"name=" + b"x" * 9_999,
            ),
        )
    )
    encoding = rng.choice((b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"\xe4"))
    head = b"Content-Type: multipart/related; boundary=b" + 2 * _BREAK
    part = b"--b" + _BREAK + b"Content-Type: text/html; " + said + _BREAK
    part += b"Content-Transfer-Encoding: " + encoding + _BREAK * draw_count(rng, 3) + data
    return Mutant(head + part * draw_count(rng, 9), f"a message with {said[:30]!r} in {encoding!r}")


_CHANGES: Changes = by_name(
    *(_odd_spans, _spans_after, _columns_after, _nested, _repeated_after, _repeated_rows, _attributes, _styled),
    *(_unclosed, _long_text, _rules, _message, _odd_message),
)

"""Change the structure of texts, Markdown and CSV: lines without end, quotes that never close, floods of separators."""

import random

from benchmarks.mutants import Changes, Mutant, by_name, draw_change, draw_count

_PIECES = (
    *(
        b"1",
        b"1,234",
        b"1,234,567.89 ",
        b"x ",
        b"x  ",
        b"1  ",
        b"1.00  ",
        b"\t",
        b"a\t",
        b"1\t",
        b",",
        b"a,",
        b";",
        b"|",
    ),
    *(
        b"| 1 ",
        b"|-",
        b'"',
        b'""',
        b'"a',
        b'a"',
        b'="1"',
        b',="1"',
        b"**",
        b"**a",
        b"*",
        b"# ",
        b"> ",
        b"- ",
        b"-",
        b"=",
    ),
    *(
        b"<table>",
        b"<table></table>",
        b"<br>",
        b"(",
        b"\xe2\x94\x82",
        b"\xe2\x94\x80",
        b"+",
        b"+-",
        b" ",
        b"\xe3\x80\x80",
    ),
    *(
        b"\xe8\xa1\xa8",
        b"\xe2\x91\xa0",
        b"\xef\xbc\x8c",
        b".",
        b"..",
        b"1.",
        b"'1",
        b"[",
        b"{",
        b"<",
        b"&",
        b"\\",
        b"\\|",
    ),
    *(
        b"\xe7\xac\xac1\xe9\xa1\xb5",
        b"a1",
        b"\xcc\x81",
        b"\xef\xbb\xbf",
        b"\x0c",
        b"\x0b",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
    ),
)
_ENDS = (b"\n", b"\r\n", b"\r", b"\n\n")
_TABLE = b"<table><tr><td>x<td>y</table>"


def change_text(data: bytes, rng: random.Random, most: int) -> Mutant | None:
    """Return the text with one change of its structure."""
    return draw_change(_CHANGES, data, rng, most)


def _told(piece: bytes) -> str:
    return repr(piece.decode("utf-8", "replace")[:60])


def _somewhere(data: bytes, rng: random.Random, piece: bytes, told: str) -> Mutant:
    """Put lines behind the last one, or between any two."""
    if rng.random() < 0.5:
        return Mutant(data.rstrip() + b"\n\n" + piece, f"{told} at the end")
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    return Mutant(b"\n".join([*lines[:at], piece, *lines[at:]]), f"{told} before line {at + 1}")


def _long_line(data: bytes, rng: random.Random, most: int) -> Mutant:
    piece, count = rng.choice(_PIECES), draw_count(rng, 10 * most)
    more = rng.choice((b"", rng.choice(_PIECES)))
    line = (piece + more) * (count // (len(piece) + len(more)) + 1)
    return _somewhere(data, rng, line, f"a line of {len(line)} bytes of {_told(piece + more)}")


def _many_lines(data: bytes, rng: random.Random, most: int) -> Mutant:
    pieces = [rng.choice(_PIECES) for _ in range(rng.randint(1, 6))]
    count = draw_count(rng, most)
    end = rng.choice(_ENDS)
    return _somewhere(data, rng, (b"".join(pieces) + end) * count, f"{count} lines of {_told(b''.join(pieces) + end)}")


def _growing_lines(data: bytes, rng: random.Random, most: int) -> Mutant:
    """Lines each wider than the one before, so that no two have the same fields."""
    piece, count = rng.choice(_PIECES), draw_count(rng, min(2_000, most))
    lines = b"\n".join(b"1.00  " * rng.randint(0, 2) + piece * number for number in range(1, count))
    return _somewhere(data, rng, lines, f"{count} lines of one to {count} times {_told(piece)}")


def _endless_quote(data: bytes, rng: random.Random, most: int) -> Mutant:
    changed = bytearray(data)
    quote = rng.choice((b'"', b"'", b'="', b"**", b"`", b"<table>", b"<!--"))
    places = sorted((rng.randrange(len(data)) for _ in range(rng.choice((1, 1, 2, 9)))), reverse=True)
    for at in places:
        changed[at:at] = quote
    return Mutant(bytes(changed), f"{quote.decode()} at {places}")


def _repeated_lines(data: bytes, rng: random.Random, most: int) -> Mutant:
    lines = data.split(b"\n")
    at, length = rng.randrange(len(lines)), rng.randint(1, 12)
    piece = lines[at : at + length]
    count = min(draw_count(rng, most), 5_000_000 // (sum(map(len, piece)) + 1))
    return Mutant(
        b"\n".join(lines[:at] + piece * count + lines[at:]), f"{len(piece)} lines from {at + 1} on {count} times"
    )


def _embedded_tables(data: bytes, rng: random.Random, most: int) -> Mutant:
    count = draw_count(rng, most)
    between = rng.choice((b"\n", b"", b"\nx\n", b"\n" * 99))
    table = rng.choice((_TABLE, b"<table>" * 9 + b"</table>", b"<table", b"</table>", b"<table><table>x</table>"))
    count = min(count, 30_000_000 // len(table + between))
    return _somewhere(data, rng, (table + between) * count, f"{count} times {_told(table + between)}")


def _other_ends(data: bytes, rng: random.Random, most: int) -> Mutant:
    end = rng.choice((b"\r", b"\r\n", b"\n\r", b"\x0b", b"\x0c", b"\n\n"))
    return Mutant(data.replace(b"\r\n", b"\n").replace(b"\n", end), f"lines that end with {end!r}")


def _nested(data: bytes, rng: random.Random, most: int) -> Mutant:
    mark, depth = rng.choice((b"[", b"{", b'{"a":', b"(", b"> ", b"<div>", b"<?xml ?>", b"<a>")), draw_count(rng, most)
    return Mutant(mark * depth + b"\n" + data, f"{depth} times {mark.decode()} before all")


_CHANGES: Changes = by_name(
    *(_long_line, _many_lines, _growing_lines, _endless_quote, _repeated_lines, _embedded_tables, _other_ends, _nested),
)

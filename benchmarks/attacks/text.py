"""CSV and plain text of endless fields and lines, and lines that make patterns run away: the latter just as long as a
text may be."""

from benchmarks.attacks.attack import attacks

_RECORD = "项目,预算数,决算数\n一般公共预算,1.00,2.00\n"


def field_of_forty_megabytes() -> bytes:
    return (_RECORD * 3 + "甲," + "9" * 40_000_000 + ",1\n").encode()


def million_columns() -> bytes:
    return (_RECORD + ",".join("1" for _ in range(1_000_000)) + "\n").encode()


def million_records() -> bytes:
    return (_RECORD * 700_000).encode()


def quotes_without_end() -> bytes:
    return (_RECORD + '"' + 'a,"b\n' * 1_900_000).encode()


def passage_of_ten_megabytes() -> bytes:
    return ("2024年度决算支出123.45万元，比上年增长6.7%。" * 180_000).encode()


def passages_without_a_stop() -> bytes:
    return (("决算" * 240_000 + "\n") * 10).encode()


def long_lines() -> bytes:
    return (("2024年度决算支出123.45万元，比上年增长6.7%。" * 2 + "\n") * 80_000).encode()


def grouped_digits() -> bytes:
    return ("支出 " + "1,234" * 90_000 + "\n").encode() * 20


def stars() -> bytes:
    return ("**a" * 3_300_000).encode()


def blanks() -> bytes:
    return ("支出" + " " * 9_900_000 + "1").encode()


def million_lines() -> bytes:
    return ("决算支出1.00万元。\n" * 1_500_000).encode()


def tables_of_markup() -> bytes:
    return ("支出\n" + "<table><tr><td>1</td></tr></table>" * 290_000).encode()


def short_lines() -> bytes:
    return ("收入支出决算总表\n" + '\x0c"a' * 95_000).encode()


def quoted_fields_of_lines() -> bytes:
    return ("支出\t1\n" + '\t"a' * 3_300_000).encode()


ATTACKS = (
    *attacks(
        "csv",
        field_of_forty_megabytes,
        million_columns,
        million_records,
        quotes_without_end,
    ),
    *attacks(
        "txt",
        passage_of_ten_megabytes,
        passages_without_a_stop,
        long_lines,
        grouped_digits,
        stars,
        blanks,
        million_lines,
        tables_of_markup,
        short_lines,
        quoted_fields_of_lines,
    ),
)

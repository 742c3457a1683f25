"""Read explained terms (名词解释): numbered entries `term：description`; items get the code that the sheets print."""

import re
from collections.abc import Iterator

from orchestration.disclosure.claims.items import find_items, resolve
from orchestration.disclosure.claims.model import GlossaryTerm, Origin
from orchestration.disclosure.claims.names import AccountNames
from orchestration.disclosure.claims.passages import Passage

_NUMBER = r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)[、.]?|\d{1,2}[.、．](?!\d)|\(\d{1,2}\))"
_ENTRY = re.compile(
    rf"(?:^|(?<=[。；）)：]))(?:{_NUMBER})(?P<term>[^。：；]{{2,80}})[：:](?P<text>(?:指|是指|反映|为|是)?)"
)
_NEXT = re.compile(rf"(?<=[。；）)：额]){_NUMBER}(?=[^。；]{{2,80}})")


def read_glossary(passage: Passage, origin: Origin, names: AccountNames) -> Iterator[GlossaryTerm]:
    """Yield the entries of a glossary passage in order; an entry ends where the next number begins."""
    text = passage.text
    for match in _ENTRY.finditer(text):
        following = _NEXT.search(text, match.end())
        end = following.start() if following else len(text)
        term = match["term"].strip("、")
        item = next(find_items(term, names), None)
        rows = resolve(item, names, "") if item else ()
        row = rows[0] if len(rows) == 1 else None
        yield GlossaryTerm(
            term[item.start : item.end] if item else term,
            text[match.start("text") : end].strip(),
            row.code if row and row.printed is None else None,
            origin,
            passage.place(match.start("term")),
        )

"""Names of bodies and fiscal years in the words around a sheet: its title, and lines such as 部门：云溪市财政局.

Whose a document is belongs to `recognise`, whose a sheet is to `belonging`.
"""

import re

from orchestration.disclosure.layouts.loader import Layouts
from orchestration.disclosure.resolution.titles import names_no_sheet
from orchestration.disclosure.resolution.unit_words import is_body
from orchestration.disclosure.text import compact, without_remark

MAX_NAME_LENGTH = 40

YEAR = r"20\d{2}年?度?"
YEAR_IN_TEXT = re.compile(r"(?<!\d)(20\d{2})(?!\d)年?度?")
WHOLE_YEAR = re.compile(r"(20\d{2})年度")

_DEPARTMENT_LINE = re.compile(
    rf"(?P<label>部门|编制部门|编制单位|部门名称|单位名称|填报单位|填报部门|公开部门|公开单位|预算单位|单位):"
    rf"(?P<name>[^\d:|]{{2,60}}?)"
    rf"(?P<year>{YEAR})?(?:(?:金额)?单位:.*|公开.*)?"
)
_NUMBERING = re.compile(
    r"^(?:附件?|附表|公开|表)?[一二三四五六七八九十\d]{0,3}表?[、.:\-—]+|^(?:附件|附表|公开表?|表)[一二三四五六七八九十\d]{1,3}"
)
_NO_NAME = re.compile(
    r"^(?:年?度?|部门|单位|决算|预算|(?:本|我|该)\w{1,2})$|目录|概况|^附件|^第[一二三四五六七八九十]+部分|[XxＸ×]{2}"
    r"|(?:^|[^\w(])[一二三四五六七八九十]+、|[一二三四五六七八九十]、|、$|\.{2,}|…|机构设置|名词解释|情况说明|主要职责|主要职能"
)


def department_line(text: str, layouts: Layouts) -> tuple[str, str | None] | None:
    """The name and the year of a line in comparable words that says whose a sheet is; 单位：万元 and 单位：美元 say
    nothing of it."""
    found = _DEPARTMENT_LINE.fullmatch(text)
    if found is None or (found["label"] == "单位" and not is_body(found["name"], layouts)):
        return None
    return found["name"], found["year"]


def is_name(text: str, layouts: Layouts) -> bool:
    """Whether words may be the name of a body: of its length, and no heading or line of a table of contents."""
    return 2 <= len(text) <= MAX_NAME_LENGTH and _NO_NAME.search(text) is None and names_no_sheet(text, layouts)


def is_whole_name(name: str, layouts: Layouts) -> bool:
    """Whether a name may tell one body from another: not a broken line, nor one to be filled in (某某局)."""
    endings = tuple(layouts.vocabulary.organisation_endings | layouts.units.body_endings)
    words = compact(name)
    is_whole = any(each.endswith(endings) for each in (words, without_remark(words)))
    return is_whole and "某" not in words and is_name(words, layouts)


def owner_in_title(text: str, words: str) -> str | None:
    """What stands before the words of a title in its line, without its year: the name of whose sheet it is, if any."""
    if words not in text:
        return None
    return YEAR_IN_TEXT.sub("", text[: text.rfind(words)])


def without_numbering(words: str) -> str:
    """The words without the numbering of a sheet before them: 附件3：云溪市财政局 becomes 云溪市财政局."""
    return _NUMBERING.sub("", words)

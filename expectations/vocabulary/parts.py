"""The terms of the parts that a disclosure has beside its nine sheets, and of what became of each."""

from expectations.vocabulary.term import Term, Tone


class Part(Term):
    """A part of a disclosure, in the order in which they usually stand."""

    COVER = "cover", Tone.NEUTRAL, "封面", "cover"
    CONTENTS = "contents", Tone.NEUTRAL, "目录", "table of contents"
    DUTIES = "duties", Tone.NEUTRAL, "主要职能", "duties"
    ORGANISATION = "organisation", Tone.NEUTRAL, "机构设置", "organisation"
    EXPLANATION = "explanation", Tone.NEUTRAL, "决算情况说明", "explanation of the accounts"
    OTHER_MATTERS = "other_matters", Tone.NEUTRAL, "其他相关说明", "other matters"
    PERFORMANCE = "performance", Tone.NEUTRAL, "绩效、项目说明", "performance and projects"
    GLOSSARY = "glossary", Tone.NEUTRAL, "名词解释", "glossary"


class PartStatus(Term):
    """What became of a part in the documents of a department-year."""

    UNREADABLE = "unreadable", Tone.CARE, "未能核对", "not found, and not everything could be read"
    MISSING = "missing", Tone.BAD, "缺少", "missing"
    TITLE_ONLY = "title_only", Tone.BAD, "只有标题，没有内容", "named by a heading or the contents, nothing under it"
    FOUND = "found", Tone.GOOD, "有", "found"

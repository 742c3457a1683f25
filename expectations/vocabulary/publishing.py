"""The terms of publishing: what becomes of a department-year, and what a person is shown where there is no verdict."""

from expectations.vocabulary.term import Term, Tone


class Verdict(Term):
    """What becomes of a department-year."""

    QUARANTINED = (
        "quarantined",
        Tone.BAD,
        "已隔离，未发布",
        "quarantined",
        "存在不符之处，数据暂不发布；更正后重新公开，即可解除。",
        "Figures contradict each other: withheld until a corrected edition is published.",
    )
    UNREADABLE = (
        "unreadable",
        Tone.BAD,
        "无法读取",
        "unreadable",
        "收到了文件，但读不出任何数据。",
        "Files were received, but nothing could be read of them.",
    )
    NOT_RECEIVED = (
        "not_received",
        Tone.ABSENT,
        "未收到",
        "not received",
        "应当公开，尚未收到文件。",
        "Expected; no file was received yet.",
    )
    PUBLISHED_WITH_WARNINGS = (
        "published_with_warnings",
        Tone.CARE,
        "已发布（有提示）",
        "published with warnings",
        "数据已经发布；另有需要留意的提示。",
        "Published; there are warnings to look at.",
    )
    PUBLISHED_WITH_WAIVER = (
        "published_with_waiver",
        Tone.CARE,
        "已发布（有豁免）",
        "published with waiver",
        "数据已经发布并作标记；其中的不符之处经豁免放行。",
        "Published and marked; a waiver releases what contradicts.",
    )
    PUBLISHED = (
        "published",
        Tone.GOOD,
        "已发布",
        "published",
        "能够核对的勾稽关系全部成立，数据已经发布。",
        "Every identity that could be evaluated holds; published.",
    )

    @property
    def is_publishable(self) -> bool:
        """Whether its figures reach the marts."""
        return self in (Verdict.PUBLISHED, Verdict.PUBLISHED_WITH_WARNINGS, Verdict.PUBLISHED_WITH_WAIVER)

    @property
    def is_read(self) -> bool:
        """Whether figures were read, so that the checks were made."""
        return self.is_publishable or self is Verdict.QUARANTINED

    @property
    def is_withheld(self) -> bool:
        """Whether files were received and nothing of them is published."""
        return self in (Verdict.QUARANTINED, Verdict.UNREADABLE)


class State(Term):
    """What a department-year or a checked document is shown as where a verdict does not say it."""

    LATE = (
        "late",
        Tone.ABSENT,
        "逾期未收到",
        "late, not received",
        "应当公开，已过期限，仍未收到文件。",
        "Expected and overdue; no file was received.",
    )
    UNKNOWN = "unknown", Tone.NEUTRAL, "登记表未说明", "the registry does not say"
    NOT_EXPECTED = "not_expected", Tone.NEUTRAL, "不应公开", "not expected"
    CHECK_FAILED = (
        "check_failed",
        Tone.BAD,
        "预检未通过",
        "check failed",
        "公开之前，请先更正下列不符之处。",
        "Correct what follows before publishing.",
    )
    CHECK_PASSED = (
        "check_passed",
        Tone.GOOD,
        "预检通过",
        "check passed",
        "没有发现错误级的不符之处，可以公开。",
        "Nothing of severity error was found: it may be published.",
    )


GRAVEST_FIRST: tuple[Verdict | State, ...] = (
    Verdict.QUARANTINED,
    Verdict.UNREADABLE,
    State.LATE,
    Verdict.NOT_RECEIVED,
    Verdict.PUBLISHED_WITH_WARNINGS,
    Verdict.PUBLISHED_WITH_WAIVER,
    Verdict.PUBLISHED,
)
"""As department-years are listed: a late one comes before one that is only not there yet."""

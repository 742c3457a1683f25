"""The terms of checking: how grave a check is, how it ends, and what becomes of findings and waivers."""

from expectations.vocabulary.term import Term, Tone


class Severity(Term):
    """What a violation leads to."""

    ERROR = "error", Tone.BAD, "错误", "error", "不符即不发布"
    WARNING = "warning", Tone.CARE, "提示", "warning", "照常发布，予以提示"
    INFO = "info", Tone.NEUTRAL, "信息", "info", "只计数"


class Outcome(Term):
    """How the evaluation of an identity ends; the four kinds of it never blur."""

    VIOLATED = "violated", Tone.BAD, "不符", "violated"
    NOT_READ = "not_read", Tone.CARE, "本系统未能读出", "not read by us"
    NOT_STATED = "not_stated", Tone.CARE, "公开文件没有印出", "not stated by the publisher"
    WITHIN_ROUNDING = "within_rounding", Tone.GOOD, "尾数差之内", "holds within rounding"
    EXACT = "exact", Tone.GOOD, "相符", "holds exactly"
    NOT_APPLICABLE = "not_applicable", Tone.NEUTRAL, "不适用", "not applicable"

    @property
    def is_evaluated(self) -> bool:
        """Whether both sides were there to be compared."""
        return self in (Outcome.VIOLATED, Outcome.WITHIN_ROUNDING, Outcome.EXACT)

    @property
    def holds(self) -> bool:
        """Whether its figures agree, exactly or within rounding."""
        return self in (Outcome.WITHIN_ROUNDING, Outcome.EXACT)

    @property
    def is_unresolved(self) -> bool:
        """Whether it could not be evaluated, because something is missing."""
        return self in (Outcome.NOT_READ, Outcome.NOT_STATED)

    @property
    def has_evidence(self) -> bool:
        """Whether the figures, or what is missing, are worked out one by one; of the others only a count is kept."""
        return self.is_unresolved or self in (Outcome.VIOLATED, Outcome.WITHIN_ROUNDING)


class FindingStatus(Term):
    """What became of a finding between the editions of a department-year."""

    NEW = "new", Tone.BAD, "本版新增", "new in this edition"
    PERSISTING = "persisting", Tone.BAD, "仍未整改", "persisting"
    UNCONFIRMED = "unconfirmed", Tone.CARE, "未能复核", "could not be checked again"
    RESOLVED = "resolved", Tone.GOOD, "已整改", "resolved"


class WaiverState(Term):
    """What a waiver does."""

    UNKNOWN_IDENTITY = "unknown_identity", Tone.CARE, "失效：没有这项勾稽关系", "stale: no such identity"
    UNKNOWN_DEPARTMENT = "unknown_department", Tone.CARE, "失效：没有登记这个部门", "stale: no such department"
    UNKNOWN_YEAR = (
        "unknown_year",
        Tone.CARE,
        "失效：这一年度既不应公开，也未收到",
        "stale: the year is neither expected nor received",
    )
    RESIDUAL_CHANGED = "residual_changed", Tone.CARE, "失效：差额已变", "stale: the residual has changed"
    VIOLATION_GONE = "violation_gone", Tone.CARE, "失效：不符已消除", "stale: the violation is gone"
    AWAITING = "awaiting", Tone.ABSENT, "等待文件", "awaiting its document"
    IN_FORCE = "in_force", Tone.GOOD, "有效", "in force"

    @property
    def is_stale(self) -> bool:
        """Whether it releases nothing and never will as it is written."""
        return self not in (WaiverState.AWAITING, WaiverState.IN_FORCE)

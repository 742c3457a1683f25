"""The Chinese words of a report for the ids that it shows beside them."""

VERDICTS = {
    "published": "已发布",
    "published_with_warnings": "已发布（有提示）",
    "published_with_waiver": "已发布（有豁免）",
    "quarantined": "已隔离，未发布",
    "not_received": "未收到",
    "late": "逾期未收到",
    "unreadable": "无法读取",
    "check_passed": "预检通过",
    "check_failed": "预检未通过",
}

MEANINGS = {
    "published": "能够核对的勾稽关系全部成立，数据已经发布。",
    "published_with_warnings": "数据已经发布；另有需要留意的提示。",
    "published_with_waiver": "数据已经发布并作标记；其中的不符之处经豁免放行。",
    "quarantined": "存在不符之处，数据暂不发布；更正后重新公开，即可解除。",
    "not_received": "应当公开，尚未收到文件。",
    "late": "应当公开，已过期限，仍未收到文件。",
    "unreadable": "收到了文件，但读不出任何数据。",
    "check_passed": "没有发现错误级的不符之处，可以公开。",
    "check_failed": "公开之前，请先更正下列不符之处。",
}

TONES = {
    "published": "good",
    "published_with_warnings": "care",
    "published_with_waiver": "care",
    "quarantined": "bad",
    "not_received": "absent",
    "late": "absent",
    "unreadable": "bad",
    "check_passed": "good",
    "check_failed": "bad",
}
"""How a verdict is drawn; its words always stand beside the colour."""

MARKS = {"good": "✓", "care": "▲", "bad": "✕", "absent": "○"}

WORST_FIRST = (
    "quarantined",
    "unreadable",
    "late",
    "not_received",
    "published_with_warnings",
    "published_with_waiver",
    "published",
)

SEVERITIES = {"error": "错误", "warning": "提示", "info": "信息"}

STATUSES = {
    "found": "有数据",
    "empty_declared": "声明无数据",
    "empty": "空表，未说明",
    "missing": "缺表",
    "unreadable": "无法读取",
}

HISTORY = {"new": "本版新增", "persisting": "仍未整改", "resolved": "已整改", "unconfirmed": "未能复核"}

WAIVER_STATES = {
    "in_force": "有效",
    "awaiting": "等待文件",
    "residual_changed": "失效：差额已变",
    "violation_gone": "失效：不符已消除",
    "unknown_identity": "失效：没有这项勾稽关系",
    "unknown_department": "失效：没有登记这个部门",
    "unknown_year": "失效：这一年度既不应公开，也未收到",
}

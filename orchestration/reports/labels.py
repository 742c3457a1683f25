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

STATES = VERDICTS | {"not_expected": "不应公开", "unknown": "登记表未说明"}
"""The states of the heat map: a verdict, or why there is none."""

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

ROWS = {
    "total": "合计",
    "personnel_total": "人员经费合计",
    "operating_total": "公用经费合计",
    "overseas_travel": "因公出国（境）费",
    "vehicles": "公务用车购置及运行维护费",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行维护费",
    "reception": "公务接待费",
    "meeting": "会议费",
    "training": "培训费",
    "income.general_public_budget": "一般公共预算财政拨款收入",
    "income.government_fund": "政府性基金预算财政拨款收入",
    "income.state_capital": "国有资本经营预算财政拨款收入",
    "income.superior_subsidy": "上级补助收入",
    "income.institutional": "事业收入",
    "income.operating": "经营收入",
    "income.affiliate_remittance": "附属单位上缴收入",
    "income.other": "其他收入",
    "income.total": "本年收入合计",
    "income.non_appropriation_surplus_used": "使用非财政拨款结余",
    "income.opening_balance": "年初结转和结余",
    "income.opening_balance.general_public_budget": "年初结转：一般公共预算",
    "income.opening_balance.government_fund": "年初结转：政府性基金预算",
    "income.opening_balance.state_capital": "年初结转：国有资本经营预算",
    "income.grand_total": "收入总计",
    "expenditure.total": "本年支出合计",
    "expenditure.surplus_distribution": "结余分配",
    "expenditure.closing_balance": "年末结转和结余",
    "expenditure.grand_total": "支出总计",
}
"""Row keys that are no codes."""

COLUMNS = {
    "final": "决算数",
    "budget": "预算数",
    "total": "合计",
    "basic": "基本支出",
    "project": "项目支出",
    "remitted_to_superior": "上缴上级支出",
    "operating": "经营",
    "subsidy_to_affiliates": "对附属单位补助支出",
    "fiscal_appropriation": "财政拨款收入",
    "superior_subsidy": "上级补助收入",
    "institutional": "事业收入",
    "affiliate_remittance": "附属单位上缴收入",
    "other": "其他收入",
    "general_public_budget": "一般公共预算",
    "government_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
    "opening_balance": "年初结转和结余",
    "income": "本年收入",
    "closing_balance": "年末结转和结余",
}

"""The Chinese words of a report for the ids that it shows beside them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from orchestration.disclosure.model import ProblemKind

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


class ProblemWords(NamedTuple):
    """What is wrong with a file, and what to do about it."""

    title: str
    remedy: str


PROBLEMS: Mapping[str, ProblemWords] = MappingProxyType(
    {
        ProblemKind.UNREADABLE_FILE: ProblemWords("文件打不开", "请重新下载，或请公开单位重新提供"),
        ProblemKind.ENCRYPTED_FILE: ProblemWords("文件有打开密码", "请提供没有密码的文件"),
        ProblemKind.DAMAGED_FILE: ProblemWords("文件已损坏", "请重新下载；仍然损坏的，请公开单位重新提供"),
        ProblemKind.UNSUPPORTED_FORMAT: ProblemWords("不支持这种文件格式", "请提供 PDF、DOCX、XLSX 或网页"),
        ProblemKind.MISSING_TOOL: ProblemWords("读取这种格式所需的程序没有安装", "请安装 LibreOffice 后重新运行"),
        ProblemKind.TOO_LARGE: ProblemWords("文件过大，没有读取", "请核实是否为决算公开文件，或拆分后提供"),
        ProblemKind.TOO_SLOW: ProblemWords("读取超时，已停止", "请提供较简单的格式，或调高 JUESUAN_READ_SECONDS"),
        ProblemKind.SCANNED_PAGE: ProblemWords("扫描页，没有文字", "请提供由原文件直接生成的 PDF 或表格文件"),
        ProblemKind.GARBLED_TEXT: ProblemWords("文字编码无法识别", "请用 UTF-8 编码保存，或重新生成 PDF"),
        ProblemKind.HIDDEN_SHEET: ProblemWords("工作簿中有隐藏内容，没有读取", "属于公开内容的，请取消隐藏"),
        ProblemKind.NO_CACHED_VALUE: ProblemWords("公式没有保存计算结果", "请在表格软件中重新计算并保存"),
        ProblemKind.NOT_FINAL_ACCOUNTS: ProblemWords("不是部门决算", "请换成该年度的部门决算公开文件"),
        ProblemKind.UNKNOWN_SHEET: ProblemWords("不认识的表", "属于九张公开表的，请在 layouts/sheets.yml 中登记表名"),
        ProblemKind.NOT_MODELLED_SHEET: ProblemWords("已知但不入库的表", "无须处理"),
        ProblemKind.MISSING_SHEET: ProblemWords("缺表", "请核实公开文件是否漏表；确无数据的，应附空表并说明"),
        ProblemKind.DUPLICATE_SHEET: ProblemWords("同一张表出现多次", "请核实应以哪一张为准，删去其余"),
        ProblemKind.UNKNOWN_COLUMN: ProblemWords(
            "不认识的栏，其中的数字没有读取", "属于已知栏目的，请在 layouts/sheets.yml 中登记"
        ),
        ProblemKind.UNKNOWN_LABEL: ProblemWords(
            "不认识的行，其中的数字没有读取", "属于已知行的，请在 layouts/lines.yml 中登记"
        ),
        ProblemKind.NOT_A_NUMBER: ProblemWords("应为数字而不是数字", "请核对原文件中的这一格"),
        ProblemKind.CONFLICTING_FIGURES: ProblemWords("同一个数在两处印得不一样", "请核实以哪一处为准"),
        ProblemKind.UNIT_NOT_STATED: ProblemWords("没有写明金额单位", "请在表头注明万元或元"),
        ProblemKind.UNKNOWN_DEPARTMENT: ProblemWords("登记表中没有这个部门", "请在 departments.csv 中登记，或移走文件"),
        ProblemKind.DEPARTMENT_DISAGREES: ProblemWords("部门名称不一致", "请核实是否放错文件夹，或混入其他部门的表"),
        ProblemKind.FISCAL_YEAR_DISAGREES: ProblemWords("决算年度不一致", "请核实是否放错文件夹，或混入其他年度的表"),
        ProblemKind.CHECKSUM_DISAGREES: ProblemWords("文件与清单所记不符", "请重新下载；公开单位已更换的，请更正清单"),
        ProblemKind.REGISTRY_REFUSED: ProblemWords(
            "登记表有误，沿用上一次正确的登记表", "请按所列行更正 departments.csv"
        ),
        "misprinted_formula": ProblemWords("表下所印公式有误", "请更正表下的公式"),
        ProblemKind.MANIFEST_DATE: ProblemWords("清单中的收到日期有误", "请按 2025-09-30 的样式填写"),
    }
)

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

CLAIMS = {
    "amount": "金额",
    "budget": "预算数",
    "change": "增减额",
    "share": "占比",
    "growth": "增减幅度",
    "completion": "完成率",
    "rate": "执行率",
    "count": "数量",
    "score": "得分",
    "budget_score": "预算执行得分",
    "total_score": "总分",
    "whole": "合计占比",
    "direction": "增减说法",
    "wording": "措辞",
}
"""Kinds of claims."""

"""The terms of reading: what became of a sheet, and what can be wrong with a file or with our reading of it."""

from expectations.vocabulary.term import Term, Tone


class SheetStatus(Term):
    """What became of one of the nine sheets in a document or department-year."""

    UNREADABLE = "unreadable", Tone.BAD, "无法读取", "unreadable"
    MISSING = "missing", Tone.BAD, "缺表", "missing"
    EMPTY = "empty", Tone.CARE, "空表，未说明", "empty, and does not say why"
    EMPTY_DECLARED = "empty_declared", Tone.NEUTRAL, "声明无数据", "declared empty"
    FOUND = "found", Tone.GOOD, "有数据", "found"

    @property
    def is_absent(self) -> bool:
        """Whether there is no sheet to look at."""
        return self in (SheetStatus.UNREADABLE, SheetStatus.MISSING)

    @property
    def is_silent(self) -> bool:
        """Whether the publisher neither prints figures nor says that there are none."""
        return self in (SheetStatus.MISSING, SheetStatus.EMPTY)


class ProblemKind(Term):
    """What can be wrong with a file or with our reading of it; never with its arithmetic (that is an identity).

    `meaning` says to a Chinese reader what to do about it; how grave one problem is, its severity says.
    """

    REGISTRY_REFUSED = (
        "registry_refused",
        Tone.BAD,
        "登记表有误，沿用上一次正确的登记表",
        "the registry has errors; the last valid one is used",
        "请按所列行更正 departments.csv",
    )
    MANIFEST_PROBLEM = (
        "manifest_problem",
        Tone.CARE,
        "收件清单有误，有误之处不采用",
        "the manifest has errors, which are not followed",
        "请按所列行或文件更正 manifest.csv",
    )
    TEMPLATE_REFUSED = (
        "template_refused",
        Tone.CARE,
        "表格模板不能使用，改用系统自带模板",
        "a template of a form cannot be used; the package's own is used",
        "请按所列原因更正 raw/forms 中的文件",
    )
    DEPARTMENT_DISAGREES = (
        "department_disagrees",
        Tone.BAD,
        "部门名称不一致",
        "another department than it is filed under",
        "请核实是否放错文件夹，或混入其他部门的表",
    )
    FISCAL_YEAR_DISAGREES = (
        "fiscal_year_disagrees",
        Tone.BAD,
        "决算年度不一致",
        "another fiscal year than it is filed under",
        "请核实是否放错文件夹，或混入其他年度的表",
    )
    CHECKSUM_DISAGREES = (
        "checksum_disagrees",
        Tone.BAD,
        "文件与清单所记不符",
        "another file than the manifest records",
        "请重新下载；公开单位已更换的，请更正清单",
    )
    UNKNOWN_DEPARTMENT = (
        "unknown_department",
        Tone.BAD,
        "登记表中没有这个部门",
        "matches no registered department",
        "请在 departments.csv 中登记，或移走文件",
    )
    NOT_FINAL_ACCOUNTS = (
        "not_final_accounts",
        Tone.BAD,
        "不是部门决算",
        "not final accounts of a department",
        "请换成该年度的部门决算公开文件",
    )
    FOREIGN_SHEET = (
        "foreign_sheet",
        Tone.BAD,
        "表上印的是其他部门或其他年度，没有读取",
        "a sheet that names another body or another year, not read",
        "请换成本部门本年度的表，或更正表上的名称、年度",
    )
    UNKNOWN_UNIT = (
        "unknown_unit",
        Tone.BAD,
        "表上注明的金额单位不认识，没有读取",
        "a sheet in an unknown unit of amounts, not read",
        "请在表头注明万元或元",
    )
    UNREADABLE_FILE = (
        "unreadable_file",
        Tone.BAD,
        "文件打不开",
        "the file cannot be opened",
        "请重新下载，或请公开单位重新提供",
    )
    ENCRYPTED_FILE = "encrypted_file", Tone.BAD, "文件有打开密码", "the file needs a password", "请提供没有密码的文件"
    DAMAGED_FILE = (
        "damaged_file",
        Tone.BAD,
        "文件已损坏",
        "the file is damaged",
        "请重新下载；仍然损坏的，请公开单位重新提供",
    )
    UNSUPPORTED_FORMAT = (
        "unsupported_format",
        Tone.BAD,
        "不支持这种文件格式",
        "unsupported file format",
        "请提供 PDF、DOCX、XLSX 或网页",
    )
    MISSING_TOOL = (
        "missing_tool",
        Tone.BAD,
        "读取这种格式所需的程序没有安装",
        "a program needed for this format is not installed",
        "请安装 LibreOffice 后重新运行",
    )
    TOO_LARGE = (
        "too_large",
        Tone.BAD,
        "文件过大，没有读取",
        "too large, not read",
        "请核实是否为决算公开文件，或拆分后提供",
    )
    TOO_SLOW = (
        "too_slow",
        Tone.BAD,
        "读取超时，已停止",
        "reading took too long and was stopped",
        "请提供较简单的格式，或调高 JUESUAN_READ_SECONDS",
    )
    SCANNED_PAGE = (
        "scanned_page",
        Tone.CARE,
        "扫描页，没有文字",
        "scanned page without text",
        "请提供由原文件直接生成的 PDF 或表格文件",
    )
    SHEET_NOT_TEXT = (
        "sheet_not_text",
        Tone.CARE,
        "表是图片或嵌入对象，没有读取",
        "a picture or an embedded object in the place of a sheet",
        "请提供以文字制成的表格（XLSX、DOCX，或由其直接生成的 PDF）",
    )
    ELSEWHERE = (
        "elsewhere",
        Tone.BAD,
        "文件只指向别处，内容不在其中",
        "the file only points to where the content is",
        "请下载所指的文件，放入同一文件夹",
    )
    GARBLED_TEXT = (
        "garbled_text",
        Tone.CARE,
        "文字编码无法识别",
        "text encoding not recognised",
        "请用 UTF-8 编码保存，或重新生成 PDF",
    )
    MISSING_SHEET = (
        "missing_sheet",
        Tone.CARE,
        "缺表",
        "missing sheet",
        "请核实公开文件是否漏表；确无数据的，应附空表并说明",
    )
    DUPLICATE_SHEET = (
        "duplicate_sheet",
        Tone.CARE,
        "同一张表出现多次",
        "the same sheet twice",
        "请核实应以哪一张为准，删去其余",
    )
    CONFLICTING_FIGURES = (
        "conflicting_figures",
        Tone.CARE,
        "同一个数在两处印得不一样",
        "the same figure printed differently in two places",
        "请核实以哪一处为准",
    )
    DOUBTFUL_FIGURE = (
        "doubtful_figure",
        Tone.CARE,
        "扫描件上的数字未能确认",
        "a figure of a scan that is not read for certain",
        "请对照图片核实这一格",
    )
    CONFIRMATION_PROBLEM = (
        "confirmation_problem",
        Tone.CARE,
        "对扫描件的人工核实无法采用",
        "what a person confirmed of a scan cannot be used",
        "请重新核实，并更正 confirmations.csv",
    )
    NOT_A_NUMBER = (
        "not_a_number",
        Tone.CARE,
        "应为数字而不是数字",
        "not a number where one is due",
        "请核对原文件中的这一格",
    )
    NO_CACHED_VALUE = (
        "no_cached_value",
        Tone.CARE,
        "公式没有保存计算结果",
        "formula saved without its value",
        "请在表格软件中重新计算并保存",
    )
    UNKNOWN_SHEET = (
        "unknown_sheet",
        Tone.CARE,
        "不认识的表",
        "unknown sheet",
        "请核对表名；属于九张公开表的，请告知系统维护人员",
    )
    UNKNOWN_COLUMN = (
        "unknown_column",
        Tone.CARE,
        "不认识的栏，其中的数字没有读取",
        "unknown column, its figures are not read",
        "请核对栏目名称；确实无误的，请告知系统维护人员",
    )
    UNKNOWN_LABEL = (
        "unknown_label",
        Tone.CARE,
        "不认识的行，其中的数字没有读取",
        "unknown row, its figures are not read",
        "请核对行名称；确实无误的，请告知系统维护人员",
    )
    DESTROYED_CODE = (
        "destroyed_code",
        Tone.CARE,
        "科目编码被电子表格改成了数字，末几位已丢失",
        "codes turned into rounded numbers by a spreadsheet program, their last digits lost",
        "请把科目编码一列设为文本格式，重新填写后再公开",
    )
    UNIT_NOT_STATED = (
        "unit_not_stated",
        Tone.CARE,
        "没有写明金额单位",
        "no unit of amounts is stated",
        "请在表头注明万元或元",
    )
    MANIFEST_DATE = (
        "manifest_date",
        Tone.CARE,
        "清单中的收到日期有误",
        "invalid date of receipt in the manifest",
        "请按 2025-09-30 的样式填写",
    )
    HEAD_IN_TOTAL = (
        "head_in_total",
        Tone.NEUTRAL,
        "栏目名称印在合计行，合计行没有这些数字",
        "heads in the row of the total, which therefore prints no such figures",
        "请把栏目名称移到合计行之上，并填写合计数",
    )
    MISPRINTED_FORMULA = (
        "misprinted_formula",
        Tone.NEUTRAL,
        "表下所印公式有误",
        "misprinted formula under a sheet",
        "请更正表下的公式",
    )
    HIDDEN_SHEET = (
        "hidden_sheet",
        Tone.NEUTRAL,
        "工作簿中有隐藏内容，没有读取",
        "hidden content in the workbook, not read",
        "属于公开内容的，请取消隐藏",
    )
    NOT_MODELLED_SHEET = (
        "not_modelled_sheet",
        Tone.NEUTRAL,
        "已知但不入库的表",
        "known sheet that is not modelled",
        "无须处理",
    )

    @property
    def is_misfiled(self) -> bool:
        """Whether the document is not the one that was filed: by its own word, or by the checksum of the manifest.

        Of severity error, nothing of it is published and nothing is compared with it.
        """
        return self in (
            ProblemKind.DEPARTMENT_DISAGREES,
            ProblemKind.FISCAL_YEAR_DISAGREES,
            ProblemKind.CHECKSUM_DISAGREES,
        )

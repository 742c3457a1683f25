"""The two restated disclosures of raw/ alone, under a registry that expects more of their departments than is there."""

import shutil
from pathlib import Path

from orchestration.home.settings import PROJECT

_REGISTRY = """\
department_id,name,aliases,district,administrative_code,expected_years
wuhan_jkq_dsj,武汉经济技术开发区（汉南区）大数据中心,大数据中心;区大数据中心;武汉经济技术开发区大数据中心,武汉市汉南区,420113,2022-2023
putuo_czj,上海市普陀区财政局,普陀区财政局;区财政局,上海市普陀区,310107,2023-2024
putuo_shgzb,中共上海市普陀区委社会工作部,普陀区委社会工作部;区委社会工作部,上海市普陀区,310107,2024
"""


def restated_raw(raw: Path) -> Path:
    """Write them into a new folder, with the waivers of raw/, and return it."""
    raw.mkdir()
    (raw / "departments.csv").write_text(_REGISTRY, "utf-8")
    shutil.copy(PROJECT / "raw" / "waivers.yml", raw)
    for department_id in ("putuo_czj", "wuhan_jkq_dsj"):
        shutil.copytree(PROJECT / "raw" / department_id, raw / department_id)
    return raw

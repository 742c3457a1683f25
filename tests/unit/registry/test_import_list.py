"""A district's list of departments and units becomes a registry."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.registry.grid import list_publishers
from orchestration.registry.import_list import build_registry_rows, derive_stable_id, write_registry
from orchestration.registry.model import COLUMNS, Registry, RegistryError, load_registry

PUTUO = Path(__file__).resolve().parents[3] / "../shared/data/reference/putuo_departments.csv"
LIST = """name,level,parent
云溪区教育局,department,云溪区
云溪区大数据中心,department,云溪区
云溪区教育局本级,unit,云溪区教育局
云溪区大数据中心,unit,云溪区大数据中心
云溪区实验小学,unit,云溪区教育局
"""


def imported(tmp_path: Path, text: str) -> Registry:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    out = tmp_path / "departments.csv"
    write_registry(out, build_registry_rows(path, "云溪区", "429900", "2023-2024"))
    return load_registry(out)


def test_departments_publish_and_their_units_stand_under_them(tmp_path: Path) -> None:
    registry = imported(tmp_path, LIST)
    education, data = derive_stable_id("department", "云溪区教育局"), derive_stable_id("department", "云溪区大数据中心")
    assert [(d.name, d.parent_id, d.expected_years) for d in registry.departments] == [
        ("云溪区教育局", None, (2023, 2024)),
        ("云溪区教育局本级", education, ()),
        ("云溪区实验小学", education, ()),
        ("云溪区大数据中心", None, (2023, 2024)),
        ("云溪区大数据中心", data, ()),
    ]


def test_an_id_depends_on_the_name_alone(tmp_path: Path) -> None:
    shorter = imported(tmp_path, "\n".join(line for line in LIST.splitlines() if "大数据" not in line))
    assert shorter.by_id.keys() < imported(tmp_path, LIST).by_id.keys()
    assert derive_stable_id("department", "云溪区 教育局") == derive_stable_id("department", "云溪区教育局")
    assert derive_stable_id("unit", "云溪区教育局") != derive_stable_id("department", "云溪区教育局")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("云溪区小学,unit,云溪区学校局", "list.csv, line 7: 云溪区学校局 is not in the list as a department"),
        ("云溪区小学,school,云溪区教育局", "list.csv, line 7: expected a name and the level department or unit"),
        ("云溪区教育局,department,云溪区", "list.csv, line 7: 云溪区教育局 stands twice"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(RegistryError, match=message):
        imported(tmp_path, f"{LIST}{line}\n")


@pytest.mark.skipif(not PUTUO.is_file(), reason="the real list (shared/data beside the repository) is not here")
def test_a_real_districts_list_loads_as_a_registry(tmp_path: Path) -> None:
    out = tmp_path / "departments.csv"
    options = ["--district", "上海市普陀区", "--code", "310107", "--years", "2024", "--out", str(out)]
    result = CliRunner().invoke(main, ["registry", "import", str(PUTUO), *options])
    assert (result.exit_code, result.output) == (0, f"{out}: 63 departments, 335 units, fiscal years 2024 to 2024\n")
    registry = load_registry(out)
    finance = registry.find_named("上海市普陀区财政局")
    assert finance is not None
    assert finance.parent_id is None
    assert len(list_publishers(registry, tmp_path)) == 63


def test_a_registry_is_checked_before_a_run_does(tmp_path: Path) -> None:
    path, line = tmp_path / "departments.csv", "finance,云溪市财政局,,云溪市,420000,2022-2024"
    path.write_text("\n".join((",".join(COLUMNS), line, line)) + "\n", "utf-8")
    result = CliRunner().invoke(main, ["registry", "check", str(path)])
    assert (result.exit_code, result.stderr) == (2, "departments.csv, line 3: department_id finance stands twice\n")
    path.write_text("\n".join((",".join(COLUMNS), line)) + "\n", "utf-8")
    result = CliRunner().invoke(main, ["registry", "check", str(path)])
    assert (result.exit_code, result.output) == (0, f"{path}: 1 departments, 0 units, fiscal years 2022 to 2024\n")

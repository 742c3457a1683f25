"""The lock as it is read back, and the list of what an installation brings."""

import json
import tomllib
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from release.audit import other_than_locked
from release.bill import bill_of_materials
from release.locked import (
    LOCK,
    PRODUCT,
    PROJECT,
    RELEASED,
    SCAN_LOCK,
    SHIPPED_EXTRAS,
    SPARK_LOCK,
    Package,
    installed_locks,
    locked_packages,
    shipped_graph,
)

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_lock_is_read_for_this_platform_and_refused_where_it_pins_nothing(tmp_path: Path) -> None:
    digest = "0" * 64
    lock = tmp_path / "requirements.lock"
    here, elsewhere = "python_version >= '3'", "python_version < '3'"
    lock.write_text(
        f"Aa.B==1.0 ; {here} \\\n    --hash=sha256:{digest}\nAa.B==0.9 ; {elsewhere} \\\n    --hash=sha256:{digest}\n"
        f"winonly==2 ; {elsewhere} \\\n    --hash=sha256:{digest}\n",
        "utf-8",
    )
    assert locked_packages(lock) == {"aa-b": Package("aa-b", "1.0", (digest,))}
    for line in ("loose>=1 --hash=sha256:" + digest, "bare==1"):
        lock.write_text(line, "utf-8")
        with pytest.raises(ValueError, match="is not pinned to one version with its hashes"):
            locked_packages(lock)


def test_an_installation_brings_the_product_s_packages_and_no_tools_of_its_developers() -> None:
    packages = locked_packages(*installed_locks())
    shipped = shipped_graph(packages)
    assert {"dagster", "dbt-core", "duckdb", "polars", "marimo", "dagster-postgres"} <= shipped[
        PRODUCT
    ] | shipped.keys()
    assert shipped.keys().isdisjoint({"pytest", "ruff", "mypy", "playwright", "cyclonedx-python-lib"})
    assert all(needed <= shipped.keys() for needed in shipped.values())


def test_the_extra_for_scans_is_listed_with_its_own_lock_where_it_is_installed() -> None:
    pytest.importorskip("rapidocr", reason="the extra `scan` is not installed")
    assert set(installed_locks()) >= {LOCK, SCAN_LOCK}
    shipped = shipped_graph(locked_packages(LOCK, SCAN_LOCK))
    assert {"rapidocr", "onnxruntime", "opencv-python-headless"} <= shipped[PRODUCT]
    assert "pyclipper" in shipped["rapidocr"] and "pillow" in shipped[PRODUCT]
    assert "rapidocr" not in shipped_graph(locked_packages(LOCK))
    components = json.loads(bill_of_materials(locked_packages(LOCK, SCAN_LOCK), MOMENT))["components"]
    assert {each["name"]: bool(each["hashes"]) for each in components}["rapidocr"]
    assert "rapidocr" not in "".join(other_than_locked(locked_packages(*installed_locks())))


@pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra `spark` is not installed")
def test_the_extra_for_spark_is_listed_with_its_own_lock_where_it_is_installed() -> None:
    assert set(installed_locks()) >= {LOCK, SPARK_LOCK}
    shipped = shipped_graph(locked_packages(LOCK, SPARK_LOCK))
    assert {"dbt-spark", "pyspark"} <= shipped[PRODUCT] and "py4j" in shipped["pyspark"]
    assert shipped_graph(locked_packages(LOCK)).keys().isdisjoint(locked_packages(SPARK_LOCK))
    components = json.loads(bill_of_materials(locked_packages(LOCK, SPARK_LOCK), MOMENT))["components"]
    hashed = {each["name"] for each in components if each["hashes"] and each["licenses"]}
    assert hashed >= locked_packages(SPARK_LOCK).keys()
    told = "\n".join(other_than_locked(locked_packages(*installed_locks())))
    assert not any(name in told for name in locked_packages(SPARK_LOCK))


@pytest.mark.parametrize(("extra", "lock"), [("scan", SCAN_LOCK), ("spark", SPARK_LOCK)])
def test_whatever_an_extra_asks_for_stands_in_a_released_lock(extra: str, lock: Path) -> None:
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = {Requirement(each) for each in extras[extra]}
    locked = locked_packages(LOCK, lock)
    assert lock in RELEASED and extra in SHIPPED_EXTRAS
    assert all(each.specifier.contains(locked[canonicalize_name(each.name)].version) for each in asked)


def test_equal_locks_have_equal_lists_with_hashes_licences_and_what_needs_what() -> None:
    packages = locked_packages(*installed_locks())
    told = bill_of_materials(packages, MOMENT)
    assert told == bill_of_materials(packages, MOMENT)
    bill = json.loads(told)
    assert bill["specVersion"] == "1.6" and bill["metadata"]["component"]["name"] == PRODUCT
    components = {each["name"]: each for each in bill["components"]}
    assert components.keys() == shipped_graph(packages).keys() - {PRODUCT}
    duckdb = components["duckdb"]
    assert duckdb["purl"] == f"pkg:pypi/duckdb@{duckdb['version']}" and duckdb["licenses"]
    assert {each["content"] for each in duckdb["hashes"]} == set(packages["duckdb"].hashes)
    needs = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert "duckdb" in needs["dbt-duckdb"] and "dbt-duckdb" in needs[PRODUCT]


def test_what_is_installed_otherwise_than_locked_is_told() -> None:
    packages = dict(locked_packages(*installed_locks()))
    click, rich = packages.pop("click"), packages["rich"]
    packages["rich"] = Package("rich", "0.1", rich.hashes)
    packages["absent"] = Package("absent", "1", ())
    told = set(other_than_locked(packages))
    assert told >= {
        "absent 1 is locked, nothing is installed",
        f"rich 0.1 is locked, {rich.version} is installed",
        f"click {click.version} is installed and not locked",
    }

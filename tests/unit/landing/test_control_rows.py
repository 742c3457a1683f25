"""The catalogue tables: what the models read of registry, identities and waivers."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from expectations.model import Waiver, compile_identity, load_identities
from orchestration.landing.control_rows import identity_rows, registry_rows
from orchestration.landing.frames import frames
from orchestration.registry.model import COLUMNS, load_registry

WAIVER = Waiver(
    department_id="finance",
    fiscal_year=2024,
    identity="expenditure.row_total",
    residual=Decimal("-33.37"),
    reason="printed so",
    author="somebody",
    date=date(2026, 1, 2),
)


def test_every_department_year_of_the_grid_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "departments.csv"
    lines = ["finance,云溪市财政局,财政局;市财政局,云溪市,420000,2022-2023", "audit,云溪市审计局,,云溪市,420000,2024"]
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", "utf-8")
    registry = load_registry(path)
    grid = [(department, year) for department in registry.departments for year in (2023, 2024)]
    day = date(2025, 10, 1)
    tables = frames(registry_rows(registry, grid, {("audit", 2024): date(2025, 9, 1)}, day))
    silent = "登记表没有写明 {} 年度是否应公开"
    silent_en = "the registry does not say whether {} was to be published"
    assert tables["filing_obligations"].rows() == [
        ("finance", 2023, "expected", None, None, None, day),
        ("finance", 2024, "unknown", silent.format(2024), silent_en.format(2024), None, day),
        ("audit", 2023, "unknown", silent.format(2023), silent_en.format(2023), None, day),
        ("audit", 2024, "expected", None, None, None, day),
    ]
    assert tables["receipts"].rows() == [("audit", 2024, date(2025, 9, 1))]
    assert tables["departments"]["aliases"].to_list() == ["财政局;市财政局", ""]


def test_identities_become_rows_and_all_their_terms() -> None:
    identities = load_identities()
    tables = frames(identity_rows(identities, ()))
    assert tables["identities"].select("identity_id", "check_first", "check_first_en").rows() == [
        (identity.id, identity.check, identity.check_en) for identity in identities
    ]
    assert tables["identity_terms"].to_dicts() == [
        asdict(term) for identity in identities for term in compile_identity(identity)
    ]


def test_a_waiver_keeps_its_residual_exactly() -> None:
    assert frames(identity_rows((), (WAIVER,)))["waivers"].rows() == [
        ("finance", 2024, "expenditure.row_total", "", Decimal("-33.37"), "printed so", "somebody", date(2026, 1, 2))
    ]

"""Write the known cells of a real disclosure as a workbook in its region's template, for `raw/`.

    python -m tests.synthetic.documents.write_raw --cells wuhan.cells.csv --department 大数据中心 --year 2023 \\
        --template hubei --out final_accounts.xlsx

The cells are a CSV with sheet_id, row_key, column_key and amount in 万元. A sheet without any cell is written with the
sentence that it has no data.
"""

import csv
from decimal import Decimal
from pathlib import Path

import click

from orchestration.disclosure.model import CellKey
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats import xlsx
from tests.synthetic.documents.model import Disclosure
from tests.synthetic.documents.render import printed_figures


def read_cells(path: Path) -> dict[CellKey, Decimal]:
    """The figures of a cells file, in 万元."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            CellKey(row["sheet_id"], row["row_key"], row["column_key"]): Decimal(row["amount"])
            for row in csv.DictReader(stream)
        }


def workbook(department_name: str, fiscal_year: int, figures: dict[CellKey, Decimal], template_name: str) -> bytes:
    """The XLSX file. Raises ValueError where the template has no place for a figure."""
    template = templates.load(template_name)
    disclosure = Disclosure(
        department_name=department_name,
        fiscal_year=fiscal_year,
        figures=figures,
        code_names={},
        declared_empty=frozenset(sheet.id for sheet in template.sheets) - {key.sheet_id for key in figures},
    )
    publication = compose(disclosure, template)
    homeless = figures.keys() - printed_figures(publication.sheets).keys()
    if homeless:
        raise ValueError(f"template {template_name} has no place for {sorted(map(str, homeless))}")
    return xlsx.write(publication, xlsx.Style())


@click.command(help=__doc__)
@click.option("--cells", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--department", required=True, help="The name as printed.")
@click.option("--year", type=int, required=True, help="The fiscal year.")
@click.option("--template", "template_name", type=click.Choice(templates.names()), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def main(cells: Path, department: str, year: int, template_name: str, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(workbook(department, year, read_cells(cells), template_name))


if __name__ == "__main__":
    main()

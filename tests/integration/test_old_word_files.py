"""A whole disclosure as DOC, RTF and ODT: what LibreOffice makes of a DOCX file is read back exactly."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from expectations.vocabulary import SheetStatus
from orchestration.disclosure.reading import read_file
from tests.synthetic.documents import template as templates
from tests.synthetic.documents.compose import compose
from tests.synthetic.documents.formats.registry import FORMATS
from tests.synthetic.documents.generate import random_disclosure
from tests.synthetic.documents.render import printed_figures

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@needs_libreoffice
@pytest.mark.parametrize(("suffix", "template_name"), [("doc", "hubei"), ("rtf", "shanghai_split"), ("odt", "sichuan")])
def test_a_disclosure_is_read_back_from_an_old_file(suffix: str, template_name: str, tmp_path: Path) -> None:
    rng = random.Random(f"old {suffix}")
    disclosure = random_disclosure(rng)
    publication = compose(disclosure, templates.load(template_name))
    (tmp_path / "disclosure.docx").write_bytes(FORMATS["docx"].write_at_random(publication, rng))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", suffix, "disclosure.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    reading = read_file(tmp_path / f"disclosure.{suffix}")
    expected = {key: disclosure.figures[key] for key in printed_figures(publication.sheets)}
    assert {cell.key: cell.amount for cell in reading.cells} == expected
    empty = {sheet.sheet_id for sheet in reading.sheets if sheet.status is SheetStatus.EMPTY_DECLARED}
    assert empty == disclosure.declared_empty
    assert reading.recognition.fiscal_year == disclosure.fiscal_year
    assert reading.problems == ()

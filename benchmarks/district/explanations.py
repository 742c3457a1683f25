"""How much of reading goes to the explanations: every document once with them and once for its sheets alone."""

from time import process_time

from orchestration.disclosure.department_year import combine, combine_sheets
from orchestration.disclosure.reading import read_file
from orchestration.home.settings import Settings


def share_of_explanations(settings: Settings) -> float:
    """Return the part of the CPU seconds of reading all documents that what stands outside their sheets takes."""
    sheets_only = whole = 0.0
    for path in sorted(settings.raw.glob("*/*/*")):
        began = process_time()
        reading = read_file(path)
        read = process_time()
        combine_sheets([reading])
        combined = process_time()
        combine([reading])
        sheets_only += combined - began
        whole += read - began + process_time() - combined
    return 1 - sheets_only / whole

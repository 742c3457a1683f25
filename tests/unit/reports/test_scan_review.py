"""Every doubt about a figure of a scan has its words, on the page for people and in the problem."""

from orchestration.disclosure.messages.message import fragment
from orchestration.disclosure.model import ScanDoubt
from orchestration.disclosure.resolution.cell_values import SCAN_DOUBTS
from orchestration.reports.scan_review import WORDS


def test_every_doubt_has_its_words() -> None:
    assert set(WORDS) == set(SCAN_DOUBTS) == set(ScanDoubt)
    assert all(fragment(message_id).text for message_id in SCAN_DOUBTS.values())

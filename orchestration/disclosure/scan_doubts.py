"""Why a figure on a picture is not certain, in words: in messages, reports and the page for people alike."""

from orchestration.disclosure.messages.message import Fragment, fragment
from orchestration.disclosure.model import ScanDoubt

_WORDS = {
    ScanDoubt.READ_DIFFERENTLY: "sheets.scan_read_differently",
    ScanDoubt.LOW_CONFIDENCE: "sheets.scan_low_confidence",
    ScanDoubt.NOT_A_FIGURE: "sheets.scan_not_a_figure",
    ScanDoubt.DECIMALS_MISSING: "sheets.scan_decimals_missing",
    ScanDoubt.ROW_UNCERTAIN: "sheets.scan_row_uncertain",
    ScanDoubt.STRUCK_OUT: "sheets.scan_struck_out",
    ScanDoubt.LAYER_DIFFERS: "sheets.scan_layer_differs",
}


def words_of(doubt: ScanDoubt) -> Fragment:
    """The words of a doubt, in both languages."""
    return fragment(_WORDS[doubt])

"""Read OFD files (GB/T 33190): a zip container of XML gives letters and strokes, `fixed_layout` makes tables of them.

`package` finds the parts, `resources` what they share, `walk` draws a page: its templates, layers, composites and
annotations become one list of `drawn` objects in the page's coordinates. `open_page`, `letters` and `objects` hand
them to what all fixed layouts share. Signatures are not checked and seals not drawn: they stand over the page.
"""

from orchestration.disclosure.readers.ofd.document import read_ofd

__all__ = ["read_ofd"]

"""Files made to exhaust whoever reads them, as generators: `ALL` lists them by format.

How they are read and measured stands in `measure`. No file of this kind is kept in the repository.
"""

from benchmarks.attacks import containers, legacy, ofd, opendocument, pdf, text, web, word, workbook
from benchmarks.attacks.attack import Attack

ALL: tuple[Attack, ...] = (
    *pdf.ATTACKS,
    *ofd.ATTACKS,
    *workbook.ATTACKS,
    *opendocument.ATTACKS,
    *word.ATTACKS,
    *legacy.ATTACKS,
    *web.ATTACKS,
    *text.ATTACKS,
    *containers.ATTACKS,
)

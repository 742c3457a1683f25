"""Compare what is reported of explanations with what is known of them; exits 1 below the targets.

    python -m benchmarks.claims [--data DIR] [--prose DIR] [--random N] [--files N] [--manner NAME] [--details]

`--data` holds real documents and a `defects.csv` (see defects.py), `--prose` texts written by hand with a table of
their figures (see handed.py). Random true explanations in the manners of tests/synthetic/explanations must raise
nothing and be read whole; with one figure told wrongly they must raise something. `--files` reads some through files.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.claims import defects, showing
from benchmarks.claims.handed import measure_handed
from benchmarks.claims.random_texts import measure_random
from orchestration.home.settings import Settings
from tests.synthetic.explanations.manner import manners


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--prose", type=Path, default=Path("../shared/cases/prose"))
    parser.add_argument("--random", type=int, default=40, help="random texts that are judged without a file")
    parser.add_argument("--files", type=int, default=8, help="random texts that are judged through files")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--manner", action="append", choices=sorted(manners()), help="only texts in this manner")
    parser.add_argument("--details", action="store_true", help="each random figure that was not read rightly")
    options = parser.parse_args()
    settings = Settings.from_environment()
    if (options.data / "defects.csv").is_file():
        _show_defects(options.data, settings)
    met = True
    if options.prose.is_dir():
        met &= showing.show_handed(measure_handed(options.prose, settings))
    chosen: Sequence[str] = options.manner or sorted(manners())
    seeds = range(options.first, options.first + options.random)
    if options.random:
        met &= showing.show_random("random texts", measure_random(seeds, chosen, settings), options.details)
    if options.files:
        with tempfile.TemporaryDirectory() as folder:
            tallies = measure_random(seeds[: options.files] or range(options.files), chosen, settings, Path(folder))
            met &= showing.show_random("random texts through files", tallies, options.details)
    return 0 if met else 1


def _show_defects(folder: Path, settings: Settings) -> None:
    rows = defects.load_defects(folder / "defects.csv")
    documents = [defects.document(folder, name) for name in dict.fromkeys(row.document for row in rows)]
    defects.show(defects.compare(rows, [told for path in documents for told in defects.reports(path, settings)]))


if __name__ == "__main__":
    sys.exit(main())

"""python -m models.study --data FOLDER"""

import argparse
from pathlib import Path

from models.study.measure import measure
from models.study.page import TITLE
from models.study.plans import PLANS
from seedlite.errors import SeedliteError
from seedlite.study import PUBLISHED, write_report

HELP = """Measure the five networks of the study and draw its tables and figures.

FOLDER holds the data sets, under names that begin with mnist, cifar10, letters, covid and
poker_hand: files or folders as models/datasets/ reads them. Results that are there already are kept
and gone on with."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m models.study", description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/study"))
    parser.add_argument("--only", action="append", choices=[plan.name for plan in PLANS])
    parser.add_argument("--fast", action="store_true", help="a try: few runs, hardly trained")
    parser.add_argument("--jobs", type=int, default=-1, help="processes; -1: one per core")
    options = parser.parse_args()
    plans = [plan for plan in PLANS if not options.only or plan.name in options.only]
    options.output.mkdir(parents=True, exist_ok=True)
    try:
        data = [plan.find_data(options.data) for plan in plans]
        results = []
        for plan, path in zip(plans, data, strict=True):
            chosen = plan.fast() if options.fast else plan
            results += measure(chosen, path, options.output, options.jobs)
        command = f"python -m models.study --data {options.data}"
        write_report(
            results, options.output / "report.html", original=PUBLISHED, title=TITLE,
            command=command, force=True,
        )  # fmt: skip
    except SeedliteError as error:
        raise SystemExit(f"error: {error}") from error


if __name__ == "__main__":
    main()

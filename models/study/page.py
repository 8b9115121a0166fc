"""The study's page, of rows that lie in a folder."""

from pathlib import Path

from models.study.plans import PLANS
from seedlite.study import PUBLISHED, report_page

TITLE = "The study"
COMMAND = "make study DATA=folder"


def study_page(folder: Path) -> bytes:
    """Returns the page of what is measured in `folder`."""
    results = [path for plan in PLANS for path in plan.results(folder) if path.exists()]
    return report_page(results, original=PUBLISHED, title=TITLE, command=COMMAND)

"""Draw every picture of a simulated year of each shipped agency.

python tools/make_pictures.py                    # those of docs/pictures.md, into docs/pictures/
python tools/make_pictures.py --all FOLDER       # of all shipped agencies, in English and Chinese
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import agencysim as ag
from agencysim.language import LANGUAGES, use

if TYPE_CHECKING:
    from agencysim import Log

ROOT = Path(__file__).parents[1]
AGENCIES = ("small_sign_shop", "signage_agency", "campaign_agency")
SHOWN = ("signage_agency",)
WEEKS = 52


def main() -> None:
    """Draw what the command line asks for."""
    if sys.argv[1:2] == ["--all"]:
        for name in AGENCIES:
            for code in LANGUAGES:
                draw(name, code, Path(sys.argv[2]))
    else:
        for name in SHOWN:
            draw(name, "en", ROOT / "docs" / "pictures")


def draw(agency: str, code: str, folder: Path) -> None:
    """Draw all pictures of a year of one agency."""
    log = ag.simulate(ag.load(ROOT / "scenarios" / f"{agency}.yaml"), seed=1, weeks=WEEKS)
    folder.mkdir(parents=True, exist_ok=True)
    prefix = "" if folder.name == "pictures" else f"{agency}_{code}_"
    with use(code):
        for name in ag.pictures.__all__:
            picture = getattr(ag.pictures, name)
            ax = picture(log, typical_job(log)) if name == "job_life" else picture(log)
            ax.figure.savefig(folder / f"{prefix}{name}.png")


def typical_job(log: Log) -> str:
    """Return the finished job whose price was the highest among those of the middle of the year."""
    jobs = log.jobs.filter(log.jobs["outcome"] == "done").sort("arrived")
    middle = jobs[len(jobs) // 2 : len(jobs) // 2 + 60]
    return str(middle.sort("value", descending=True)["job"][0])


if __name__ == "__main__":
    main()
